import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** A request as it came. */
export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  rawHeaders: string[];
  body: Buffer;
}

/** Every byte there is, three times over. */
export const BINARY = Buffer.from(Array.from({ length: 768 }, (_, at) => at % 256));

const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
};

type Page = (asked: Asked, response: ServerResponse) => void;

const PAGES: Record<string, Page> = {
  // What came, said back.
  '/echo': ({ method, path, headers, body }, response) =>
    json(response, { method, path, headers, body: body.toString('latin1') }),
  '/json': (_asked, response) => json(response, { hello: 'wörld', n: 1 }),
  '/moved': (_asked, response) => response.writeHead(302, { location: '/json' }).end(),
  '/moved-307': (_asked, response) => response.writeHead(307, { location: '/echo' }).end(),
  '/missing': (_asked, response) => json(response, { why: 'none here' }, 404),
  '/broken': (_asked, response) => json(response, { why: 'broken' }, 500),
  '/binary': (_asked, response) => response.end(BINARY),
  '/chunked': (_asked, response) => {
    response.write('one ');
    setImmediate(() => {
      response.write('two ');
      setImmediate(() => response.end('three'));
    });
  },
  '/gzip': (_asked, response) => packed(response, 'gzip', gzipSync),
  '/deflate': (_asked, response) => packed(response, 'deflate', deflateSync),
  '/br': (_asked, response) => packed(response, 'br', brotliCompressSync),
  '/cookies': (_asked, response) => {
    response.setHeader('set-cookie', ['a=1; Path=/', 'b=2; Path=/']);
    json(response, {});
  },
  // Never answered: the caller has to give up.
  '/silent': () => {},
  '/hangup': (_asked, response) => response.socket?.destroy(),
};

function packed(response: ServerResponse, name: string, pack: (text: string) => Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': name });
  response.end(pack('{"packed":true}'));
}

/** A server on a free loopback port with a page for each thing that clients are tried with. */
export async function openWeb() {
  const asked: Asked[] = [];
  const more = new Map<string, Page>();
  const server = createServer((request, response) => {
    const { method = '', url = '', headers, rawHeaders } = request;
    const take = async (): Promise<void> => {
      const one = { method, path: url, headers, rawHeaders, body: await buffer(request) };
      asked.push(one);
      const [path = ''] = url.split('?');
      const page = more.get(path) ?? PAGES[path];
      if (page === undefined) json(response, { path }, 404);
      else page(one, response);
    };
    take().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    asked,
    /** What came last. */
    last: (): Asked => {
      const found = asked.at(-1);
      if (found === undefined) throw new Error('nothing came');
      return found;
    },
    /** Answers a path; `json` is the usual answer. */
    on(path: string, page: Page): void {
      more.set(path, page);
    },
    json,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
