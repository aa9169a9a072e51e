import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { jsonProblem } from '../../wire/json/json-problem.ts';
import type { Place } from './documents.ts';
import { suggestEjson } from '../../wire/json/ejson-words.ts';

/** Writes a document, new or there already, as EJSON. */
export function DocumentDialog(props: {
  place: Place;
  text: string;
  isNew: boolean;
  onClose: () => void;
  onSaved: () => void;
}) {
  const [text, setText] = useState(props.text);
  const save = useMutation({
    mutationFn: () => api.documents.save({ ...props.place, document: text, isNew: props.isNew }),
    onSuccess: () => {
      props.onSaved();
      props.onClose();
    },
  });
  const problem = jsonProblem(text, 'object');
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.isNew ? 'Add a document' : 'Edit the document'}
      description='EJSON: write types as {"$oid": …}, {"$date": …}; Ctrl+Space offers them.'
      size="lg"
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
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
