import { useMutation } from '@tanstack/react-query';
import type {
  HostToAllow,
  ProjectChange,
  ProjectConflict,
  ProjectState,
} from '../../preload/contract/interchange/project.ts';
import { api } from '../api/client.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { DiffBlock } from './diff-block.tsx';
import { CHANGES } from './words.ts';
import { thingName } from '../../preload/rules/project-words.ts';

type OnState = (state: ProjectState) => void;

/** Hosts to which destinations of the project would send, each to be allowed by a press. */
export function Hosts({ hosts, onState }: { hosts: readonly HostToAllow[]; onState: OnState }) {
  const allow = useMutation({
    mutationFn: (host: string) => api.project.apply({ yes: false, allowHosts: [host] }),
    onSuccess: ({ state }) => onState(state),
  });
  if (hosts.length === 0) return null;
  return (
    <section aria-labelledby="project-hosts" className="flex flex-col gap-2">
      <h3 id="project-hosts" className="font-semibold">
        Hosts to allow
      </h3>
      <p className="text-sm text-muted">
        Their destinations came with the file. They stay paused until you allow the host.
      </p>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {hosts.map(({ host, destinations, secrets }) => (
          <li key={host} className="flex flex-wrap items-center gap-2 px-3 py-2">
            <span className="min-w-0 flex-1">
              <span className="wire block truncate font-medium">{host}</span>
              <span className="block text-sm text-muted">
                For {destinations.join(', ')}
                {secrets.length > 0 && `. Uses ${secrets.join(', ')}`}
              </span>
            </span>
            <Button size="sm" disabled={allow.isPending} onClick={() => allow.mutate(host)}>
              Allow {host}
            </Button>
          </li>
        ))}
      </ul>
      {allow.error !== null && <Problem error={allow.error} />}
    </section>
  );
}

/** Items that both sides changed, with both texts. */
export function Conflicts(props: { conflicts: readonly ProjectConflict[]; onState: OnState }) {
  const resolve = useMutation({
    mutationFn: (chosen: Pick<ProjectConflict, 'kind' | 'key'> & { keep: 'file' | 'backstitch' }) =>
      api.project.resolve(chosen),
    onSuccess: (state) => props.onState(state),
  });
  if (props.conflicts.length === 0) return null;
  return (
    <section aria-labelledby="project-conflicts" className="flex flex-col gap-2">
      <h3 id="project-conflicts" className="font-semibold">
        Changed in the file and in Backstitch
      </h3>
      {props.conflicts.map(({ kind, key, file, backstitch }) => {
        const name = thingName(kind, key);
        return (
          <article
            key={`${kind} ${key}`}
            aria-label={name}
            className="flex flex-col gap-2 rounded-lg border border-line p-3"
          >
            <h4 className="font-medium">{name}</h4>
            <div className="grid grid-cols-1 gap-2 lg:grid-cols-2">
              <Side title="In the file" text={file} other={backstitch} name={name} />
              <Side title="In Backstitch" text={backstitch} other={file} name={name} />
            </div>
            <div className="flex flex-wrap gap-2">
              <Button
                size="sm"
                disabled={resolve.isPending}
                onClick={() => resolve.mutate({ kind, key, keep: 'file' })}
              >
                Keep the file’s
              </Button>
              <Button
                size="sm"
                disabled={resolve.isPending}
                onClick={() => resolve.mutate({ kind, key, keep: 'backstitch' })}
              >
                Keep Backstitch’s
              </Button>
            </div>
          </article>
        );
      })}
      {resolve.error !== null && <Problem error={resolve.error} />}
    </section>
  );
}

/** One text of two: what only it has is marked. */
function Side(props: { title: string; text: string | null; other: string | null; name: string }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="text-sm text-muted">{props.title}</p>
      {props.text === null ? (
        <p className="rounded-md border border-line px-2 py-1 text-muted">Deleted</p>
      ) : (
        <DiffBlock
          label={`${props.title}: ${props.name}`}
          before={props.other}
          after={props.text}
          onlyAfter
        />
      )}
    </div>
  );
}

/** What the file says and Backstitch does not do yet, until somebody says yes. */
export function Pending({
  pending,
  onState,
}: {
  pending: readonly ProjectChange[];
  onState: OnState;
}) {
  const apply = useMutation({
    // Programs that stand on the page were seen.
    mutationFn: () => {
      const programs = pending.flatMap(({ program }) => program ?? []);
      return api.project.apply({ yes: true, allowHosts: [], programs });
    },
    onSuccess: ({ state }) => onState(state),
  });
  if (pending.length === 0) return null;
  return (
    <section aria-labelledby="project-pending" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <h3 id="project-pending" className="flex-1 font-semibold">
          {formatPlural(pending.length, 'change waits', 'changes wait')} for your yes
        </h3>
        <Button
          variant="primary"
          size="sm"
          disabled={apply.isPending}
          onClick={() => apply.mutate()}
        >
          Apply
        </Button>
      </div>
      {pending.map(({ kind, key, change, before, after, risk, why, program }) => {
        const name = `${CHANGES[change]}: ${thingName(kind, key)}`;
        return (
          <article
            key={`${kind} ${key}`}
            aria-label={name}
            className="flex flex-col gap-2 rounded-lg border border-line p-3"
          >
            <h4 className="flex flex-wrap items-center gap-2 font-medium">
              {name}
              {risk === 'removes' && <Badge tone="bad">Deletes</Badge>}
              {risk === 'egress' && <Badge tone="warn">Opens a way</Badge>}
              {program !== undefined && <Badge tone="warn">Starts a program</Badge>}
            </h4>
            {why !== null && <p className="text-sm text-muted">{why}</p>}
            <DiffBlock label={`Before and after: ${name}`} before={before} after={after} />
          </article>
        );
      })}
      {apply.error !== null && <Problem error={apply.error} />}
    </section>
  );
}
