import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DestinationId } from '../../preload/contract/deliveries.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { useDeliveryChange } from '../destinations/use-delivery-change.ts';

/** Queues the body of a capture for one destination or several. */
export function SendCaptureDialog(props: { captureId: CaptureId; onClose: () => void }) {
  const destinations = useQuery(query.destinations.list.queryOptions());
  const [chosen, setChosen] = useState<ReadonlySet<DestinationId>>(new Set());
  const [eventType, setEventType] = useState('');
  const send = useDeliveryChange(
    () =>
      api.deliveries.send({
        destinations: [...chosen],
        captureId: props.captureId,
        eventType: eventType.trim() === '' ? null : eventType.trim(),
        body: null,
        origin: 'window',
      }),
    {
      done: ({ deliveries }) =>
        `Queued${deliveries.length === 1 ? '' : ` for ${deliveries.length} destinations`}`,
      failed: 'Not sent',
    },
  );
  const list = destinations.data ?? [];
  const submit = (): void => send.mutate(undefined, { onSuccess: props.onClose });
  return (
    <Dialog
      open
      onClose={props.onClose}
      size="sm"
      title="Send to a destination"
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button variant="primary" disabled={chosen.size === 0 || send.isPending} onClick={submit}>
            Send
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 pt-1">
        {destinations.error !== null && <Problem error={destinations.error} />}
        {destinations.data !== undefined && list.length === 0 && (
          <p className="text-muted">
            No destinations yet.{' '}
            <a
              className="font-medium text-accent-ink underline underline-offset-2"
              href={formatRoute({ page: 'deliveries', part: 'destinations', id: null })}
            >
              Add a destination
            </a>{' '}
            first.
          </p>
        )}
        {list.length > 0 && (
          <fieldset className="flex flex-col gap-2">
            <legend className="pb-1 text-sm font-medium">Destinations</legend>
            {list.map(({ id, name, shownUrl, state }) => (
              <Checkbox
                key={id}
                label={name}
                help={state === 'live' ? shownUrl : `${shownUrl}, ${state}: it will be held`}
                checked={chosen.has(id)}
                onCheckedChange={(checked) => {
                  const next = new Set(chosen);
                  if (checked) next.add(id);
                  else next.delete(id);
                  setChosen(next);
                }}
              />
            ))}
          </fieldset>
        )}
        <Field label="Event type" help="Optional. A destination may accept only some types.">
          <TextInput mono value={eventType} onValueChange={setEventType} placeholder="order.paid" />
        </Field>
        {send.error !== null && <Problem error={send.error} />}
      </div>
    </Dialog>
  );
}
