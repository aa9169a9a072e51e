import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { Destination } from '../../preload/contract/destinations.ts';
import type { TeamDelivery } from '../../preload/contract/team/deliveries.ts';
import { query } from '../api/client.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { exact } from '../ui/time/moments.ts';
import { AttemptRow } from './attempt-row.tsx';
import { StateBadge } from './state-badge.tsx';

/** Other nodes send too, and say so seldom. */
const ASK_MS = 5000;

/** The newest deliveries to a shared destination, whoever accepted and whoever sent them. */
export function TeamDeliveries({ destination, now }: { destination: Destination; now: number }) {
  const [openId, open] = useState<string | null>(null);
  const found = useQuery({
    ...query.team.deliveries.queryOptions({
      input: { destinationId: destination.id, limit: 20 },
    }),
    refetchInterval: ASK_MS,
  });
  if (found.error !== null) {
    return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  }
  const items = found.data?.items ?? [];
  if (items.length === 0) {
    return found.data === undefined ? null : <p className="text-muted">Nothing was sent yet.</p>;
  }
  return (
    <div className="flex flex-col gap-2">
      <h3 className="font-medium">Newest deliveries of all nodes</h3>
      <ul
        aria-label="Deliveries of the team"
        className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface"
      >
        {items.map((one) => (
          <TeamDeliveryRow
            key={one.id}
            delivery={one}
            now={now}
            isOpen={one.id === openId}
            onOpen={() => open(one.id === openId ? null : one.id)}
          />
        ))}
      </ul>
    </div>
  );
}

function TeamDeliveryRow(props: {
  delivery: TeamDelivery;
  now: number;
  isOpen: boolean;
  onOpen: () => void;
}) {
  const { delivery, now, isOpen } = props;
  const attempts = useId();
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={attempts}
        onClick={props.onOpen}
        className="flex w-full gap-2 px-4 py-2 text-left hover:bg-hover"
      >
        <Chevron size={14} aria-hidden className="mt-1 shrink-0 text-muted" />
        <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
          <StateBadge state={delivery.state} />
          <span className="min-w-0 truncate">{delivery.eventType ?? 'No event type'}</span>
          <span className="wire min-w-0 truncate text-sm text-muted">{delivery.messageId}</span>
          <span className="ml-auto text-sm text-muted tabular-nums">
            {exact(delivery.createdAt, now)}
          </span>
          <span className="w-full text-sm text-muted">{wordsOf(delivery)}</span>
        </span>
      </button>
      <div id={attempts} hidden={!isOpen} className="border-t border-line bg-canvas px-4 py-3">
        {isOpen && <TeamAttempts delivery={delivery} now={now} />}
      </div>
    </li>
  );
}

/** All attempts; what was answered is shown where it was sent. */
function TeamAttempts({ delivery, now }: { delivery: TeamDelivery; now: number }) {
  const { id, log, state } = delivery;
  const [opened, open] = useState<number | null>();
  const found = useQuery({
    ...query.team.delivery.queryOptions({ input: { id } }),
    // Asked for again when the list tells of another attempt, or of the end of one.
    queryKey: [...query.team.delivery.queryKey({ input: { id } }), state, log.length],
    placeholderData: (before) => before,
  });
  if (found.error !== null) {
    return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data === undefined) return <Spinner label="Loading the attempts" />;
  const attempts = found.data.log;
  if (attempts.length === 0) return <p className="text-muted">Nothing sent yet.</p>;
  const openId = opened === undefined ? attempts.at(-1)?.id : opened;
  return (
    <ol aria-label={`Attempts of ${delivery.messageId}`} className="flex flex-col gap-2">
      {attempts.toReversed().map((attempt) => (
        <li key={attempt.id} className="rounded-lg border border-line bg-surface">
          <AttemptRow
            attempt={attempt}
            now={now}
            isOpen={attempt.id === openId}
            onOpen={() => open(attempt.id === openId ? null : attempt.id)}
            picked={null}
            onPick={() => {}}
          />
        </li>
      ))}
    </ol>
  );
}

/** Who did what: `From Anna. Attempt 2 by Ben: 200.` */
function wordsOf({ node, log, reason, state }: TeamDelivery): string {
  const last = log.findLast(({ late }) => !late);
  const answer = last?.status === null || last === undefined ? '' : `: ${last.status}`;
  const tried = last === undefined ? '' : ` Attempt ${last.number} by ${last.node}${answer}.`;
  return `From ${node}.${tried}${reason === null || state === 'delivered' ? '' : ` ${reason}`}`;
}
