import { useQuery } from '@tanstack/react-query';
import { Forward as ForwardIcon, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Destination } from '../../preload/contract/destinations.ts';
import type { Forward } from '../../preload/contract/deliveries/forwards.ts';
import { api, query } from '../api/client.ts';
import { useDeliveryChange } from './use-delivery-change.ts';
import { formatRoute } from '../navigation/route.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Switch } from '../ui/field.tsx';
import { formatCount } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { ForwardForm } from './forward-form.tsx';

/** Captures that are sent on as they arrive. */
export function ForwardsPart() {
  const forwards = useQuery(query.destinations.forwards.queryOptions());
  const destinations = useQuery(query.destinations.list.queryOptions());
  const [editing, setEditing] = useState<Forward | 'new' | null>(null);
  const error = forwards.error ?? destinations.error;
  if (error !== null) {
    return (
      <div className="p-4">
        <Problem error={error} onRetry={() => void forwards.refetch()} />
      </div>
    );
  }
  if (forwards.data === undefined || destinations.data === undefined) {
    return <Spinner label="Loading the forwards" />;
  }
  const add = (
    <Button
      variant="primary"
      icon={<Plus size={14} />}
      disabled={destinations.data.length === 0}
      onClick={() => setEditing('new')}
    >
      Add forward
    </Button>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto px-4 sm:px-6 py-5">
      {forwards.data.length === 0 ? (
        <NoForwards add={add} hasDestinations={destinations.data.length > 0} />
      ) : (
        <>
          <header className="flex flex-wrap items-end gap-3 pb-4">
            <div className="min-w-0 flex-1">
              <h2 className="text-lg font-semibold">Forwards</h2>
              <p className="text-muted">Sends captures on as they arrive.</p>
            </div>
            {add}
          </header>
          <ul
            aria-label="Forwards"
            className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface"
          >
            {forwards.data.map((one) => (
              <Item
                key={one.id}
                forward={one}
                destination={destinations.data.find(({ id }) => id === one.destinationId)}
                onEdit={() => setEditing(one)}
              />
            ))}
          </ul>
        </>
      )}
      {editing !== null && (
        <ForwardForm
          forward={editing === 'new' ? null : editing}
          destinations={destinations.data}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

function NoForwards(props: { add: React.ReactNode; hasDestinations: boolean }) {
  return (
    <EmptyState
      icon={<ForwardIcon size={28} aria-hidden />}
      title="No forwards yet"
      actions={props.add}
    >
      {props.hasDestinations ? (
        'A forward sends captures to a destination as they arrive: all of them, those of one endpoint, or those that match a search. A function can change them on the way.'
      ) : (
        <>
          A forward sends captures on as they arrive.{' '}
          <a
            className="font-medium text-accent-ink underline underline-offset-2"
            href={formatRoute({ page: 'deliveries', part: 'destinations', id: null })}
          >
            Add a destination
          </a>{' '}
          first.
        </>
      )}
    </EmptyState>
  );
}

function Item(props: {
  forward: Forward;
  destination: Destination | undefined;
  onEdit: () => void;
}) {
  const { forward, destination } = props;
  const [removing, setRemoving] = useState(false);
  const change = useDeliveryChange(
    (enabled: boolean) => {
      const { sent: _sent, problem: _problem, ...input } = forward;
      return api.destinations.saveForward({ ...input, enabled });
    },
    { failed: 'Not changed' },
  );
  const remove = useDeliveryChange(() => api.destinations.removeForward({ id: forward.id }), {
    done: 'Deleted the forward',
    failed: 'Not deleted',
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <Switch
        checked={forward.enabled}
        onCheckedChange={(enabled) => change.mutate(enabled)}
        label={`${forward.name} is on`}
        hideLabel
      />
      <div className="min-w-56 flex-1">
        <p className="font-medium">{forward.name}</p>
        <p className="text-muted">
          {forward.search === '' ? 'all captures' : <span className="wire">{forward.search}</span>}
          {forward.endpointId !== null && ' of one endpoint'} to{' '}
          {destination?.name ?? 'a deleted destination'}
          {forward.transform !== null && `, changed by ${forward.transform.function}`}
        </p>
        {forward.problem !== null && <p className="text-bad">{forward.problem}</p>}
      </div>
      <span className="text-right tabular-nums">
        {formatCount(forward.sent)} <span className="text-muted">sent</span>
      </span>
      <IconButton
        size="sm"
        label={`Edit ${forward.name}`}
        icon={<Pencil size={14} />}
        onClick={props.onEdit}
      />
      <IconButton
        size="sm"
        label={`Delete ${forward.name}`}
        icon={<Trash2 size={14} />}
        onClick={() => setRemoving(true)}
      />
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Delete ${forward.name}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => void (await remove.mutateAsync(undefined))}
      >
        Stops forwarding. Deliveries already queued go on.
      </ConfirmDialog>
    </li>
  );
}
