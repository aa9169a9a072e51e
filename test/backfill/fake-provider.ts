import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { BackfillProviderId } from '../../preload/contract/backfill.ts';
import type { Api, FakeEvent } from './fakes/call.ts';
import { FIRST } from './fakes/first-wave.ts';
import { SECOND } from './fakes/second-wave.ts';

export type { FakeEvent };

const APIS: Readonly<Record<BackfillProviderId, Api>> = { ...FIRST, ...SECOND };

export interface FakeProvider extends AsyncDisposable {
  url: string;
  /** Method and path of each call, without the query; and the query. */
  calls: { method: string; path: string; query: URLSearchParams; body: string; token: string }[];
  /** Answers that come before the real one: a status with headers, or `reset`. */
  faults: ({ status: number; headers?: Record<string, string>; body?: string } | 'reset')[];
  /** Access tokens that were given for a client's id and secret: only the last one opens. */
  passes: string[];
  events: FakeEvent[];
}

interface Options {
  token: string;
  /** Where events are sent when they are asked for again; null: nowhere. */
  intake: () => string | null;
  /** How many a page has, whatever is asked for. */
  page?: number;
}

/** Of a header of its own, as Bearer, or as the user of Basic. */
function tokenOf({ headers }: IncomingMessage): string {
  const { authorization = '' } = headers;
  if (!authorization.startsWith('Basic '))
    return String(headers['private-token'] ?? authorization.slice('Bearer '.length));
  const pair = Buffer.from(authorization.slice('Basic '.length), 'base64').toString('utf8');
  return pair.replace(/:$/, '');
}

/** A fake of a provider's API on loopback: its paging, its limits, its mistakes, and its way to send again. */
export async function fakeProvider(
  provider: BackfillProviderId,
  events: FakeEvent[],
  options: Options,
): Promise<FakeProvider> {
  const calls: FakeProvider['calls'] = [];
  const faults: FakeProvider['faults'] = [];
  const passes: string[] = [];
  const api = APIS[provider];
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const body = await readText(request);
    const token = tokenOf(request);
    const { method = '' } = request;
    calls.push({ method, path: url.pathname, query: url.searchParams, body, token });
    const fault = faults.shift();
    if (fault === 'reset') return void request.socket.resetAndDestroy();
    if (fault !== undefined) {
      response.writeHead(fault.status, fault.headers);
      return void response.end(fault.body ?? '{"message":"no"}');
    }
    if (token !== options.token && token !== passes.at(-1)) {
      response.writeHead(401, { 'content-type': 'application/json' });
      return void response.end(`{"message":"Bad credentials: ${token}"}`);
    }
    if (url.pathname === '/token' || url.pathname === '/v1/oauth2/token') {
      passes.push(`pass_${passes.length + 1}`);
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(`{"access_token":"${passes.at(-1)}","expires_in":3600}`);
    }
    const found = await api({
      method,
      path: url.pathname,
      query: url.searchParams,
      body,
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      events: events.filter(({ gone }) => gone !== true || url.pathname.endsWith('deliveries')),
      page: options.page ?? 2,
      send,
    });
    response.writeHead(found.status ?? 200, {
      'content-type': 'application/json',
      ...found.headers,
    });
    response.end(found.body);
  }
  async function send(event: FakeEvent): Promise<void> {
    const intake = options.intake();
    if (intake === null) return;
    await fetch(intake, {
      method: 'POST',
      headers: event.headers,
      body: event.body,
    });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    faults,
    passes,
    events,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
