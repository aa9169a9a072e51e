import type { TeamState } from '../../preload/contract/team.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { formatPlural, formatSecond } from '../ui/format.ts';
import { useAsNewNode, useRetry } from './use-team.ts';
import { canRetry, STATES } from './words.ts';

/** Clocks that differ by more than this are worth a word: times of captures would mislead. */
const SKEW_MS = 60_000;

/** How this Backstitch stands with its team, why, and what there is to do. */
export function Standing({ state }: { state: TeamState }) {
  const { label, tone, todo } = STATES[state.state];
  return (
    <div
      role="status"
      aria-label="The team"
      className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-3"
    >
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>{label}</Badge>
        {state.url !== null && <span className="wire min-w-0 break-all">{state.url}</span>}
      </p>
      {state.reason !== null && <p className="break-words">{state.reason}</p>}
      {todo !== '' && <p className="text-muted">{todo}</p>}
      {state.state === 'not-installed' && (
        <code className="wire select-all">backstitch team init URL</code>
      )}
      <Facts state={state} />
      <Actions state={state} />
    </div>
  );
}

function Facts({ state }: { state: TeamState }) {
  const { waiting, lost, untaken, skewMs, wakeups, nextAttemptAt } = state;
  const facts = [
    nextAttemptAt !== null && `Tries again at ${formatSecond(nextAttemptAt)}.`,
    waiting > 0 && `${formatPlural(waiting, 'change')} to go out.`,
    lost > 0 &&
      `${formatPlural(lost, 'capture')} ${lost === 1 ? 'was' : 'were'} removed before the team had ${lost === 1 ? 'it' : 'them'}.`,
    untaken > 0 &&
      `${formatPlural(untaken, 'capture')} cannot be shared: the database does not take ${untaken === 1 ? 'it' : 'them'}.`,
    state.node?.ack === 'team' && 'It answers webhooks once the team has them, too.',
    skewMs !== null &&
      Math.abs(skewMs) > SKEW_MS &&
      `The clock of this computer is ${Math.round(Math.abs(skewMs) / 60_000)} min ${skewMs > 0 ? 'behind' : 'ahead of'} that of the database.`,
    wakeups === false &&
      'The database does not tell when there is news, as behind a pool of connections: Backstitch asks every few seconds.',
  ].filter((fact) => fact !== false);
  return facts.length === 0 ? null : (
    <p className="text-sm text-muted tabular-nums">{facts.join(' ')}</p>
  );
}

function Actions({ state }: { state: TeamState }) {
  const { retry, busy } = useRetry();
  const asNew = useAsNewNode();
  if (state.state === 'moved') {
    return (
      <p>
        <Button size="sm" disabled={asNew.isPending} onClick={() => asNew.mutate()}>
          Continue as a new node
        </Button>
      </p>
    );
  }
  if (!canRetry(state.state)) return null;
  return (
    <p>
      <Button size="sm" disabled={busy} onClick={() => retry(state)}>
        Try again now
      </Button>
    </p>
  );
}
