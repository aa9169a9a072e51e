import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHttpFace } from '../../main/mcp/http-face.ts';
import { startReachable } from '../command-line/harness.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

const dir = tempDir();
const stopping = new AbortController();
let here: Awaited<ReturnType<typeof startReachable>>;
let url: URL;
let server: ReturnType<typeof createServer>;

beforeAll(async () => {
  here = await startReachable('browser', dir.path);
  const face = createHttpFace({
    version: '1',
    of: () => ({
      mayChange: () => false,
      progressMs: 20,
      call: (tool, args, signal) =>
        here.engine.mcp.call(
          {
            tool,
            arguments: args as Record<string, unknown>,
            client: 'http',
            allowWrite: false,
            redact: true,
          },
          signal,
        ),
    }),
    log: () => {},
  });
  server = createServer((request, response) => {
    void face.answer(request, response, stopping.signal);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
});
afterAll(async () => {
  stopping.abort();
  server.closeAllConnections();
  server.close();
  await here[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});

const IDENTITY = { name: 'test', version: '1' };
/** Counts until somebody ends it. */
const LONG =
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n, captures';

const FACES: [string, () => Promise<Client>][] = [
  ['stdio', connectStdio],
  ['HTTP', () => connectHttp('auto')],
  ['HTTP of 2025', () => connectHttp('legacy')],
];

it.each(FACES)('a wait and a long query tell that they go on, over %s', async (face, connect) => {
  const client = await connect();
  const path = `/${face.replaceAll(' ', '-')}`;
  await fetch(here.url + path, { method: 'POST' });
  const heard: { progress: number; message?: string }[] = [];
  const onprogress = (one: { progress: number; message?: string }): void => void heard.push(one);
  try {
    const wait = { search: `path:${path} method:PUT`, timeoutSeconds: 50 };
    const waiting = client.callTool(
      { name: 'wait_for_capture', arguments: wait },
      { onprogress, resetTimeoutOnProgress: true },
    );
    await until(() => heard.length >= 3, 'the wait is silent');
    expect(heard.slice(0, 3)).toMatchObject(
      [0.02, 0.04, 0.06].map((progress) => ({ progress, message: 'Still waiting.' })),
    );
    // A process may tell that it goes on before the engine heard of it.
    await until(
      () => here.engine.mcp.calls().some(({ outcome }) => outcome === 'running'),
      'no wait began',
    );
    await fetch(here.url + path, { method: 'PUT' });
    const { structuredContent } = await waiting;
    expect((structuredContent as { captures: unknown[] }).captures).toHaveLength(1);
    // What was answered tells of nothing any more.
    const told = heard.length;
    await client.callTool({ name: 'status', arguments: {} });
    expect(heard).toHaveLength(told);

    const stop = new AbortController();
    const working = client.callTool(
      { name: 'query_sql', arguments: { sql: LONG } },
      { onprogress, signal: stop.signal },
    );
    await until(() => heard.length >= told + 2, 'the query is silent');
    expect(heard.at(-1)).toMatchObject({ message: 'Still working.' });
    stop.abort();
    await expect(working).rejects.toThrow(/abort/i);
  } finally {
    await client.close();
  }
});

async function connectStdio(): Promise<Client> {
  const client = new Client(IDENTITY);
  const args = [join(import.meta.dirname, 'quick-stdio.ts'), dir.path];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }),
  );
  return client;
}

async function connectHttp(mode: 'auto' | 'legacy'): Promise<Client> {
  const client = new Client(IDENTITY, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(url));
  return client;
}
