import { readFile } from 'node:fs/promises';
import type { EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import type { Arrival, SenderNote } from '../captures/arrival.ts';
import type { BodyFolder } from '../captures/body-sink.ts';
import type { createStages, Decision } from './pipeline.ts';
import { planOf } from './webhook-stage.ts';

export interface SenderRequest {
  method: string;
  target: string;
  headers: HeaderPair[];
  viaTunnel: boolean;
  receivedAt: number;
  body: Uint8Array;
}

/** What an endpoint's sender gets instead of its canned reply. */
export interface SenderAnswer {
  reply: {
    status: number;
    headers: HeaderPair[];
    body: string;
    /** Why it was refused; null for the answer to a handshake. */
    reason: string | null;
    note: string;
  } | null;
  sender: SenderNote | null;
}

/** What the intake needs of the room that knows senders. */
export interface Senders {
  /** Whether an endpoint checks its senders before it replies. Reads memory only. */
  asks(endpointId: EndpointId): boolean;
  answer(request: SenderRequest, endpointId: EndpointId): SenderAnswer;
  /** Who sent it, found out after the reply; null where nothing is known. Never throws. */
  note(request: SenderRequest, endpointId: EndpointId | null): SenderNote | null;
}

interface Parts {
  senders: Senders;
  bodies: BodyFolder;
  log: (message: string, error: unknown) => void;
}

/** Longer bodies are not read again after the reply: they are verified when somebody asks. */
const READ_AT_ARRIVAL = 2 * 1024 * 1024;

/** Bodies in files are read one after the other, so that many of them do not fill the memory. */
const onePerTurn = createTurns();

function requestOf({ bodies }: Parts, arrival: Arrival): Promise<SenderRequest> | SenderRequest {
  const { method, target, headers, viaTunnel, receivedAt, body } = arrival;
  const rest = { method, target, headers, viaTunnel, receivedAt };
  if (body.kind === 'memory') return { ...rest, body: body.bytes };
  return onePerTurn(async () => ({ ...rest, body: await readFile(bodies.path(body.file)) }));
}

function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}

/** The stage authenticate of an endpoint that asks who sends: a decision, or who it was. */
export async function decideBySender(
  parts: Parts,
  arrival: Arrival,
  endpoint: { id: EndpointId; name: string },
  marks: ReturnType<typeof createStages>,
): Promise<{ decision: Decision | null; sender: SenderNote | null }> {
  const answer = parts.senders.answer(await requestOf(parts, arrival), endpoint.id);
  const { reply, sender } = answer;
  if (reply === null) {
    marks.end('authenticate', 'ok', 'the signature is right');
    return { decision: null, sender };
  }
  const { reason, note } = reply;
  marks.end('authenticate', reason === null ? 'ok' : 'refused', note);
  const plan = planOf({ ...reply, body: Buffer.from(reply.body) }, arrival.method);
  return { decision: { decidedBy: 'authenticate', reason, endpoint, plan, note }, sender };
}

/** Who sent what was answered already. A failure here is ours, and leaves the capture as it is. */
export async function noteSender(
  parts: Parts,
  arrival: Arrival,
  endpointId: EndpointId | null,
): Promise<SenderNote | null> {
  if (arrival.failure !== null || arrival.cut) return null;
  if (arrival.body.sizeBytes > READ_AT_ARRIVAL) return null;
  try {
    return parts.senders.note(await requestOf(parts, arrival), endpointId);
  } catch (error) {
    parts.log('The sender of a capture could not be told.', error);
    return null;
  }
}
