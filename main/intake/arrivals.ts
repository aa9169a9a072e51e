import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { Arrival } from '../captures/arrival.ts';
import { pairUp } from '../lib/headers.ts';

/** What a new arrival is given. */
export interface Begun {
  /** Row id. */
  id: number;
  receivedAt: number;
}

export interface ArrivalParts {
  /** Whether a request came through the tunnel, and whom the tunnel names as the client. */
  readOrigin: (
    headers: HeaderPair[],
    remoteAddress: string,
  ) => Pick<Arrival, 'viaTunnel' | 'reportedClient'>;
  /** Row id of the original, where the connection from there is a replay of ours. */
  originalOf: (remotePort: number, remoteAddress: string) => number | undefined;
  /** Puts the secrets back that were left out of the URL of a capture, for its replay. */
  fillIn: (method: string, target: string, original: number) => string;
}

const NOTHING = { kind: 'memory', bytes: Buffer.alloc(0), sizeBytes: 0, sha256: null } as const;

/** A request whose head is whole; its body is still to come. */
export function arrivalOf(parts: ArrivalParts, request: IncomingMessage, begun: Begun): Arrival {
  const { socket } = request;
  const headers = pairUp(request.rawHeaders);
  const remoteAddress = socket.remoteAddress ?? '';
  const remotePort = socket.remotePort ?? 0;
  const declared = Number(request.headers['content-length'] ?? Number.NaN);
  const replayOf = parts.originalOf(remotePort, remoteAddress) ?? null;
  const { method = '', url = '' } = request;
  return {
    ...begun,
    method,
    target: replayOf === null ? url : parts.fillIn(method, url, replayOf),
    httpVersion: request.httpVersion,
    headers,
    trailers: [],
    remoteAddress,
    remotePort,
    ...parts.readOrigin(headers, remoteAddress),
    replayOf,
    declaredBytes: Number.isSafeInteger(declared) ? declared : null,
    body: NOTHING,
    cut: false,
    failure: null,
  };
}

/**
 * An arrival whose head could not be read: what came of it stands in the place of the body, and as
 * much as can be guessed beside it.
 */
export function brokenArrivalOf(
  parts: ArrivalParts,
  bytes: Buffer,
  socket: Socket,
  begun: Begun,
): Arrival {
  const text = bytes.toString('latin1', 0, 64 * 1024);
  const [, method = '', target = ''] = /^\s*([A-Za-z-]{1,40}) ([^\s]{1,8000})/.exec(text) ?? [];
  const remoteAddress = socket.remoteAddress ?? '';
  return {
    ...begun,
    method,
    target,
    httpVersion: '',
    headers: [],
    trailers: [],
    remoteAddress,
    remotePort: socket.remotePort ?? 0,
    ...parts.readOrigin(readableHeaders(text), remoteAddress),
    replayOf: null,
    declaredBytes: null,
    body: { kind: 'memory', bytes, sizeBytes: bytes.length, sha256: null },
    cut: false,
    failure: null,
  };
}

/** Lines that look like headers: enough to tell by which way it came. */
function readableHeaders(text: string): HeaderPair[] {
  return text
    .split('\r\n', 200)
    .slice(1)
    .flatMap((line): HeaderPair[] => {
      const [, name, value] = /^([\w-]{1,80}):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    });
}
