import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Endpoint, EndpointInput } from '../../preload/contract/endpoints.ts';
import { api, query } from '../api/client.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { jsonWords } from '../drafts/json-words.ts';
import { revisionOf } from '../drafts/revision-of.ts';
import { useDraft } from '../drafts/use-draft.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Switch, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem, type ReadProblem } from '../ui/read-problem.ts';
import { toast } from '../ui/toast.tsx';
import {
  draftOf,
  emptyDraft,
  packDraft,
  readEndpointDraft,
  sameDraft,
  unpackDraft,
  type DraftProblems,
  type EndpointDraft,
} from './endpoint-draft.ts';
import { FailuresField } from './failures-field.tsx';
import { ForwardField } from './forward-field.tsx';
import { MethodsField } from './methods-field.tsx';
import { ReplyFields } from './reply-fields.tsx';
import { replySummary, tryCurl } from './reply-summary.ts';

const DRAFT_WORDS = jsonWords<EndpointDraft>(packDraft, unpackDraft);

/**
 * The dialog that adds or changes an endpoint.
 *
 * @param props.endpoint the one that is changed; null adds one, beginning with `draft`
 */
export function EndpointEditor(props: {
  endpoint: Endpoint | null;
  draft?: EndpointDraft;
  others: readonly Endpoint[];
  onClose: () => void;
}) {
  const { endpoint, others, onClose } = props;
  const [fresh] = useState(props.draft ?? emptyDraft());
  const kept = useDraft({
    key: `endpoint:${endpoint?.id ?? (fresh.name === '' ? 'new' : `new/${fresh.name}`)}`,
    kind: 'endpoint',
    base: endpoint === null ? null : revisionOf(packDraft(draftOf(endpoint))),
    saved: endpoint === null ? fresh : draftOf(endpoint),
    same: sameDraft,
    pack: packDraft,
    unpack: unpackDraft,
  });
  const { value: draft, isChanged: changed } = kept;
  const save = useSave(endpoint, () => {
    kept.discard();
    onClose();
  });

  const read = readEndpointDraft(
    draft,
    others.map((other) => other.name),
  );
  const refused = save.error === null ? null : readProblem(save.error);
  const problems = withRefusal(read.problems, refused);
  const isNew = endpoint === null;
  const change = (part: Partial<EndpointDraft>): void => {
    save.reset();
    kept.change({ ...draft, ...part });
  };
  const submit = (): void => {
    if (read.input !== null && !save.isPending) save.mutate(read.input);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={
        isNew
          ? 'Add an endpoint'
          : endpoint.isInbox
            ? 'Reply of the inbox'
            : `Edit ${endpoint.name}`
      }
      description={
        endpoint?.isInbox === true
          ? 'The inbox answers what no other endpoint answers: any path, any method.'
          : 'Requests to this path get this reply. All of them are captured.'
      }
      footer={
        <>
          <FirstProblem problems={problems} shown={changed || isNew} />
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={read.input === null || save.isPending || (!changed && !isNew)}
            onClick={submit}
          >
            {isNew ? 'Add endpoint' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-5 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <DraftBar
          draft={kept}
          words={DRAFT_WORDS}
          onSave={isNew ? undefined : submit}
          canSave={read.input !== null && !save.isPending}
        />
        {refused !== null && refused.field === undefined && <Problem error={save.error} />}
        {endpoint?.isInbox !== true && (
          <MatchFields draft={draft} problems={problems} onChange={change} />
        )}
        <ForwardField draft={draft} problems={problems} onChange={change} />
        <ReplyFields draft={draft} problems={problems} onChange={change} />
        <FailuresField draft={draft} problems={problems} onChange={change} endpoint={endpoint} />
        {endpoint !== null && <TryIt endpoint={endpoint} />}
      </form>
    </Dialog>
  );
}

function MatchFields(props: {
  draft: EndpointDraft;
  problems: DraftProblems;
  onChange: (change: Partial<EndpointDraft>) => void;
}) {
  const { draft, problems, onChange } = props;
  const [nameLeft, setNameLeft] = useState(false);
  const showName = nameLeft || draft.name !== '';
  const path = draft.path.trim();
  const example =
    path === '' || path === '/' ? 'every path' : `${path} and ${path.replace(/\/$/, '')}/…`;
  return (
    <>
      <div className="grid grid-cols-2 gap-4">
        <Field label="Name" error={showName ? problems.get('name') : undefined}>
          <TextInput
            value={draft.name}
            onValueChange={(name) => onChange({ name })}
            onBlur={() => setNameLeft(true)}
            placeholder="Orders"
          />
        </Field>
        <Field
          label="Path"
          error={problems.get('path')}
          help={problems.has('path') ? undefined : `Answers ${example}, with any query.`}
        >
          <TextInput
            mono
            value={draft.path}
            onValueChange={(text) => onChange({ path: text })}
            placeholder="/orders"
          />
        </Field>
      </div>
      <MethodsField methods={draft.methods} onChange={(methods) => onChange({ methods })} />
      <Switch
        label="Enabled"
        help="Off: the next matching endpoint answers."
        checked={draft.enabled}
        onCheckedChange={(enabled) => onChange({ enabled })}
      />
    </>
  );
}

function TryIt({ endpoint }: { endpoint: Endpoint }) {
  const command = tryCurl(endpoint.localUrl, endpoint.methods);
  return (
    <section className="flex flex-col gap-1">
      <h3 className="text-sm font-medium">Try it</h3>
      <div className="flex items-start gap-1 rounded-md bg-canvas py-1 pr-1 pl-3">
        <code className="wire min-w-0 flex-1 py-1 break-all">{command}</code>
        <CopyButton label="Copy the curl command" getText={() => command} />
      </div>
    </section>
  );
}

function FirstProblem({ problems, shown }: { problems: DraftProblems; shown: boolean }) {
  const first = [...problems.values()][0];
  return <p className="min-w-0 flex-1 truncate text-sm text-muted">{shown ? (first ?? '') : ''}</p>;
}

function withRefusal(problems: DraftProblems, refused: ReadProblem | null): DraftProblems {
  if (refused?.field === undefined) return problems;
  return new Map([...problems, [refused.field, refused.message]]);
}

function useSave(endpoint: Endpoint | null, onSaved: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: EndpointInput) =>
      endpoint === null
        ? api.endpoints.create(input)
        : api.endpoints.update({ ...input, id: endpoint.id }),
    onSuccess: async (saved) => {
      await cache.invalidateQueries({ queryKey: query.endpoints.key() });
      const description = saved.enabled
        ? `${saved.isInbox ? 'All other requests get' : `${saved.path} gets`} ${replySummary(saved)}`
        : 'It is off. Turn it on to answer requests.';
      toast({
        title: saved.enabled ? `${saved.name} is live` : `${saved.name} is saved`,
        description,
        tone: 'good',
      });
      onSaved();
    },
  });
}
