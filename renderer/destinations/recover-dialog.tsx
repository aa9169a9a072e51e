import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeliveryState } from '../../preload/contract/deliveries.ts';
import type { Destination } from '../../preload/contract/destinations.ts';
import { api, query } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { forInput } from '../ui/time/for-input.ts';
import { foundWords, lostOf } from './lost-words.ts';

const DAY_MS = 86_400_000;

/** What a recovery takes up: all that neither arrived nor was canceled. */
const LOST = ['failed', 'discarded', 'scheduled', 'held'] as const;

/** Everything since a time that did not arrive, tried once more. */
export function RecoverDialog(props: { destination: Destination; onClose: () => void }) {
  const { id, name } = props.destination;
  const [opened] = useState(() => Date.now());
  const [since, setSince] = useState(() => forInput(opened - DAY_MS));
  const [error, setError] = useState<unknown>(null);
  const sinceMs = Date.parse(since);
  const valid = Number.isFinite(sinceMs);
  const found = useFound(id, valid ? sinceMs : opened);
  const start = async (): Promise<void> => {
    setError(null);
    try {
      await api.deliveries.startJob({ kind: 'recover', destinationId: id, since: sinceMs });
      navigate({ page: 'deliveries', part: 'jobs', id: null });
    } catch (cause) {
      setError(cause);
      throw cause;
    }
  };
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      title={`Recover ${name}`}
      confirmLabel="Recover"
      onConfirm={valid ? start : () => Promise.reject(new Error('no time'))}
    >
      <div className="flex flex-col gap-3">
        <p>
          Sends every undelivered delivery created since then, now. Dead letters get another 48
          hours. Each keeps its webhook-id.
        </p>
        <Field label="Since" error={valid ? null : 'Enter a date and a time.'}>
          <TextInput type="datetime-local" value={since} onValueChange={setSince} />
        </Field>
        <output className="text-ink tabular-nums">
          {found === undefined ? 'Counting …' : foundWords(found, opened)}
        </output>
        {error !== null && <Problem error={error} />}
      </div>
    </ConfirmDialog>
  );
}

function useFound(id: Destination['id'], since: number) {
  const counts = useQueries({
    queries: LOST.map((state: DeliveryState) =>
      query.deliveries.count.queryOptions({ input: { destinationId: id, since, state } }),
    ),
  });
  const known = counts.map(({ data }) => data).filter((one) => one !== undefined);
  if (known.length < counts.length) return undefined;
  return lostOf(known);
}
