import type { ClientRequest, IncomingMessage } from 'node:http';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { errorCode } from '../lib/errors.ts';
import { pairUp } from '../lib/headers.ts';
import { ANSWER_CAP_BYTES, type AnswerBody, readAnswer } from './answer.ts';
import { connect, type Link, poolOf } from './connect.ts';
import { createHalts, Halt } from './halts.ts';
import type { Pool } from './pool.ts';
import { explainFailure } from './reasons.ts';
import type { Refusal } from './refusal.ts';
import type { Resolve } from './resolve.ts';
import { type SentBody, sendBody } from './send-body.ts';
import { createStopwatch, type Timings } from './stopwatch.ts';
import type { Target } from './target.ts';
import type { Trust } from './trust.ts';

export interface ExchangeRequest {
  target: Target;
  method: string;
  /** All of them: nothing is added. */
  headers: readonly HeaderPair[];
  body: SentBody;
  timeoutMs: number;
  /** For https; null or left out: authorities of this machine. */
  trust?: Trust | null | undefined;
  /** Most that is kept of the answer's body; 1 MB if left out. */
  answerCapBytes?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface ExchangeTools {
  clock: Clock;
  resolve: Resolve;
  /** The verdict on the addresses that would be connected to. */
  checkAddresses: (target: Target, addresses: readonly string[]) => Refusal | undefined;
  /** Connections are kept in it where the headers say `Connection: keep-alive`. */
  pool?: Pool | undefined;
  /** Called with our port once connected, before a byte is written. */
  onConnect?: ((localPort: number, localAddress: string) => void) | undefined;
}

/** How one exchange ended. A failure is an outcome, not an exception. */
export interface ExchangeResult {
  outcome: 'answered' | 'failed' | 'refused' | 'canceled';
  status: number | null;
  reason: string;
  headers: HeaderPair[];
  body: Buffer;
  bodyCut: boolean;
  /** The body came to its end, or was cut by us. */
  complete: boolean;
  remoteAddress: string | null;
  timings: Timings;
  totalMs: number;
  error: string | null;
  errorCode: string | null;
  note: string | null;
}

const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);
const STALE = 'The receiver had closed the kept connection, so it was sent over a new one.';
const NO_BODY: AnswerBody = { bytes: Buffer.alloc(0), cut: false, complete: true };

/** One exchange under way. */
interface Run extends Link {
  request: ExchangeRequest;
  tools: ExchangeTools;
}

/**
 * One request and its answer: no redirect is followed, no header is added, nothing is sent before
 * every resolved address has passed the check, and the connection goes to one of exactly those
 * addresses. The connection is its own, or a kept one where a pool is given.
 */
export async function exchange(
  request: ExchangeRequest,
  tools: ExchangeTools,
): Promise<ExchangeResult> {
  using halts = createHalts(tools.clock, request.signal);
  const watch = createStopwatch();
  const begun = { request, tools, halts, watch, remoteAddress: null, socket: null };
  const run: Run = { ...begun, fresh: false };
  halts.within(request.timeoutMs, 'TIMEOUT');
  try {
    const addresses = await findAddresses(run);
    try {
      return await overOne(run, addresses);
    } catch (error) {
      if (!wasStale(run, error)) throw error;
      run.fresh = true;
      const result = await overOne(run, addresses);
      return { ...result, note: result.note ?? STALE };
    }
  } catch (error) {
    return unanswered(run, halts.reason() ?? error);
  }
}

async function overOne(run: Run, addresses: readonly string[]): Promise<ExchangeResult> {
  const connection = connect(run, addresses);
  let isWhole = false;
  try {
    const result = await converse(run, connection);
    isWhole = result.outcome === 'answered' && result.complete && !result.bodyCut;
    return result;
  } finally {
    // A connection whose answer was read to its end goes back to the pool by itself.
    if (!isWhole || poolOf(run) === undefined) connection.destroy();
  }
}

/**
 * A kept connection that the other side had closed: it was reset before a byte of an answer came.
 * The request may still have been read, which no sender can tell apart; deliveries say themselves
 * that they may come twice, with the same id.
 */
function wasStale({ socket, halts }: Run, error: unknown): boolean {
  if (socket?.reused !== true || halts.reason() !== undefined) return false;
  return CLOSED.has(errorCode(error)) && socket.socket.bytesRead === socket.readBefore;
}

