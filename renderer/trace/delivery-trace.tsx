import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DeliveryId } from '../../preload/contract/deliveries.ts';
import { query } from '../api/client.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Waterfall } from './waterfall.tsx';

/** A delivery and its attempts along time. */
export function DeliveryTrace(props: { id: DeliveryId; took: string }) {
  const trace = useQuery({
    ...query.traces.ofDelivery.queryOptions({ input: { id: props.id } }),
    // Another attempt must not take the spans away.
    placeholderData: keepPreviousData,
  });
  if (trace.error !== null) {
    return (
      <div className="p-4">
        <Problem error={trace.error} onRetry={() => void trace.refetch()} />
      </div>
    );
  }
  if (trace.data === undefined) {
    return (
      <div className="min-h-0 flex-1 p-4">
        <Spinner label="Loading the trace" />
      </div>
    );
  }
  return <Waterfall trace={trace.data} took={props.took} run={null} />;
}
