import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface Asked {
  headers: IncomingHttpHeaders;
  body: string;
  path: string;
  /** How often this body came, this time included. */
  times: number;
}

export interface Handler extends AsyncDisposable {
  url: string;
  asked: Asked[];
  /** Changes what it answers from now on. */
  answers(how: (asked: Asked) => Reply | null): void;
  close(): Promise<void>;
}

/** A real handler on loopback, which a test changes between two runs. null: it never answers. */
export async function startHandler(first: (asked: Asked) => Reply | null): Promise<Handler> {
  let how = first;
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const times = asked.filter((one) => one.body === body).length + 1;
      const one = { headers: request.headers, body, path: request.url ?? '', times };
      asked.push(one);
      const reply = how(one);
      if (reply === null) return;
      response.writeHead(reply.status ?? 200, {
        'content-type': 'application/json',
        ...reply.headers,
      });
      response.end(reply.body ?? '{"ok":true}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let isClosed = false;
  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    asked,
    answers(next) {
      how = next;
      asked.length = 0;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
