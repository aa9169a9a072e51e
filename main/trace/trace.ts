import type { CaptureDetail } from '../../preload/contract/captures.ts';
import type { FunctionRun } from '../../preload/contract/apps/function-runs.ts';
import type { ReplaySummary } from '../../preload/contract/replays.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Trace } from '../../preload/contract/trace.ts';
import { spansOf } from './spans.ts';
import type { Traced, TracedLoad } from './traced.ts';
import { ownTraceId, senderTraceId } from './trace-id.ts';

export interface TraceParts {
  installId: string;
  rowIdOf: (id: CaptureId) => number;
  /** Once what became of it is known. @throws BackstitchError CAPTURE_NOT_FOUND */
  capture: (id: CaptureId) => Promise<Omit<CaptureDetail, 'replayCount'>>;
  run: (id: CaptureId) => Promise<FunctionRun | null>;
  load: (id: CaptureId) => Promise<TracedLoad | null>;
  /** Those of a capture with their attempts, oldest first, and how many there are in all. */
  deliveries: (id: CaptureId) => Pick<Traced, 'deliveries' | 'deliveryCount'>;
  /** Newest first. */
  replays: (id: CaptureId) => ReplaySummary[];
}

/** Assembles traces when they are asked for; nothing is written for them. */
export function openTraces(parts: TraceParts) {
  return {
    async get({ id }: { id: CaptureId }): Promise<Trace> {
      const capture = await parts.capture(id);
      const [run, load] = await Promise.all([parts.run(id), parts.load(id)]);
      const sent = senderTraceId(capture.headers);
      const traceId = sent ?? ownTraceId(parts.installId, parts.rowIdOf(id));
      const traced = {
        capture,
        run,
        load,
        ...parts.deliveries(id),
        replays: parts.replays(id).toReversed(),
      };
      return { traceId, fromSender: sent !== null, ...spansOf(traced, traceId) };
    },
  };
}