async function findAddresses({ request, tools, halts, watch }: Run): Promise<string[]> {
  const { target } = request;
  const addresses = await halts.race(tools.resolve(target.hostname));
  if (addresses[0] !== target.hostname) watch.lap('dnsMs');
  if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
  const refusal = tools.checkAddresses(target, addresses);
  if (refusal !== undefined) throw new Halt('REFUSED', refusal);
  return addresses;
}

async function converse(run: Run, connection: ClientRequest): Promise<ExchangeResult> {
  const { request, halts } = run;
  let answeredEarly = false;
  const head = firstAnswer(connection);
  const sending = sendBody(connection, request.body, () => answeredEarly).catch(
    (error: unknown) => {
      if (error instanceof Halt) halts.halt(error);
    },
  );
  const response = await halts.race(head);
  run.watch.lap('firstByteMs');
  // A refusal ends the sending, as curl does. A success may come before the body was read, and a
  // server that reads on must get all of it: closing now would cut it short.
  const status = response.statusCode ?? 0;
  if (status >= 300) answeredEarly = true;
  else await halts.race(sending).catch(() => {});
  if (status === 101) return answered(run, response, NO_BODY);
  const reading = readAnswer(response, request.answerCapBytes);
  halts.onHalt(() => response.destroy());
  return answered(run, response, await reading);
}

function firstAnswer(connection: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const onAnswer = (response: IncomingMessage): void => {
      response.on('error', () => {});
      resolve(response);
    };
    connection.once('response', onAnswer);
    // 101 to a request that asked for no upgrade: the status is the answer, the rest is not HTTP.
    connection.once('upgrade', (response, socket) => {
      onAnswer(response);
      socket.destroy();
    });
    connection.once('error', reject);
  });
}

function answered(run: Run, response: IncomingMessage, body: AnswerBody): ExchangeResult {
  const { halts, watch } = run;
  const canceled = halts.reason()?.code === 'CANCELED';
  return {
    outcome: canceled ? 'canceled' : 'answered',
    status: response.statusCode ?? null,
    reason: response.statusMessage ?? '',
    headers: pairUp(response.rawHeaders),
    body: body.bytes,
    bodyCut: body.cut,
    complete: body.complete,
    remoteAddress: run.remoteAddress,
    timings: watch.timings,
    totalMs: watch.totalMs(),
    error: canceled ? 'Canceled while the answer was coming in.' : null,
    errorCode: canceled ? 'CANCELED' : null,
    note: noteOn(response, body, run),
  };
}

function noteOn(response: IncomingMessage, body: AnswerBody, run: Run): string | null {
  const location = response.headers.location;
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400 && location !== undefined) {
    return `A redirect to ${location}. Redirects are shown, not followed.`;
  }
  if (body.cut) {
    const declared = response.headers['content-length'];
    const size = declared === undefined ? 'longer than' : `${declared} bytes long, more than`;
    return `The answer is ${size} the ${run.request.answerCapBytes ?? ANSWER_CAP_BYTES} bytes kept of it.`;
  }
  if (body.complete) return null;
  return run.halts.reason()?.code === 'TIMEOUT'
    ? `The answer's body was not complete after ${run.request.timeoutMs / 1000} s.`
    : 'The connection ended before the body of the answer was complete.';
}

function unanswered(run: Run, error: unknown): ExchangeResult {
  const halt = error instanceof Halt ? error : undefined;
  const said = halt?.refusal ?? explainFailure(error, run.request.target, run.request.timeoutMs);
  const ended = { CANCELED: 'canceled', REFUSED: 'refused' } as const;
  const code = halt?.code;
  return {
    outcome: code === 'CANCELED' || code === 'REFUSED' ? ended[code] : 'failed',
    status: null,
    reason: '',
    headers: [],
    body: Buffer.alloc(0),
    bodyCut: false,
    complete: false,
    remoteAddress: run.remoteAddress,
    timings: run.watch.timings,
    totalMs: run.watch.totalMs(),
    error: said.text,
    errorCode: halt?.refusal?.code ?? (errorCode(error) || 'UNKNOWN'),
    note: said.hint ?? null,
  };
}
