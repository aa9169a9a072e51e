import type { CaptureDetail } from '../../preload/contract/captures.ts';
import type { FunctionRun } from '../../preload/contract/apps/function-runs.ts';
import type { DeliveryId } from '../../preload/contract/deliveries.ts';
import type { ReplaySummary } from '../../preload/contract/replays.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Trace } from '../../preload/contract/captures/trace.ts';
import { spansOf, spansOfDelivery } from './spans.ts';
import type { Traced, TracedDelivery, TracedLoad } from './traced.ts';
import { deliveryTraceId, ownTraceId, senderTraceId } from './trace-id.ts';

export interface TraceParts {
  installId: string;
  rowIdOf: (id: CaptureId) => number;
  /** Once what became of it is known. @throws BackstitchError CAPTURE_NOT_FOUND */
  capture: (id: CaptureId) => Promise<Omit<CaptureDetail, 'replayCount'>>;
  run: (id: CaptureId) => Promise<FunctionRun | null>;
  load: (id: CaptureId) => Promise<TracedLoad | null>;
  /** Those of a capture with their attempts, oldest first, and how many there are in all. */
  deliveries: (id: CaptureId) => Pick<Traced, 'deliveries' | 'deliveryCount'>;
  /** One of them with its attempts. @throws BackstitchError DELIVERY_NOT_FOUND */
  delivery: (id: DeliveryId) => TracedDelivery;
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
    async ofDelivery({ id }: { id: DeliveryId }): Promise<Trace> {
      const traceId = deliveryTraceId(parts.installId, id);
      return { traceId, fromSender: false, ...spansOfDelivery(parts.delivery(id), traceId) };
    },
  };
}
