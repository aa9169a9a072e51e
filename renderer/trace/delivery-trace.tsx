import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DeliveryId } from '../../preload/contract/deliveries.ts';
import { query } from '../api/client.ts';
import { ShownTrace } from './shown-trace.tsx';
import { Waterfall } from './waterfall.tsx';

/** A delivery and its attempts along time. */
export function DeliveryTrace(props: { id: DeliveryId; took: string }) {
  const trace = useQuery({
    ...query.traces.ofDelivery.queryOptions({ input: { id: props.id } }),
    // Another attempt must not take the spans away.
    placeholderData: keepPreviousData,
  });
  return (
    <ShownTrace trace={trace}>
      {(spans) => <Waterfall trace={spans} took={props.took} run={null} />}
    </ShownTrace>
  );
}
