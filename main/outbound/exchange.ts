import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { errorCode } from '../lib/errors.ts';
import { pairUp } from '../lib/headers.ts';
import { classifyAddress, sameAddress } from './address.ts';
import { ANSWER_CAP_BYTES, type AnswerBody, readAnswer } from './answer.ts';
import { createHalts, Halt, type Halts } from './halts.ts';
import { explainFailure } from './reasons.ts';
import type { Refusal } from './refusal.ts';
import type { Resolve } from './resolve.ts';
import { type SentBody, sendBody } from './send-body.ts';
import { createStopwatch, type Stopwatch, type Timings } from './stopwatch.ts';
import type { Target } from './target.ts';

export interface ExchangeRequest {
  target: Target;
  method: string;
  /** All of them: nothing is added. */
  headers: readonly HeaderPair[];
  body: SentBody;
  timeoutMs: number;
  /** Most that is kept of the answer's body; 1 MB if left out. */
  answerCapBytes?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface ExchangeTools {
  clock: Clock;
  resolve: Resolve;
  /** The verdict on the addresses that would be connected to. */
  checkAddresses: (target: Target, addresses: readonly string[]) => Refusal | undefined;
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

const CONNECT_MS = 5000;
const CONNECT_LOOPBACK_MS = 1000;
const TLS_MS = 10_000;
const HEADER_CAP_BYTES = 64 * 1024;
const NO_BODY: AnswerBody = { bytes: Buffer.alloc(0), cut: false, complete: true };

interface Run {
  request: ExchangeRequest;
  tools: ExchangeTools;
  halts: Halts;
  watch: Stopwatch;
  remoteAddress: string | null;
}

/**
 * One request and its answer, over a connection of its own: no redirect is followed, no header is
 * added, nothing is sent before every resolved address has passed the check, and the connection
 * goes to one of exactly those addresses.
 */
export async function exchange(
  request: ExchangeRequest,
  tools: ExchangeTools,
): Promise<ExchangeResult> {
  using halts = createHalts(tools.clock, request.signal);
  const run: Run = { request, tools, halts, watch: createStopwatch(), remoteAddress: null };
  halts.within(request.timeoutMs, 'TIMEOUT');
  let connection: ClientRequest | undefined;
  try {
    const addresses = await findAddresses(run);
    connection = open(run, addresses);
    return await converse(run, connection);
  } catch (error) {
    return unanswered(run, halts.reason() ?? error);
  } finally {
    connection?.destroy();
  }
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

function open(run: Run, addresses: readonly string[]): ClientRequest {
  const { request, halts } = run;
  const { target } = request;
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  run.watch.skip();
  const connection = send({
    protocol: target.protocol,
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: target.path,
    headers: request.headers.flat(),
    agent: false,
    lookup: handOut(addresses),
    maxHeaderSize: HEADER_CAP_BYTES,
    signal: halts.signal,
  });
  // Errors arrive after the answer too (a write into a closed connection): never unheard.
  connection.on('error', () => {});
  watchConnecting(run, connection, addresses);
  return connection;
}

/** A lookup that asks nobody: between the check and the connection no name can change its mind. */
function handOut(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, options, done) => {
    if (options.all) done(null, all);
    else done(null, all[0]?.address ?? '', all[0]?.family);
  };
}

function watchConnecting(run: Run, connection: ClientRequest, addresses: readonly string[]): void {
  const { request, tools, halts, watch } = run;
  const loopback = addresses.every((address) => classifyAddress(address).kind === 'loopback');
  const stopConnect = halts.within(loopback ? CONNECT_LOOPBACK_MS : CONNECT_MS, 'TIMEOUT_CONNECT');
  connection.once('socket', (socket) => {
    // Runs before Node's own listener, which writes the request that waits for the connection.
    socket.once('connect', () => {
      stopConnect();
      watch.lap('connectMs');
      const remote = socket.remoteAddress ?? '';
      run.remoteAddress = remote;
      if (!addresses.some((address) => sameAddress(address, remote))) {
        const text = `The connection went to ${remote}, which was not checked.`;
        halts.halt(new Halt('REFUSED', { code: 'ADDRESS_CHANGED', text }));
        return;
      }
      tools.onConnect?.(socket.localPort ?? 0, socket.localAddress ?? '');
      if (request.target.protocol !== 'https:') return;
      const stopTls = halts.within(TLS_MS, 'TIMEOUT_TLS');
      socket.once('secureConnect', () => {
        stopTls();
        watch.lap('tlsMs');
      });
    });
  });
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
  const onHalt = (): unknown => response.destroy();
  halts.signal.addEventListener('abort', onHalt, { once: true });
  if (halts.signal.aborted) onHalt();
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
