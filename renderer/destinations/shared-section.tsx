import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Destination } from '../../preload/contract/destinations.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { Section } from '../ui/section.tsx';
import { toast } from '../ui/toast.tsx';
import { TeamDeliveries } from './team-deliveries.tsx';

const PROMISE =
  'Sent at least once. If an engine or the database ends between the receiver’s answer and its record, the message is sent again under the same webhook-id. In order means: the next is not sent before the one before it was delivered or given up.';

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
