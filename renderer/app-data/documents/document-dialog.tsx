import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { DraftBar } from '../../drafts/draft-bar.tsx';
import { revisionOf } from '../../drafts/revision-of.ts';
import { textWords } from '../../drafts/text-words.ts';
import { useDraft } from '../../drafts/use-draft.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { jsonProblem } from '../../wire/json/json-problem.ts';
import { documentId, type Place } from './documents.ts';
import { suggestEjson } from '../../wire/json/ejson-words.ts';

const WORDS = textWords('json');

/** Writes a document, new or there already, as EJSON. */
export function DocumentDialog(props: {
  place: Place;
  text: string;
  isNew: boolean;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { appId, service, database, collection } = props.place;
  const id = props.isNew ? '' : documentId(props.text);
  const kept = useDraft({
    key: `document:${appId}/${[service, database, collection, id].map(encodeURIComponent).join('/')}`,
    kind: 'document',
    base: props.isNew ? null : revisionOf(props.text),
    saved: props.text,
  });
  const { value: text, change: setText } = kept;
  const save = useMutation({
    mutationFn: async () => {
      await api.documents.save({ ...props.place, document: text, isNew: props.isNew });
      kept.discard();
      props.onSaved();
      props.onClose();
    },
  });
  const problem = jsonProblem(text, 'object');
  if (!kept.isRead) return null;
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.isNew ? 'Add a document' : 'Edit the document'}
      description='EJSON: write types as {"$oid": …}, {"$date": …}; Ctrl+Space offers them.'
      size="lg"
      footer={
        <>
          <Button onClick={props.onClose}>Close</Button>
          <Button
            variant="primary"
            disabled={problem !== null || save.isPending}
            onClick={() => save.mutate()}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2">
        <DraftBar draft={kept} words={WORDS} />
        {save.error !== null && <Problem error={save.error} />}
        <CodeEditor
          language="json"
          label="Document"
          value={text}
          onChange={setText}
          completions={suggestEjson}
          minHeight={280}
          maxHeight={480}
        />
        {problem !== null && <p className="text-sm text-bad">{problem}</p>}
      </div>
    </Dialog>
  );
}
