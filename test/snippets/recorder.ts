import { createServer } from 'node:net';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { fieldValue } from '../../main/decode/field-value.ts';

/** One request as it arrived; bytes are Latin-1, one character for each. */
export interface Sent {
  line: string;
  headers: HeaderPair[];
  body: string;
}

/** Written by the client for one connection; no part of what was captured. */
const CONNECTION = new Set(['host', 'content-length', 'connection', 'keep-alive']);

export const ownHeaders = ({ headers }: Sent): HeaderPair[] =>
  headers.filter(([name]) => !CONNECTION.has(name.toLowerCase()));

/** A server that answers everything with 200, and keeps what each sent as it was on the wire. */
export async function startRecorder() {
  const sent: Sent[] = [];
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [line = '', ...rest] = bytes.toString('latin1', 0, end).split('\r\n');
      const headers = rest.map((text): HeaderPair => {
        const colon = text.indexOf(':');
        return [text.slice(0, colon), fieldValue(text.slice(colon + 1))];
      });
      const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? '0';
      if (bytes.length < end + 4 + Number(length)) return;
      sent.push({ line, headers, body: bytes.toString('latin1', end + 4) });
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    /** The first request since the last call; what came behind it is forgotten. */
    take(): Sent {
      const [first] = sent.splice(0);
      if (first === undefined) throw new Error('Nothing arrived.');
      return first;
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
