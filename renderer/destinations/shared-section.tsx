import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Destination } from '../../preload/contract/destinations.ts';
import type { TeamDelivery } from '../../preload/contract/team/deliveries.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { Section } from '../ui/section.tsx';
import { exact } from '../ui/time/moments.ts';
import { toast } from '../ui/toast.tsx';
import { StateBadge } from './state-badge.tsx';

const PROMISE =
  'Sent at least once. If an engine or the database ends between the receiver’s answer and its record, the message is sent again under the same webhook-id. In order means: the next is not sent before the one before it was delivered or given up.';

/** Other nodes send too, and say so seldom. */
const ASK_MS = 5000;

/** What the team delivers to a shared destination, and what this computer lacks to take part. */
export function SharedSection({ destination, now }: { destination: Destination; now: number }) {
  if (destination.shared === null) return null;
  return (
    <Section title="Shared with the team" help={PROMISE}>
      {destination.shared.needs.length === 0 ? (
        <p>This computer sends for it, as every other that has its secret does.</p>
      ) : (
        <Equip key={destination.id} destination={destination} needs={destination.shared.needs} />
      )}
      <TeamDeliveries destination={destination} now={now} />
    </Section>
  );
}

type Needs = NonNullable<Destination['shared']>['needs'];

function Equip({ destination, needs }: { destination: Destination; needs: Needs }) {
  const { id, shownUrl } = destination;
  const [secret, setSecret] = useState('');
  const [authorization, setAuthorization] = useState('');
  const cache = useQueryClient();
  // What is refused is said at its field.
  const equip = useMutation({
    mutationFn: () =>
      api.team.equip({
        id,
        ...(secret.trim() !== '' && { secret }),
        ...(authorization.trim() !== '' && { authorization }),
      }),
    onSuccess: async () => {
      toast({ title: 'This computer sends for it now', tone: 'good' });
      await cache.invalidateQueries({ queryKey: query.destinations.key() });
    },
  });
  const fault = equip.error === null ? null : readProblem(equip.error);
  const wrong = (field: string): string | null => (fault?.field === field ? fault.message : null);
  return (
    <form
      className="flex max-w-xl flex-col gap-3 rounded-lg border border-line bg-surface px-4 py-3"
      aria-label="Send from this computer too"
      onSubmit={(event) => {
        event.preventDefault();
        equip.mutate();
      }}
    >
      <p>
        This computer does not send for it: others in the team do. To take part, say yes to{' '}
        <span className="wire break-all">{shownUrl}</span>
        {needs.some((need) => need !== 'agreement') && ' and paste what it needs'}. That stays on
        this computer.
      </p>
      {needs.includes('secret') && (
        <Field label="Secret" error={wrong('secret')} help="A teammate copies it for you.">
          <TextInput mono type="password" value={secret} onValueChange={setSecret} />
        </Field>
      )}
      {needs.includes('authorization') && (
        <Field label="Authorization" error={wrong('authorization')} help="Sent with each attempt.">
          <TextInput mono type="password" value={authorization} onValueChange={setAuthorization} />
        </Field>
      )}
      {fault !== null && fault.field === undefined && <Problem error={equip.error} />}
      <div>
        <Button type="submit" variant="primary" disabled={equip.isPending}>
          Send from this computer too
        </Button>
      </div>
    </form>
  );
}

function TeamDeliveries({ destination, now }: { destination: Destination; now: number }) {
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
          <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
            <StateBadge state={one.state} />
            <span className="min-w-0 truncate">{one.eventType ?? 'No event type'}</span>
            <span className="wire min-w-0 truncate text-sm text-muted">{one.messageId}</span>
            <span className="ml-auto text-sm text-muted">{exact(one.createdAt, now)}</span>
            <p className="w-full text-sm text-muted">{wordsOf(one)}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Who did what: `From Anna. Attempt 2 by Ben: 200.` */
function wordsOf({ node, log, reason, state }: TeamDelivery): string {
  const last = log.findLast(({ late }) => !late);
  const answer = last?.status === null || last === undefined ? '' : `: ${last.status}`;
  const tried = last === undefined ? '' : ` Attempt ${last.number} by ${last.node}${answer}.`;
  return `From ${node}.${tried}${reason === null || state === 'delivered' ? '' : ` ${reason}`}`;
}
