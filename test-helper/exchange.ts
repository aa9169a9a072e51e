import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';

export interface Sent {
  method: string;
  /** A whole URL, or a path where there is a socket. */
  url: string;
  /** As they go out, in this order. */
  headers: readonly (readonly [string, string])[];
  body?: Uint8Array | undefined;
  /** A local socket in place of the host of the URL. */
  socketPath?: string | undefined;
  timeoutMs: number;
}

export interface Received {
  status: number;
  headers: [string, string][];
  body: Uint8Array;
}

/**
 * One HTTP exchange: headers keep their case and order, redirects are not followed.
 *
 * @throws the error of the socket, or one that names the time it waited
 */
export async function exchange(sent: Sent): Promise<Received> {
  const { method, url, headers, body, socketPath, timeoutMs } = sent;
  const signal = AbortSignal.timeout(timeoutMs);
  const length: [string, string][] =
    body === undefined ? [] : [['Content-Length', String(body.length)]];
  const options: RequestOptions = {
    method,
    headers: [...headers, ...length].flat(),
    agent: false,
    signal,
  };
  const outgoing =
    socketPath === undefined
      ? (url.startsWith('https:') ? requestHttps : requestHttp)(url, withHost(options, url))
      : requestHttp({ ...options, socketPath, path: url });
  outgoing.end(body);
  // What breaks after the head came is seen where the body is read.
  outgoing.on('error', () => {});
  try {
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    answer.on('error', () => {});
    const bytes = await buffer(answer);
    return { status: answer.statusCode ?? 0, headers: pairsOf(answer.rawHeaders), body: bytes };
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new Error(`${method} ${url} had no answer within ${timeoutMs / 1000} s.`, { cause });
  }
}

/** Headers in a list are sent as they are: Node adds no Host to them. */
function withHost(options: RequestOptions, url: string): RequestOptions {
  const list = options.headers as string[];
  const isThere = list.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  return isThere ? options : { ...options, headers: ['Host', new URL(url).host, ...list] };
}

function pairsOf(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return pairs;
}
