import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LeftBehind } from '../../preload/contract/integrations.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { useIntegrationChange } from './use-integrations.ts';

/** What deleted integrations accepted and have not loaded yet; nothing where there is none. */
export function LeftBehindList() {
  const left = useQuery(query.integrations.leftBehind.queryOptions());
  if (left.data === undefined || left.data.length === 0) return null;
  return (
    <section aria-labelledby="left-behind" className="pt-6">
      <h2 id="left-behind" className="font-semibold">
        Deleted, not fully loaded
      </h2>
      <p className="pb-3 text-muted">
        These integrations accepted events before you deleted them. Load those into the tables that
        stayed.
      </p>
      <ul className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface">
        {left.data.map((one) => (
          <Item key={one.id} left={one} />
        ))}
      </ul>
    </section>
  );
}

function Item({ left }: { left: LeftBehind }) {
  const { id, name, file, waiting, problem } = left;
  const [asking, setAsking] = useState(false);
  const events = formatPlural(waiting, 'capture');
  const load = useIntegrationChange(() => api.integrations.loadLeft({ id }), {
    failed: 'Not loaded',
  });
  const drop = useIntegrationChange(() => api.integrations.dropLeft({ id }), {
    done: `${events} of ${name} will not be loaded`,
    failed: 'Not dropped',
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <span className="min-w-40 flex-1">
        <span className="block font-medium">{name}</span>
        <span className="wire block text-sm text-muted">{file}</span>
        {problem !== null && <span className="block text-sm text-bad">{problem}</span>}
      </span>
      <span className="text-muted tabular-nums">{events} waiting</span>
      <span className="flex gap-2">
        <Button disabled={load.isPending} onClick={() => load.mutate(undefined)}>
          Load now
        </Button>
        <Button onClick={() => setAsking(true)}>Drop…</Button>
      </span>
      <ConfirmDialog
        open={asking}
        title={`Drop the events of ${name}?`}
        confirmLabel="Drop"
        danger
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await drop.mutateAsync(undefined);
        }}
      >
        {events} will never be loaded. Their captures stay.
      </ConfirmDialog>
    </li>
  );
}
