import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ServiceView, Stub } from '../../preload/contract/apps/services.ts';
import { api, query } from '../api/client.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { jsonWords } from '../drafts/json-words.ts';
import { revisionOf } from '../drafts/revision-of.ts';
import { useDraft } from '../drafts/use-draft.ts';
import { jsonProblem } from '../wire/json/json-problem.ts';
import { sayNot } from '../ui/say-not.ts';
import { Button } from '../ui/button.tsx';
import { CodeEditor } from '../ui/code/code-editor.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';

/** Answers that stand in for a service. */
export function StubsSection({ service }: { service: ServiceView }) {
  const input = { appId: service.appId };
  const stubs = useQuery(query.services.stubs.queryOptions({ input }));
  const [editing, setEditing] = useState<Stub | null>(null);
  const cache = useQueryClient();
  const keep = (list: Stub[]): void => {
    cache.setQueryData(query.services.stubs.queryKey({ input }), list);
  };
  const remove = useMutation({
    mutationFn: (id: string) => api.services.removeStub({ appId: service.appId, id }),
    onSuccess: keep,
    onError: sayNot('Not deleted'),
  });
  const own = (stubs.data ?? []).filter((stub) => stub.service === service.name);
  const fresh: Stub = {
    id: '',
    appId: service.appId,
    service: service.name,
    action: service.actions.find((action) => !action.endsWith('*')) ?? '',
    match: '',
    answer: '{}',
  };
  return (
    <div className="flex flex-col gap-3">
      {stubs.error !== null && <Problem error={stubs.error} />}
      {own.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {own.map((stub) => (
            <li key={stub.id} className="flex items-center gap-3 px-3 py-2">
              <button
                type="button"
                className="wire shrink-0 font-medium hover:underline"
                onClick={() => setEditing(stub)}
              >
                {stub.action}
              </button>
              <span className="wire min-w-0 flex-1 truncate text-muted">{stub.answer}</span>
              <Button size="sm" variant="ghost" onClick={() => remove.mutate(stub.id)}>
                Delete
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button icon={<Plus size={14} />} onClick={() => setEditing(fresh)}>
          Add stub
        </Button>
      </div>
      {editing !== null && (
        <StubDialog stub={editing} onClose={() => setEditing(null)} onSaved={keep} />
      )}
    </div>
  );
}

const WORDS = jsonWords<Stub>();

function StubDialog(props: { stub: Stub; onClose: () => void; onSaved: (list: Stub[]) => void }) {
  const { appId, service, id } = props.stub;
  const kept = useDraft<Stub>({
    key: `stub:${appId}/${encodeURIComponent(service)}/${id}`,
    kind: 'stub',
    base: id === '' ? null : revisionOf(props.stub),
    saved: props.stub,
  });
  const { value: draft, change: setDraft } = kept;
  const save = useMutation({
    mutationFn: async () => {
      const list = await api.services.saveStub({ stub: draft });
      kept.discard();
      props.onSaved(list);
      props.onClose();
    },
  });
  const blocked =
    draft.action === '' ||
    jsonProblem(draft.match, 'object') !== null ||
    jsonProblem(draft.answer, 'any') !== null;
  if (!kept.isRead) return null;
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.stub.id === '' ? 'Add a stub' : 'Stub'}
      size="md"
      footer={
        <>
          <Button onClick={props.onClose}>Close</Button>
          <Button
            variant="primary"
            disabled={blocked || save.isPending}
            onClick={() => save.mutate()}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <DraftBar draft={kept} words={WORDS} onSave={() => save.mutate()} canSave={!blocked} />
        {save.error !== null && <Problem error={save.error} />}
        <Field label="Action" help="E.g. get or s3:GetObject">
          <TextInput
            mono
            value={draft.action}
            onValueChange={(action) => setDraft({ ...draft, action })}
          />
        </Field>
        <div className="flex flex-col gap-1">
          <span className="text-sm font-medium">Arguments to match</span>
          <CodeEditor
            language="json"
            label="Arguments to match"
            value={draft.match}
            onChange={(match) => setDraft({ ...draft, match })}
            minHeight={60}
            maxHeight={160}
          />
          <p className="text-sm text-muted">
            The arguments must contain this object. Empty: every call.
          </p>
        </div>
        <div className="flex flex-col gap-1">
          <span className="text-sm font-medium">Answer</span>
          <CodeEditor
            language="json"
            label="Answer"
            value={draft.answer}
            onChange={(answer) => setDraft({ ...draft, answer })}
            minHeight={100}
            maxHeight={240}
          />
          <p className="text-sm text-muted">What the action returns, as EJSON.</p>
        </div>
      </div>
    </Dialog>
  );
}
