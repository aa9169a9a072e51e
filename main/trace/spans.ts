import type { FunctionRun, HostCall } from '../../preload/contract/apps/function-runs.ts';
import type { Span, SpanState, Trace, TraceCut } from '../../preload/contract/captures/trace.ts';
import { knownFacts } from './known-facts.ts';
import { attemptSpan, deliverySpan, replaySpan } from './sent-spans.ts';
import { spanId } from './trace-id.ts';
import type { Traced, TracedDelivery, TracedLoad } from './traced.ts';

/** More would not be looked at; what is left out is said. */
const MOST_SPANS = 2000;
const LONGEST_VALUE = 2000;

/** Puts the spans of one capture together, from what is kept of it. */
export function spansOf(traced: Traced, traceId: string): Pick<Trace, 'spans' | 'cuts'> {
  const { capture } = traced;
  const at = (epochMs: number): number => epochMs - capture.receivedAt;
  const idOf = (kind: string, id: string | number): string => spanId(traceId, kind, id);
  const root = idOf('request', capture.id);
  const spans: Span[] = [rootSpan(capture, root)];
  const left = { calls: 0, deliveries: 0, attempts: 0, replays: 0 };
  const add = (span: Span, what: keyof typeof left | null): void => {
    if (spans.length < MOST_SPANS || what === null) spans.push(span);
    else left[what] += 1;
  };

  for (const stage of capture.stages) {
    add(
      {
        id: idOf('stage', stage.stage),
        parent: root,
        name: stage.stage,
        kind: 'stage',
        startMs: stage.startMs,
        durationMs: stage.durationMs,
        state: stage.result,
        note: stage.note,
        attributes: {},
        link: null,
      },
      null,
    );
  }
  const runStage = capture.stages.find(({ stage }) => stage === 'run');
  if (traced.run) {
    const { run } = traced;
    // The run's clock counts whole milliseconds: it cannot have begun before its stage.
    const startMs = Math.max(runStage?.startMs ?? 0, at(run.startedAt));
    const id = idOf('run', run.id);
    add(runSpan(run, { id, parent: runStage ? idOf('stage', 'run') : root, startMs }), null);
    run.hostCalls.forEach((call, index) => {
      const own = { id: idOf('call', index), parent: id, startMs: startMs + call.atMs };
      add(callSpan(run, call, index, own), 'calls');
    });
  }
  if (traced.load) add(loadSpan(traced.load, idOf('load', capture.id), root, at), null);
  for (const { delivery, attempts, attemptCount } of traced.deliveries) {
    const id = idOf('delivery', delivery.id);
    add(deliverySpan(delivery, id, root, at), 'deliveries');
    for (const attempt of attempts) {
      add(attemptSpan(delivery, attempt, idOf('attempt', attempt.id), id, at), 'attempts');
    }
    left.attempts += attemptCount - attempts.length;
  }
  for (const replay of traced.replays) {
    add(replaySpan(replay, idOf('replay', replay.id), root, at), 'replays');
  }
  left.deliveries += traced.deliveryCount - traced.deliveries.length;
  return { spans, cuts: cutsOf(left) };
}

/** The spans of a delivery alone: it, then its attempts, by the time it was created. */
export function spansOfDelivery(
  { delivery, attempts }: TracedDelivery,
  traceId: string,
): Pick<Trace, 'spans' | 'cuts'> {
  const at = (epochMs: number): number => epochMs - delivery.createdAt;
  const root = spanId(traceId, 'delivery', delivery.id);
  const shown = attempts.slice(0, MOST_SPANS - 1);
  const left = { calls: 0, deliveries: 0, attempts: attempts.length - shown.length, replays: 0 };
  return {
    spans: [
      deliverySpan(delivery, root, null, at),
      ...shown.map((attempt) =>
        attemptSpan(delivery, attempt, spanId(traceId, 'attempt', attempt.id), root, at),
      ),
    ],
    cuts: cutsOf(left),
  };
}

function cutsOf(left: Record<TraceCut['what'], number>): TraceCut[] {
  const all = Object.entries(left) as [TraceCut['what'], number][];
  return all
    .filter(([, count]) => count > 0)
    .map(([what, count]) => ({ what, count, why: 'A trace shows 2,000 spans at most.' }));
}

function rootSpan(capture: Traced['capture'], id: string): Span {
  const { status, failure, decidedBy, reason, method, target, durationMs } = capture;
  const state: SpanState =
    failure !== null || (status !== null && status >= 500)
      ? 'failed'
      : status !== null && status >= 400
        ? 'refused'
        : durationMs === null
          ? 'running'
          : 'ok';
  return {
    id,
    parent: null,
    // Queries may hold secrets and tell little.
    name: `${method || 'Request'} ${target.split('?', 1)[0]}`.trim(),
    kind: 'request',
    startMs: 0,
    durationMs,
    state,
    note: reason ?? '',
    attributes: knownFacts({
      Status: status,
      'Decided by': decidedBy,
      Sender: capture.provider,
      Event: capture.eventType,
      Endpoint: capture.endpointName,
      'Body bytes': capture.sizeBytes,
    }),
    link: null,
  };
}

interface Own {
  id: string;
  parent: string;
  startMs: number;
}

function runSpan(run: FunctionRun, own: Own): Span {
  return {
    ...own,
    name: run.name,
    kind: 'run',
    durationMs: run.durationMs,
    state: run.error === null ? 'ok' : 'failed',
    note: run.error === null ? '' : `${run.error.name}: ${run.error.message}`,
    attributes: knownFacts({
      User: run.user.type === 'system' ? 'system' : run.user.id,
      'Log lines': run.logCount,
      'Service calls': run.hostCallCount,
      'Memory bytes': run.memoryBytes,
    }),
    link: { page: 'run', appId: run.appId, id: run.id },
  };
}

const MODES: Record<HostCall['mode'], string> = {
  live: '',
  outbox: 'Kept in the outbox; nothing was sent.',
  stub: 'Answered by a stub.',
  invented: 'The answer was made up: no stub matches.',
  recorded: 'The recorded answer was given again.',
  refused: 'Refused by a rule.',
};

function callSpan(run: FunctionRun, call: HostCall, index: number, own: Own): Span {
  const { service, action, error, mode, durationMs } = call;
  const state =
    mode === 'refused' ? 'refused' : error !== null || durationMs === null ? 'failed' : 'ok';
  const unfinished = durationMs === null ? 'The run ended before it was done.' : '';
  return {
    ...own,
    name: `${service === '' ? 'context.http' : service}.${action}`,
    kind: 'call',
    durationMs,
    state,
    note: error?.message ?? (unfinished || MODES[mode]),
    attributes: knownFacts({
      Arguments: shortened(call.args),
      Result: call.result === null ? null : shortened(call.result),
      'Error code': error?.code ?? null,
    }),
    link: { page: 'call', appId: run.appId, id: run.id, index },
  };
}

function loadSpan(load: TracedLoad, id: string, parent: string, at: (ms: number) => number): Span {
  const { batch } = load;
  return {
    id,
    parent,
    name: `load into ${load.name}`,
    kind: 'load',
    startMs: batch === null ? 0 : at(Date.parse(batch.startedAt)),
    durationMs: batch === null ? null : batch.durationMs,
    state: load.state === 'waiting' ? 'waiting' : load.rejects > 0 ? 'refused' : 'ok',
    note: load.state === 'waiting' ? 'It waits for the next load.' : '',
    attributes: knownFacts({ Rows: load.rows, Rejected: load.rejects }),
    link: { page: 'integration', id: load.integrationId },
  };
}

const shortened = (text: string): string =>
  text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
