import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ProjectState } from '../../preload/contract/interchange/project.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Checkbox, Field, TextInput } from '../ui/field.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { toast } from '../ui/toast.tsx';
import { Conflicts, Hosts, Pending } from './open-points.tsx';
import { NamedSecrets } from './named-secrets.tsx';

const keep = (state: ProjectState): void =>
  void queryClient.setQueryData(query.project.state.queryKey(), state);

/** The project file: which folder is followed, what waits for a person, and the secrets it names. */
export function ProjectSettings() {
  const found = useQuery(query.project.state.queryOptions());
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner label="Reading the project" />;
  const state = found.data;
  return (
    <>
      <p className="text-muted">
        Keep endpoints, destinations, views and more in a{' '}
        <code className="wire">backstitch.json</code> in git. What changes there changes here, and
        the other way round.
      </p>
      {state.directory === null ? <Attach /> : <Attached state={state} />}
      <NamedSecrets missing={state.missing} />
    </>
  );
}

/** Chooses the folder that is followed. */
function Attach() {
  const [directory, setDirectory] = useState('');
  const [write, setWrite] = useState(true);
  const attach = useMutation({
    mutationFn: () => api.project.attach({ directory: directory.trim(), write }),
    onSuccess: (state) => {
      keep(state);
      toast({ title: 'The project is followed' });
    },
  });
  const pull = useMutation({
    mutationFn: async () => {
      const pulled = await api.project.pull({ directory: directory.trim() });
      keep(await api.project.attach({ directory: directory.trim(), write }));
      return pulled;
    },
    onSuccess: ({ items, left }) =>
      toast({
        title: `Wrote ${formatPlural(items, 'item', 'items')} into the file`,
        ...(left.length > 0 && { description: left.join(' ') }),
      }),
  });
  const isBusy = attach.isPending || pull.isPending;
  const error = attach.error ?? pull.error;
  return (
    <form
      aria-label="Follow a project"
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        pull.reset();
        attach.mutate();
      }}
    >
      <Field
        label="Folder of the project"
        help="The whole path on this computer, such as /home/ann/shop."
      >
        <TextInput
          value={directory}
          onValueChange={setDirectory}
          spellCheck={false}
          className="wire"
        />
      </Field>
      <Checkbox
        label="Write what is changed here into the file"
        checked={write}
        onCheckedChange={setWrite}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={isBusy || directory.trim() === ''}>
          Follow the folder
        </Button>
        <Button
          disabled={isBusy || directory.trim() === ''}
          onClick={() => {
            attach.reset();
            pull.mutate();
          }}
        >
          Write all of this into a new file
        </Button>
      </div>
      {error !== null && <Problem error={error} />}
    </form>
  );
}

function Attached({ state }: { state: ProjectState }) {
  const { directory, file, write, valid, problems, items, readAt } = state;
  const [asking, setAsking] = useState(false);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const setWrite = useMutation({
    mutationFn: (next: boolean) => api.project.attach({ directory: directory ?? '', write: next }),
    onSuccess: keep,
    onSettled: () => setChosen(null),
  });
  const again = useMutation({
    mutationFn: () => api.project.apply({ yes: false, allowHosts: [] }),
    onSuccess: ({ state: now }) => keep(now),
  });
  return (
    <>
      <section
        aria-label="The file"
        className="flex flex-col gap-2 rounded-lg border border-line p-3"
      >
        <div className="flex flex-wrap items-center gap-2">
          <code className="wire min-w-0 flex-1 break-all select-all">{file ?? directory}</code>
          <Status state={state} />
        </div>
        <p className="text-sm text-muted">
          {formatPlural(items.length, 'item', 'items')} of it {items.length === 1 ? 'is' : 'are'}{' '}
          here
          {readAt !== null && (
            <>
              , read <Moment at={readAt} />
            </>
          )}
          .
        </p>
        {problems.length > 0 && (
          <ul
            role="alert"
            aria-label="Problems"
            className="rounded-md bg-bad-soft px-3 py-2 text-bad"
          >
            {problems.map((one) => (
              <li
                key={`${one.file}:${one.line}:${one.column}:${one.message}`}
                className="break-words"
              >
                {one.file !== null && (
                  <span className="wire">
                    {one.file}
                    {one.line !== null && `:${one.line}:${one.column}`}{' '}
                  </span>
                )}
                {one.message}
              </li>
            ))}
            {!valid && <li className="text-sm">Nothing of it is done until that is mended.</li>}
          </ul>
        )}
        <Checkbox
          label="Write what is changed here into the file"
          // Shown at once: a box that waits for its answer looks stuck.
          checked={chosen ?? write}
          onCheckedChange={(next) => {
            setChosen(next);
            setWrite.mutate(next);
          }}
        />
        <div className="flex flex-wrap gap-2">
          <Button size="sm" disabled={again.isPending} onClick={() => again.mutate()}>
            Read again
          </Button>
          <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
            Stop following
          </Button>
        </div>
        {again.error !== null && <Problem error={again.error} />}
        {setWrite.error !== null && <Problem error={setWrite.error} />}
      </section>
      <Hosts hosts={state.hosts} onState={keep} />
      <Conflicts conflicts={state.conflicts} onState={keep} />
      <Pending pending={state.pending} onState={keep} />
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Stop following the project?"
        confirmLabel="Stop following"
        onConfirm={async () => keep(await api.project.detach())}
      >
        The file and all that is here stay as they are. Secrets that the file refers to are no
        longer used.
      </ConfirmDialog>
    </>
  );
}

function Status({ state }: { state: ProjectState }) {
  if (!state.valid) return <Badge tone="bad">Not valid</Badge>;
  const { conflicts, pending, hosts } = state;
  if (conflicts.length > 0)
    return <Badge tone="bad">{formatPlural(conflicts.length, 'conflict', 'conflicts')}</Badge>;
  if (pending.length > 0)
    return (
      <Badge tone="warn">{formatPlural(pending.length, 'change waits', 'changes wait')}</Badge>
    );
  if (hosts.length > 0)
    return (
      <Badge tone="warn">{formatPlural(hosts.length, 'host to allow', 'hosts to allow')}</Badge>
    );
  return <Badge tone="good">In step</Badge>;
}
