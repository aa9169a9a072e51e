import type { ServerResponse } from 'node:http';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { ReplyPlan } from './taker.ts';

/** What went out, as it is kept with the capture. */
export interface SentReply {
  status: number;
  reason: string;
  headers: HeaderPair[];
  body: Buffer;
  /** false: only part of it, as far as can be told. */
  completed: boolean;
}

/** Waits for a delay, the end of the connection, or the engine's. */
export function pause(response: ServerResponse, ms: number, stopping: AbortSignal): Promise<void> {
  if (ms <= 0 || stopping.aborted || response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      response.off('close', end);
      stopping.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    response.once('close', end);
    stopping.addEventListener('abort', end);
  });
}

/** `Date` and `Connection` too: Node would add them after the fact. */
export function headersOf(plan: ReplyPlan, keepAlive: boolean): HeaderPair[] {
  const headers = [...plan.headers];
  if (!has(plan, 'date')) headers.push(['Date', dateNow()]);
  if (!has(plan, 'connection')) headers.push(['Connection', keepAlive ? 'keep-alive' : 'close']);
  return headers;
}

const has = (plan: ReplyPlan, name: string): boolean =>
  plan.headers.some(([known]) => known.length === name.length && known.toLowerCase() === name);

let dateText = '';
let dateSecond = Number.NaN;

/** The time as a header has it. It tells seconds, so it is spelled once in each. */
function dateNow(): string {
  const now = Date.now();
  const second = Math.floor(now / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(now).toUTCString();
  }
  return dateText;
}

/** A reply up to this size leaves in one write: where that fails, nothing of it went out. */
const ONE_WRITE = 16 * 1024;

/**
 * Sends a reply and says what went out. Every header is written by us, so that what is kept is what
 * was sent.
 *
 * @returns null where nothing went out: the connection was gone.
 */
export async function sendReply(
  response: ServerResponse,
  plan: ReplyPlan,
  keepAlive: boolean,
): Promise<SentReply | null> {
  if (response.destroyed) return null;
  const { status, reason, body } = plan;
  const headers = headersOf(plan, keepAlive);
  response.sendDate = false;
  response.writeHead(status, reason, headers.flat());
  const completed = await new Promise<boolean>((resolve) => {
    response.once('finish', () => resolve(true));
    response.once('close', () => resolve(response.writableFinished));
    // ASCII is the same in latin1, the encoding of the head: Node joins the two.
    if (plan.ascii !== null) response.end(plan.ascii, 'latin1');
    else response.end(body);
  });
  if (!completed && body.length <= ONE_WRITE) return null;
  return { status, reason, headers, body, completed };
}
