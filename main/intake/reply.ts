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

/** Of a reply that goes on so much is kept: its beginning. */
const STREAM_KEPT = 64 * 1024;

/** Whether the other end can read chunks; HTTP/1.0 reads until the connection is closed. */
const readsChunks = ({ req }: ServerResponse): boolean =>
  req.httpVersionMajor > 1 || (req.httpVersionMajor === 1 && req.httpVersionMinor > 0);

/**
 * Sends a reply that goes on until its source ends, the connection is gone, or the engine stops.
 * Whoever reads it leaves when they have enough: that is no failure.
 */
export async function sendStream(
  response: ServerResponse,
  plan: ReplyPlan,
  keepAlive: boolean,
  stopping: AbortSignal,
): Promise<SentReply | null> {
  const { status, reason, stream } = plan;
  if (response.destroyed || stream === undefined) return null;
  const chunked = readsChunks(response);
  const framing: HeaderPair[] = chunked ? [['Transfer-Encoding', 'chunked']] : [];
  const headers = headersOf(
    { ...plan, headers: [...plan.headers, ...framing] },
    keepAlive && chunked,
  );
  response.sendDate = false;
  response.writeHead(status, reason, headers.flat());
  response.flushHeaders();
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  response.once('close', leave);
  // Who closes their side of a connection asks for nothing more: of what has no end they have enough.
  const { socket } = response;
  socket?.once('end', leave);
  if (socket?.readableEnded !== false) leave();
  const ended = AbortSignal.any([gone.signal, stopping]);
  const kept: Buffer[] = [];
  let keptBytes = 0;
  const keep = (bytes: Buffer): void => {
    if (keptBytes >= STREAM_KEPT) return;
    const piece = bytes.subarray(0, STREAM_KEPT - keptBytes);
    kept.push(piece);
    keptBytes += piece.length;
  };
  try {
    await stream(
      {
        write(text) {
          if (ended.aborted || response.destroyed) return Promise.resolve(false);
          const bytes = Buffer.from(text, 'utf8');
          keep(bytes);
          if (response.write(bytes)) return Promise.resolve(true);
          return drained(response, ended);
        },
      },
      ended,
    );
  } finally {
    response.off('close', leave);
    socket?.off('end', leave);
    if (!response.destroyed) response.end();
  }
  return { status, reason, headers, body: Buffer.concat(kept), completed: true };
}

/** Waits until a reader took what was written. False: it is gone. */
function drained(response: ServerResponse, ended: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      ended.removeEventListener('abort', done);
      resolve(!ended.aborted);
    };
    response.once('drain', done);
    ended.addEventListener('abort', done);
  });
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
  return { status, reason, headers, body: plan.kept ?? body, completed };
}
