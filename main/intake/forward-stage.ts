import { STATUS_CODES } from 'node:http';
import type { EndpointForward } from '../../preload/contract/endpoints.ts';
import type { EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import type { Arrival } from '../captures/arrival.ts';
import { carriesBody, type ReplyPlan } from '../endpoints/reply-plan.ts';
import type { createStages, Decision } from './pipeline.ts';
import { plainReply } from './socket-replies.ts';

/** The answer of a local server to a capture that was sent on while its sender waits. */
type Answer =
  | { kind: 'answered'; status: number; reason: string; headers: HeaderPair[]; body: Buffer }
  | { kind: 'silent'; why: string; queued: boolean };

export type ForwardNow = (forward: {
  rowId: number;
  destinationId: EndpointForward['destinationId'];
  queues: boolean;
  deadlineMs: number;
}) => Promise<Answer>;

interface Parts {
  forwardNow: ForwardNow;
  log: (message: string, error: unknown) => void;
}

/**
 * The stage forward: the sender gets the receiver's own answer, or what the endpoint says for a
 * receiver that is down or too slow.
 *
 * @returns null where the canned reply is to be given.
 */
export async function decideByForward(
  parts: Parts,
  forward: EndpointForward,
  endpoint: { id: EndpointId; name: string },
  arrival: Arrival,
  marks: ReturnType<typeof createStages>,
): Promise<Decision | null> {
  const answer = await answerOf(parts, forward, arrival.id);
  const base = { decidedBy: 'run' as const, endpoint };
  if (answer.kind === 'answered') {
    const note = `the receiver answered ${answer.status}`;
    marks.end('run', 'ok', note);
    return { ...base, reason: null, plan: planOf(answer, arrival.method), note };
  }
  const note = `${answer.why} ${answer.queued ? 'It is delivered later.' : ''}`.trim();
  marks.end('run', 'failed', note);
  if (forward.onFailure === 'reply') return null;
  if (answer.queued) {
    const plan = plainReply(200, 'Kept by Backstitch, to be delivered.');
    return { ...base, reason: note, plan, note };
  }
  const plan = plainReply(503, 'The receiver is not there. Send it again.', [
    ['Retry-After', '60'],
  ]);
  return { ...base, reason: note, plan, note };
}

async function answerOf(
  { forwardNow, log }: Parts,
  { destinationId, onFailure, deadlineMs }: EndpointForward,
  rowId: number,
): Promise<Answer> {
  try {
    return await forwardNow({ rowId, destinationId, queues: onFailure === 'queue', deadlineMs });
  } catch (error) {
    log('A capture could not be sent on.', error);
    return { kind: 'silent', why: 'Backstitch failed while it sent this on.', queued: false };
  }
}

function planOf(answer: Extract<Answer, { kind: 'answered' }>, method: string): ReplyPlan {
  const { status, headers, body } = answer;
  const length: HeaderPair[] = status === 204 ? [] : [['Content-Length', String(body.length)]];
  return {
    status,
    reason: answer.reason || (STATUS_CODES[status] ?? ''),
    headers: [...headers, ...length],
    body: carriesBody(method, status) ? body : Buffer.alloc(0),
    ascii: null,
    delayMs: 0,
    note: null,
  };
}
