import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface RawServer extends TcpServer {
  /** Whole requests in the order they were complete, byte for byte. */
  requests: Buffer[];
}

type Answer = (socket: Socket, request: Buffer) => void;

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A server on a free loopback port that keeps what arrives and answers with given bytes. */
export async function rawServer(answer: Answer | string = OK): Promise<RawServer> {
  const requests: Buffer[] = [];
  const server = await tcpServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < wholeLength(received)) return;
      requests.push(received);
      if (typeof answer === 'string') socket.end(answer, 'latin1');
      else answer(socket, received);
      received = Buffer.alloc(0);
    });
  });
  return Object.assign(server, { requests });
}

/** Takes a connection and stays silent, but for one answer to the first bytes. */
export function silent(answer?: string): Promise<TcpServer> {
  return tcpServer((socket) => {
    socket.once('data', () => {
      if (answer !== undefined) socket.end(answer);
    });
  });
}

/** Answers at the first bytes of a request, takes no more of it and leaves the closing to others. */
export function earlyAnswer(answer: string): Promise<TcpServer> {
  return tcpServer((socket) => {
    socket.once('data', () => {
      socket.pause();
      socket.write(answer);
    });
  });
}

/** Passes on a body as it comes and answers 200: when it is complete, or at its first bytes. */
export function sink(onBody: (chunk: Buffer) => void, when?: 'at once'): Promise<TcpServer> {
  return tcpServer((socket) => {
    let head = Buffer.alloc(0);
    let left = -1;
    let answered = false;
    socket.on('data', (chunk: Buffer) => {
      let body = chunk;
      if (left < 0) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        left = wholeLength(head) - end - 4;
        body = head.subarray(end + 4);
      }
      if (body.length > 0) onBody(body);
      left -= body.length;
      if (answered || (when === undefined && left > 0)) return;
      answered = true;
      socket.write(OK);
    });
  });
}

interface TcpServer extends AsyncDisposable {
  port: number;
  url: string;
  /** Connections made, with or without a request. */
  connections: number;
}

async function tcpServer(serve: (socket: Socket) => void): Promise<TcpServer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    state.connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const state: TcpServer = {
    port,
    url: `http://127.0.0.1:${port}`,
    connections: 0,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return state;
}

function wholeLength(received: Buffer): number {
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return Number.POSITIVE_INFINITY;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.toString('latin1', 0, head));
  return head + 4 + Number(length?.[1] ?? 0);
}

/** Head and body of a recorded request; the head as lines, latin1. */
export function takeApart(request: Buffer | undefined): { lines: string[]; body: Buffer } {
  if (request === undefined) throw new Error('nothing was received');
  const head = request.indexOf('\r\n\r\n');
  return {
    lines: request.toString('latin1', 0, head).split('\r\n'),
    body: request.subarray(head + 4),
  };
}

/** A port on which nothing listens: one that was free a moment ago. */
export async function closedPort(): Promise<number> {
  await using server = await rawServer();
  return server.port;
}
