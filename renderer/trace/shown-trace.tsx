import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';

/** A trace once it is read; until then, that it is being read, or why it cannot be. */
export function ShownTrace<Trace>(props: {
  trace: UseQueryResult<Trace>;
  children: (trace: Trace) => ReactNode;
}) {
  const { trace } = props;
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
  return props.children(trace.data);
}
