import type { DeliveryId } from '../../../preload/contract/deliveries.ts';
import type { ReplaySummary } from '../../../preload/contract/replays.ts';
import type { CaptureId, HeaderPair } from '../../../preload/contract/shapes.ts';
import { replaySpan } from '../sent-spans.ts';
import { spansOf, spansOfDelivery } from '../spans.ts';
import type { TraceParts } from '../trace.ts';
import type { Traced, TracedDelivery } from '../traced.ts';
import { deliveryTraceId, headerTrace, ownTraceId, replayTraceId, spanId } from '../trace-id.ts';
import type { Flow } from './otlp.ts';

export type FlowParts = TraceParts;

type Capture = Traced['capture'];

const NOTHING = { run: null, load: null, deliveries: [], deliveryCount: 0, replays: [] };

/** Traces as they leave: a capture, a delivery and a replay each as what can be known of it then. */
export function createFlows(parts: FlowParts) {
  const { installId, rowIdOf } = parts;

  /** The trace that a capture is part of; headers are those it came with, where they are known. */
  function traceOf(id: CaptureId, headers: readonly HeaderPair[]) {
    const sent = headerTrace(headers);
    const traceId = sent?.traceId ?? ownTraceId(installId, rowIdOf(id));
    return { traceId, remoteParent: sent?.spanId, spanId: spanId(traceId, 'request', id) };
  }

  function flowOf(traced: Traced): Flow {
    const { traceId, remoteParent } = traceOf(traced.capture.id, traced.capture.headers);
    const { spans } = spansOf(traced, traceId);
    return { traceId, originMs: traced.capture.receivedAt, spans, known: traced, remoteParent };
  }

  const flows = {
    /** What is known once a capture was answered: the request, its stages, the run with its calls. */
    async answered(id: CaptureId): Promise<Flow> {
      const capture = await parts.capture(id);
      return flowOf({ ...NOTHING, capture, run: await parts.run(id) });
    },
    /** Its load alone. */
    async loaded(id: CaptureId): Promise<Flow> {
      const capture = await parts.capture(id);
      const flow = flowOf({ ...NOTHING, capture, load: await parts.load(id) });
      return { ...flow, spans: flow.spans.filter(({ kind }) => kind === 'load') };
    },
    /** A delivery with its attempts, below the capture that led to it. */
    async delivered(id: DeliveryId): Promise<Flow> {
      const traced = parts.delivery(id);
      const { captureId, createdAt } = traced.delivery;
      const known = { deliveries: [traced] };
      if (captureId === null) {
        const traceId = deliveryTraceId(installId, id);
        const { spans } = spansOfDelivery(traced, traceId);
        return { traceId, originMs: createdAt, spans, known };
      }
      const above = traceOf(captureId, await headersOf(captureId));
      const { spans } = spansOfDelivery(traced, above.traceId);
      const placed = spans.map((span) =>
        span.parent === null ? { ...span, parent: above.spanId } : span,
      );
      return { traceId: above.traceId, originMs: createdAt, spans: placed, known };
    },
    /** A replay: a trace of its own that is linked to what it repeats. */
    async replayed(replay: ReplaySummary): Promise<Flow> {
      const { id, captureId, startedAt } = replay;
      const traceId = replayTraceId(installId, id);
      const own = spanId(traceId, 'replay', id);
      const span = { ...replaySpan(replay, own, own, (ms) => ms - startedAt), parent: null };
      const linked = captureId && traceOf(captureId, await headersOf(captureId));
      return {
        traceId,
        originMs: startedAt,
        spans: [span],
        known: { replays: [replay] },
        ...(linked && { linked: { traceId: linked.traceId, spanId: linked.spanId } }),
      };
    },
    /** All that is known of a capture now: its flow, then one for each replay. */
    async whole(id: CaptureId): Promise<Flow[]> {
      const capture = await parts.capture(id);
      const [run, load] = await Promise.all([parts.run(id), parts.load(id)]);
      const rest = parts.deliveries(id);
      const flow = flowOf({ ...NOTHING, capture, run, load, ...rest });
      const replays = parts.replays(id).toReversed();
      return [flow, ...(await Promise.all(replays.map(flows.replayed)))];
    },
  };

  /** None where the capture is gone: what went out with its trace is still told of. */
  async function headersOf(id: CaptureId): Promise<Capture['headers']> {
    return parts.capture(id).then(
      ({ headers }) => headers,
      () => [],
    );
  }

  return flows;
}

/** Of a delivery, only what ended since: attempts before this one are out already. */
export function since(flow: Flow, from: { attemptId: number; at: number }): Flow {
  const attempts = new Map(
    flow.known.deliveries
      ?.flatMap((one: TracedDelivery) => one.attempts)
      .map((attempt) => [attempt.id, attempt]),
  );
  return {
    ...flow,
    spans: flow.spans.filter(({ link }) => {
      if (link?.page !== 'attempt') return true;
      const ended = attempts.get(link.attemptId)?.finishedAt ?? null;
      return link.attemptId > from.attemptId && ended !== null && ended >= from.at;
    }),
  };
}
