import { STATUS_CODES } from 'node:http';
import type { ChaosKind } from '../../preload/contract/endpoints/chaos.ts';
import type { Stage, StageName } from '../../preload/contract/captures.ts';
import type { EndpointId, HeaderPair } from '../../preload/contract/shapes.ts';
import type { SenderNote } from '../captures/arrival.ts';

/** What decides who takes a request. */
export interface RequestHead {
  method: string;
  /** Raw request target. */
  target: string;
}

/** A captured request, as whoever takes it is handed it. */
export interface TakerRequest extends RequestHead {
  /** Row id of the capture. */
  rowId: number;
  receivedAt: number;
  headers: HeaderPair[];
  sizeBytes: number;
  /** Rejects where the file of a long body cannot be read. */
  body: () => Promise<Buffer>;
  remoteAddress: string;
  /** Whom the tunnel names as the client. */
  reportedClient: { address: string; header: string } | null;
  viaTunnel: boolean;
}

/** A request with its bytes read, as those who know senders are handed it. */
export type SenderRequest = Omit<TakerRequest, 'body'> & { body: Uint8Array };

/** A reply ready to be sent: what goes on the wire apart from connection handling. */
export interface ReplyPlan {
  status: number;
  reason: string;
  headers: HeaderPair[];
  body: Buffer;
  /** The body as a string where it is plain ASCII: then head and body leave in one write. */
  ascii: string | null;
  delayMs: number;
  /** What is kept in the place of the body, where that holds what no capture may: a token, say. */
  kept?: Buffer;
  /** Goes on after the head, in the place of the body. */
  stream?: ReplyStream;
  /** What goes wrong with it on purpose. */
  chaos?: ChaosPlan;
}

/** A fault on purpose, as bytes on the wire and as words. */
export interface ChaosPlan {
  kind: ChaosKind;
  act: ChaosAct;
  /** What is done and why, for the record. */
  note: string;
  /** The usual reply, where no more connections may be held. */
  instead: ReplyPlan;
}

/** How a reply is written wrongly. Whatever it is, the connection ends with it. */
export type ChaosAct =
  /** Not a byte, and after a while the end. */
  | { act: 'silent'; holdMs: number; end: 'close' | 'reset' }
  /** Bytes that are no HTTP. */
  | { act: 'garbage'; bytes: Buffer }
  /** The head and so much of the body, and after a while the end. */
  | { act: 'cut'; bytes: number; holdMs: number; end: 'close' | 'reset' }
  /** All of it in pieces; `body`: the head leaves at once. */
  | { act: 'drip'; from: 'head' | 'body'; bytes: number; everyMs: number }
  /** As the plan has it, mistakes and all; `isWhole`: there is no mistake in it. */
  | { act: 'send'; isWhole: boolean };

/**
 * Writes a reply that has no end of its own, and returns when it is over. `ended` aborts when the
 * connection is gone or the engine stops.
 */
export type ReplyStream = (out: StreamBody, ended: AbortSignal) => Promise<void>;

export interface StreamBody {
  /** Resolves when more may be written. False: nobody reads any more. */
  write(text: string): Promise<boolean>;
}

/** What a request is answered, and who decided that. */
export interface Answer {
  /** null: nothing is sent, the connection is closed. */
  plan: ReplyPlan | null;
  decidedBy: StageName;
  /** Why it was refused, failed, or is not the usual answer; null where there is nothing to say. */
  reason: string | null;
  /** Who took it: an endpoint, an integration, or a webhook or HTTPS endpoint of an app. */
  endpoint: { id: EndpointId; name: string } | null;
  /** Who sent it, where that had to be known first; left out, it is found out after the reply. */
  sender?: SenderNote | null;
}

/** An answer that says something. */
export interface Planned extends Answer {
  plan: ReplyPlan;
}

/** The stages one request passes, with their times. */
export interface Stages {
  /** Names the stage that is worked at: what fails now fails there. */
  at(stage: StageName): void;
  end(stage: StageName, result: Stage['result'], note: string): void;
}

export type Taken =
  | { kept: true; answer(request: TakerRequest, stages: Stages): Answer | Promise<Answer> }
  /** A question of our own that came back: it is answered, and no capture. */
  | { kept: false; plan: ReplyPlan };

/**
 * Whoever takes requests. `take` reads memory only and decides at once; what `answer` throws is
 * caught by the intake, which answers 500 and records the stage.
 */
export interface Taker {
  /** null: it is for the next one. */
  take(head: RequestHead): Taken | null;
}

/** Several as one: the first that takes a request has it. */
export function firstOf(...takers: readonly Taker[]): Taker {
  return {
    take(head) {
      for (const taker of takers) {
        const taken = taker.take(head);
        if (taken !== null) return taken;
      }
      return null;
    },
  };
}

const NOTHING = Buffer.alloc(0);

/**
 * A reply with its length. 204 must not announce one; 304 announces what it does not send
 * (RFC 9110 §6.4.1, §15.3.5, §15.4.5).
 *
 * @param reply.reason reason phrase; the usual one where it is left out or empty.
 */
export function planOf(reply: {
  status: number;
  reason?: string;
  headers: readonly HeaderPair[];
  body: Buffer;
}): ReplyPlan {
  const { status, headers, body } = reply;
  const length: HeaderPair[] = status === 204 ? [] : [['Content-Length', String(body.length)]];
  return {
    status,
    reason: reply.reason || (STATUS_CODES[status] ?? ''),
    headers: [...headers, ...length],
    body: status === 204 || status === 304 ? NOTHING : body,
    ascii: null,
    delayMs: 0,
  };
}

/** A reply that goes on: its body is written by `stream`, in chunks. */
export function streamPlan(headers: readonly HeaderPair[], stream: ReplyStream): ReplyPlan {
  return {
    status: 200,
    reason: 'OK',
    headers: [...headers],
    body: NOTHING,
    ascii: null,
    delayMs: 0,
    stream,
  };
}

/** The same for a method: HEAD is told all but the body (RFC 9110 §9.3.2). */
export function planFor(plan: ReplyPlan, method: string): ReplyPlan {
  if (method !== 'HEAD') return plan;
  const { chaos } = plan;
  return {
    ...plan,
    body: NOTHING,
    ascii: '',
    ...(chaos && { chaos: { ...chaos, instead: planFor(chaos.instead, method) } }),
  };
}

/** A line of text as a reply of our own. */
export function plainReply(
  status: number,
  text: string,
  headers: readonly HeaderPair[] = [],
): ReplyPlan {
  const type: HeaderPair = ['Content-Type', 'text/plain; charset=utf-8'];
  return planOf({ status, headers: [...headers, type], body: Buffer.from(`${text}\n`) });
}
