import type { EndpointId } from '../../preload/contract/shapes.ts';
import type { Arrival, SenderNote } from '../captures/arrival.ts';
import type { BodyFolder } from '../captures/body-sink.ts';
import type { Captures } from '../captures/captures.ts';
import type { Channel } from './channels.ts';
import { otherEnd } from './refusals.ts';
import type { SentReply } from './reply.ts';
import { outcomeOf, type TimedStages } from './stages.ts';
import {
  type Answer,
  type ChaosPlan,
  plainReply,
  planFor,
  type ReplyPlan,
  type SenderRequest,
} from './taker.ts';
import { requestOf } from './taker-request.ts';

/** What the intake needs of the room that knows senders. */
export interface SenderNotes {
  /** Who sent it, found out after the reply; null where nothing is known. */
  note(request: SenderRequest, endpointId: EndpointId | null): SenderNote | null;
}

interface Parts {
  captures: Pick<Captures, 'record' | 'answering' | 'streaming' | 'answered'>;
  senders: SenderNotes;
  bodies: BodyFolder;
  log: (message: string, error: unknown) => void;
}

/** An arrival with the times of its stages. */
export interface Work {
  arrival: Arrival;
  stages: TimedStages;
}

interface Replied {
  sent: SentReply | null;
  /** What is to be said of a sender that did not wait; null where there is nothing. */
  left: string | null;
  /** What went wrong with it on purpose. */
  chaos?: { kind: ChaosPlan['kind']; reason: string };
}

/** Longer bodies are not read again after the reply: they are verified when somebody asks. */
const READ_AT_ARRIVAL = 2 * 1024 * 1024;

/** From an arrival on disk to its outcome: the answer, and the one fence around all that makes it. */
export function concludeWith(parts: Parts) {
  const { captures } = parts;

  async function reply(work: Work, channel: Channel, answer: Answer): Promise<Replied> {
    const { arrival, stages } = work;
    stages.at('respond');
    if (answer.plan === null) {
      channel.drop();
      return { sent: null, left: null };
    }
    const held = await channel.hold(answer.plan.delayMs);
    const early = leftEarly(work, channel.endedAt());
    const plan = planFor(answer.plan, arrival.method);
    if (held && plan.chaos) return spoil(work, channel, plan, plan.chaos);
    const sent = held ? await send(arrival, channel, answer, answer.plan) : null;
    const gone = `${otherEnd(arrival).toLowerCase()} disconnected before the reply`;
    const isStream = answer.plan.stream !== undefined;
    const whole = isStream ? 'the stream ended' : `${sent?.status} sent`;
    const how = sent?.completed ? whole : gone;
    stages.end('respond', sent?.completed ? 'ok' : 'failed', how);
    const closed = `${otherEnd(arrival)} closed the connection before the reply was sent.`;
    return { sent, left: sent === null ? closed : early };
  }

  async function send(
    arrival: Arrival,
    channel: Channel,
    { endpoint, decidedBy }: Answer,
    plan: ReplyPlan,
  ) {
    // Before the first byte: after a crash, what is not noted was left unanswered.
    await captures.answering(arrival.id);
    if (plan.stream !== undefined)
      captures.streaming(arrival.id, { endpoint, decidedBy, status: plan.status });
    const sent = await channel.send(planFor(plan, arrival.method));
    if (sent !== null) captures.answered(arrival.id, sent.status);
    return sent;
  }

  /** A reply that is wrong on purpose. */
  async function spoil(
    { arrival, stages }: Work,
    channel: Channel,
    plan: ReplyPlan,
    chaos: ChaosPlan,
  ): Promise<Replied> {
    const { kind, act } = chaos;
    // Where not a byte of a reply leaves, it is unanswered, after a crash too.
    if (act.act !== 'silent') await captures.answering(arrival.id);
    const { sent, note, acted } = await channel.spoil(plan, chaos);
    if (sent !== null) captures.answered(arrival.id, sent.status);
    stages.end('respond', 'failed', `on purpose: ${note}`);
    return { sent, left: null, ...(acted && { chaos: { kind, reason: `chaos: ${note}` } }) };
  }

  /** Who sent it is found out after the reply: that takes no sender's time. */
  function senderOf(arrival: Arrival, answer: Answer) {
    if (answer.sender !== undefined) return answer.sender;
    const { failure, cut, body } = arrival;
    if (failure !== null || cut || body.sizeBytes > READ_AT_ARRIVAL) return null;
    const endpointId = answer.endpoint?.id ?? null;
    const request = requestOf(parts.bodies, arrival);
    if (body.kind === 'memory')
      return parts.senders.note({ ...request, body: body.bytes }, endpointId);
    return request
      .body()
      .then((bytes) => parts.senders.note({ ...request, body: bytes }, endpointId));
  }

  /** Whatever a stage throws ends here: as a 500, and as an outcome that names the stage. */
  async function failed(work: Work, channel: Channel, error: unknown) {
    const { stages } = work;
    const stage = stages.current;
    const why = `Backstitch failed at the stage ${stage} of this request.`;
    parts.log(why, error);
    stages.end(stage, 'failed', why);
    const plan = plainReply(500, 'Backstitch failed while it worked on this request.');
    const answer: Answer = { decidedBy: stage, reason: why, endpoint: null, plan };
    try {
      return { answer, ...(await reply(work, channel, answer)) };
    } catch {
      // Not even that could be sent; the log has the first error, which is the one that counts.
      channel.drop();
      return { answer, sent: null, left: null };
    }
  }

  return async (
    work: Work,
    channel: Channel,
    decide: () => Answer | Promise<Answer>,
  ): Promise<void> => {
    const { arrival, stages } = work;
    let done: (Replied & { answer: Answer }) | null = null;
    let sender: SenderNote | null = null;
    try {
      const answer = await decide();
      done = { answer, ...(await reply(work, channel, answer)) };
      sender = await senderOf(arrival, answer);
    } catch (error) {
      // Answered already: only who sent it stays unknown.
      if (done !== null) parts.log('The sender of a capture could not be found out.', error);
      else done = await failed(work, channel, error);
    }
    const { answer, sent, left, chaos } = done;
    const isLost = sent === null && left !== null;
    const reason = isLost ? [answer.reason, left].filter(Boolean).join(' ') : answer.reason;
    const told = { ...answer, reason: chaos?.reason ?? reason ?? left };
    const outcome = outcomeOf(told, sent, stages);
    captures.record(arrival.id, chaos ? { ...outcome, chaos: chaos.kind } : outcome, sender);
  };
}

/** A sender that closes its side sooner only says that it has nothing more to send. */
const PATIENCE_MS = 1000;

/** Says of a sender that closed its side while it should wait that it may have given up. */
function leftEarly({ arrival, stages }: Work, endedAt: number | null): string | null {
  const waitedMs = endedAt === null ? 0 : endedAt - stages.startedAt;
  if (waitedMs < PATIENCE_MS) return null;
  const seconds = (waitedMs / 1000).toFixed(1);
  return `${otherEnd(arrival)} closed its side after ${seconds} s: it may not have read the reply.`;
}
