import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CaptureDetail } from '../../preload/contract/captures.ts';
import type { FunctionRun } from '../../preload/contract/apps/function-runs.ts';
import { query } from '../api/client.ts';
import { formatDuration } from '../ui/format.ts';
import { ShownTrace } from './shown-trace.tsx';
import { Waterfall } from './waterfall.tsx';

export interface TraceViewProps {
  capture: CaptureDetail;
  /** The run that answered it. */
  run: FunctionRun | null;
  /** Changes when something came of the capture: the trace is then read again. */
  stamp: string;
}

/** Where the time of one capture went, and what came of it. */
export function TraceView({ capture, run, stamp }: TraceViewProps) {
  const options = query.traces.get.queryOptions({ input: { id: capture.id } });
  const trace = useQuery({
    ...options,
    queryKey: [...options.queryKey, stamp, capture.durationMs],
    // Another attempt must not take the spans away.
    placeholderData: keepPreviousData,
  });
  const took =
    capture.durationMs === null
      ? 'Still open'
      : `Arrival to end of reply: ${formatDuration(capture.durationMs)}`;
  return (
    <ShownTrace trace={trace}>
      {(spans) => <Waterfall trace={spans} took={took} run={run} />}
    </ShownTrace>
  );
}
