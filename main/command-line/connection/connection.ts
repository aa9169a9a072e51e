import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { ERRORS, type ErrorCode } from '../../../preload/rules/error-table.ts';
import { LOCAL_HOST } from '../../control/local/local-host.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { readEvents, type StreamEvent } from './event-stream.ts';

/** Where an engine listens, with the token of its run. */
export type Address = { token: string } & ({ socket: string } | { url: string });

interface CallOptions {
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** REST of one engine. Paths stand below `/api/v1`; what it refuses is thrown with its own code. */
export interface Connection {
  /** For people: where it is. */
  readonly name: string;
  /** It runs on this machine for sure: it is reached by a socket of the file system. */
  readonly isLocal: boolean;
  /** @throws BackstitchError NOT_RUNNING where nobody answers, and what the engine refuses */
  ask(method: string, path: string, input?: unknown, options?: CallOptions): Promise<unknown>;
  /** Sends bytes as they come. */
  send(method: string, path: string, bytes: AsyncIterable<Uint8Array>): Promise<unknown>;
  bytes(path: string): Promise<Buffer>;
  /** As `bytes`, in pieces: for what may be larger than memory. */
  pieces(path: string): AsyncGenerator<Buffer, void, void>;
  /** Events until the engine or `signal` ends them. */
  follow(path: string, signal?: AbortSignal): AsyncGenerator<StreamEvent, void, void>;
}

export function connect(address: Address): Connection {
  const name = 'url' in address ? address.url : address.socket;

  async function send(
    method: string,
    path: string,
    input?: unknown,
    { timeoutMs, signal }: CallOptions = {},
    bytes?: AsyncIterable<Uint8Array>,
  ): Promise<IncomingMessage> {
    const body = input === undefined ? undefined : JSON.stringify(input);
    const signals = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
    const options: RequestOptions = {
      method,
      headers: {
        authorization: `Bearer ${address.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(bytes !== undefined && { 'content-type': 'application/octet-stream' }),
        ...('socket' in address && { host: LOCAL_HOST }),
      },
      agent: false,
      signal: AbortSignal.any(signals.filter((one) => one !== undefined)),
    };
    const target = `/api/v1${path}`;
    const outgoing =
      'socket' in address
        ? requestHttp({ ...options, socketPath: address.socket, path: target })
        : (address.url.startsWith('https:') ? requestHttps : requestHttp)(
            `${address.url}${target}`,
            options,
          );
    // What breaks after the head came is seen where the body is read.
    outgoing.on('error', () => {});
    if (bytes === undefined) outgoing.end(body);
    // An engine that refuses answers before it has all; what breaks here breaks the answer, too.
    else pipeline(bytes, outgoing).catch((error: Error) => outgoing.destroy(error));
    try {
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      answer.on('error', () => {});
      return answer;
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new BackstitchError('NOT_RUNNING', `No Backstitch answers at ${name}.`, { cause });
    }
  }

  async function refusal(answer: IncomingMessage): Promise<BackstitchError> {
    const said = parsed(await text(answer).catch(() => '')) as Refusal | undefined;
    const code = said?.code;
    const status = answer.statusCode ?? 0;
    const why = said?.message ?? `The Backstitch at ${name} answered ${status}.`;
    const hint = said?.data?.hint;
    const known = code !== undefined && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : null;
    return new BackstitchError(known ?? 'ENGINE_FAILED', why, {
      ...(hint !== undefined && { hint }),
      ...(said?.data?.field !== undefined && { field: said.data.field }),
    });
  }

  function cutOff(cause: unknown): never {
    throw new BackstitchError('NOT_RUNNING', `${name} fell silent in the middle of an answer.`, {
      cause,
    });
  }

  return {
    name,
    isLocal: 'socket' in address,
    async send(method, path, bytes) {
      const answer = await send(method, path, undefined, {}, bytes);
      if (!isFine(answer)) throw await refusal(answer);
      return parsed(await text(answer).catch(cutOff));
    },
    async ask(method, path, input, options) {
      const answer = await send(method, path, input, options);
      if (!isFine(answer)) throw await refusal(answer);
      return parsed(await text(answer).catch(cutOff));
    },
    async bytes(path) {
      const answer = await send('GET', path);
      if (!isFine(answer)) throw await refusal(answer);
      return buffer(answer).catch(cutOff);
    },
    async *pieces(path) {
      const answer = await send('GET', path);
      if (!isFine(answer)) throw await refusal(answer);
      try {
        for await (const piece of answer) yield piece as Buffer;
      } catch (error) {
        cutOff(error);
      }
    },
    async *follow(path, signal) {
      const answer = await send('GET', path, undefined, signal && { signal });
      if (!isFine(answer)) throw await refusal(answer);
      try {
        yield* readEvents(answer);
      } finally {
        answer.destroy();
      }
    },
  };
}

interface Refusal {
  code?: string;
  message?: string;
  data?: { hint?: string; field?: string };
}

const isFine = ({ statusCode = 0 }: IncomingMessage): boolean =>
  statusCode >= 200 && statusCode < 300;

/** undefined for what is no JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // No engine of ours answers so.
    return undefined;
  }
}
