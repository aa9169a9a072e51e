import type { Stage, StageName } from '../../preload/contract/captures.ts';
import type { ArrivalFailure } from '../../preload/contract/captures.ts';
import { pathOf, type Arrival, type Outcome } from '../captures/arrival.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import type { ReplyPlan } from '../endpoints/reply-plan.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { countInVia } from './loop-guard.ts';
import { plainReply } from './socket-replies.ts';

/** What a stage decided: the reply to send, or to go on. */
export interface Decision {
  decidedBy: StageName;
  reason: string | null;
  /** Who took it: an endpoint, or a webhook or HTTPS endpoint of an app. */
  endpoint: { id: EndpointId; name: string } | null;
  plan: ReplyPlan | null;
  note: string;
}

const FAILURES: Record<ArrivalFailure, { status: number | null; words: string }> = {
  aborted: {
    status: null,
    words: 'The sender closed the connection before the request was whole.',
  },
  timeout: { status: 408, words: 'The sender took too long to send the request.' },
  malformed: { status: 400, words: 'What was sent is not valid HTTP.' },
  'headers-too-large': { status: 431, words: 'The headers are larger than 64 KiB.' },
  shutdown: { status: 503, words: 'Backstitch was stopped while the request came in.' },
};

/** The receive stage: an arrival that failed or is too long gets its refusal here. */
export function decideOnArrival(arrival: Arrival, capBytes: number): Decision | null {
  const refused = { decidedBy: 'receive' as const, endpoint: null };
  if (arrival.failure !== null) {
    const { status, words } = FAILURES[arrival.failure];
    const plan = status === null ? null : plainReply(status, words);
    return { ...refused, reason: words, plan, note: words };
  }
  if (!arrival.cut) return null;
  const words = `The body is longer than the limit of ${capBytes} bytes.`;
  return { ...refused, reason: words, plan: plainReply(413, words), note: words };
}

/** The first half of the match stage: cuts loops that run through ourselves. */
export function decideOnLoop(arrival: Arrival, installId: string): Decision | null {
  if (countInVia(arrival.headers, installId) <= 1) return null;
  const words = 'The request went through this Backstitch twice already: a loop.';
  const plan = plainReply(508, words);
  return { decidedBy: 'match', reason: words, endpoint: null, plan, note: words };
}

/** The second half: finds the endpoint with its canned reply. */
export function decideOnMatch(
  arrival: Arrival,
  endpoints: Endpoints,
  endpoint = endpoints.matchRequest(arrival.method, pathOf(arrival.target)),
): Decision {
  const plan = endpoints.replyTo(endpoint, arrival.method);
  const note = `taken by ${endpoint.name}`;
  return { decidedBy: 'respond', reason: plan.note, endpoint, plan, note };
}

const NO_PROXY = 'The intake takes webhooks; it is no proxy.';

/** What a CONNECT gets. */
export const REFUSED_CONNECT: Decision = {
  decidedBy: 'receive',
  reason: NO_PROXY,
  endpoint: null,
  plan: plainReply(405, NO_PROXY),
  note: NO_PROXY,
};

/** Marks the time of each stage of one arrival. */
export function createStages(startedAt: number) {
  const stages: Stage[] = [];
  let last = startedAt;
  return {
    stages,
    end(stage: StageName, result: Stage['result'], note: string): void {
      const now = performance.now();
      stages.push({
        stage,
        startMs: round(last - startedAt),
        durationMs: round(now - last),
        result,
        note,
      });
      last = now;
    },
    totalUs: (): number => Math.round((performance.now() - startedAt) * 1000),
  };
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

export function outcomeOf(
  decision: Decision,
  reply: Outcome['reply'],
  marks: ReturnType<typeof createStages>,
): Outcome {
  const { endpoint } = decision;
  return {
    endpoint: endpoint && { id: endpoint.id, name: endpoint.name },
    decidedBy: decision.decidedBy,
    reason: decision.reason,
    reply,
    durationUs: marks.totalUs(),
    stages: marks.stages,
  };
}
