import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { describe, expect, it } from 'vitest';
import type { contract } from '../../preload/contract.ts';
import { CaptureId } from '../../preload/contract/shapes.ts';
import { type EnginePort, serveMessagePort } from '../../main/control/port.ts';
import { createRouter } from '../../main/control/router.ts';
import { createTestLog } from './harness.ts';
import { checksum, createMemoryEngine } from './memory-engine.ts';

function openPage() {
  const engine = createMemoryEngine();
  const { log, lines } = createTestLog();
  const { port1, port2 } = new MessageChannel();
  serveMessagePort(port1, createRouter(engine.surface, log), log);
  const client: ContractRouterClient<typeof contract> = createORPCClient(
    new RPCLink({ port: port2 }),
  );
  return { engine, client, lines, port: port2, [Symbol.dispose]: () => port2.close() };
}

const BYTES = Uint8Array.from({ length: 2_000_003 }, (_, i) => (i * 13 + (i >> 8)) % 256);

describe('a window on the engine', () => {
  it('calls it, and gets its errors with code, words and field', async () => {
    using page = openPage();
    expect(await page.client.system.health()).toMatchObject({ status: 'ok' });
    await expect(page.client.captures.list({ limit: 501 })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('"limit"'),
      data: { field: 'limit' },
    });
    await expect(page.client.captures.get({ id: CaptureId.parse('nope') })).rejects.toMatchObject({
      code: 'CAPTURE_NOT_FOUND',
      defined: true,
    });
  });

  it('gets bodies byte for byte, and sends them so', async () => {
    using page = openPage();
    page.engine.arrive('big', new Blob([BYTES]));
    const id = CaptureId.parse('big');
    const body = await page.client.captures.body({ id });
    expect(Buffer.from(await body.arrayBuffer()).equals(BYTES)).toBe(true);
    const echo = await page.client.replays.send({ id, edit: { body: new Blob([BYTES]) } });
    expect(echo).toMatchObject({ requestBytes: BYTES.length, note: checksum(BYTES) });
  });

  it('follows arrivals as they come, and stops when it wants', async () => {
    using page = openPage();
    const abort = new AbortController();
    const arrivals = await page.client.captures.live({}, { signal: abort.signal });
    page.engine.arrive('a1', new Blob(['x']));
    expect(await arrivals.next()).toMatchObject({
      value: { kind: 'added', items: [{ id: 'a1' }] },
    });
    abort.abort();
    await expect.poll(() => page.engine.counts.streamsOpen).toBe(0);
  });

  it('leaves no stream open when it closes', async () => {
    using page = openPage();
    await page.client.captures.live({});
    expect(page.engine.counts.streamsOpen).toBe(1);
    page.port.close();
    await expect.poll(() => page.engine.counts.streamsOpen).toBe(0);
  });

  it.each([
    'not json',
    'null',
    '{"i":"1","p":null}',
    7,
    null,
    { data: 'not json' },
    { data: { data: 'x' } },
    Uint8Array.of(0xff, 0xff),
    new ArrayBuffer(0),
  ])('disturbs nothing by posting %o', async (message) => {
    using page = openPage();
    const { port } = page;
    port.postMessage(message);
    expect(await page.client.system.health()).toMatchObject({ status: 'ok' });
    expect(page.lines.join('')).toContain('is not one');
  });
});

it('serves a port that wraps messages in events and waits to be started, as Electron does', async () => {
  const { surface } = createMemoryEngine();
  const { log } = createTestLog();
  const { port1, port2 } = new MessageChannel();
  const events = new EventEmitter();
  const electron: EnginePort = {
    on: (name: string, listener: (value: unknown) => void) => events.on(name, listener),
    postMessage: (message) => port1.postMessage(message),
    start: () => port1.on('message', (data) => events.emit('message', { data, ports: [] })),
  };
  serveMessagePort(electron, createRouter(surface, log), log);
  const client: ContractRouterClient<typeof contract> = createORPCClient(
    new RPCLink({ port: port2 }),
  );
  expect(await client.system.health()).toMatchObject({ status: 'ok' });
  port2.close();
});
