import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { hostEngine } from '../../main/desktop/host-engine.ts';
import { readLaunchArguments } from '../../main/desktop/launch-arguments.ts';
import type { contract } from '../../preload/contract.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import type { PortPart } from '../../main/desktop/electron-parts.ts';
import { hosted, startDesktop } from './harness.ts';

/** The page's end of the port handed over last. */
function pageEnd(posted: { channel: string; ports: PortPart[] }[]): PortPart {
  const last = posted.at(-1);
  expect(last?.channel).toBe('backstitch:port');
  const [port] = last?.ports ?? [];
  if (!port) throw new Error('No port came over.');
  return port;
}

function answerTo(port: PortPart, question: string): Promise<unknown> {
  const answer = Promise.withResolvers<unknown>();
  port.on('message', ({ data }) => answer.resolve(data));
  port.start();
  port.postMessage(question);
  return answer.promise;
}

describe('the port of the page', () => {
  it('comes when the page says it is ready, and leads to the engine', async () => {
    using desktop = await startDesktop();
    const { webContents } = desktop.window();
    expect(webContents.posted).toEqual([]);
    webContents.pageReady();
    const port = pageEnd(webContents.posted);
    expect(await answerTo(port, 'hello')).toBe('engine heard hello');
    port.close();
  });

  it.each([
    ['a frame inside the page', { frameTreeNodeId: 8, url: 'backstitch-app://app/' }],
    ['a page from elsewhere', { frameTreeNodeId: 7, url: 'https://evil.example/' }],
    ['another file of the app', { frameTreeNodeId: 7, url: 'backstitch-app://app/assets/a.svg' }],
    ['a host that only looks like ours', { frameTreeNodeId: 7, url: 'backstitch-app://app.evil/' }],
    ['a frame that is gone', null],
  ])('is not given to %s', async (_who, sender) => {
    using desktop = await startDesktop();
    const { webContents } = desktop.window();
    webContents.pageReady(sender);
    expect(webContents.posted).toEqual([]);
    expect(desktop.noted.served).toBe(0);
  });

  it('is replaced after a reload, and the one before is closed', async () => {
    using desktop = await startDesktop();
    const { webContents } = desktop.window();
    webContents.pageReady();
    const first = pageEnd(webContents.posted);
    const closed = new Promise<void>((resolve) => void first.on('close', resolve));
    first.start();
    webContents.pageReady();
    await closed;
    const second = pageEnd(webContents.posted);
    expect(await answerTo(second, 'again')).toBe('engine heard again');
    second.close();
  });

  it('is closed with the window', async () => {
    using desktop = await startDesktop();
    desktop.window().webContents.pageReady();
    const port = pageEnd(desktop.window().webContents.posted);
    const closed = new Promise((resolve) => void port.on('close', () => resolve('closed')));
    port.start();
    desktop.window().closedByUser();
    expect(await closed).toBe('closed');
  });
});

describe('with the real engine behind it', () => {
  it('the page reads a webhook that was just caught, over its port', async () => {
    using dir = tempDir();
    const args = readLaunchArguments(['--port=0', `--data-dir=${dir.path}`]);
    await using engine = await hostEngine(args, pino({ level: 'silent' }), hosted());
    using desktop = await startDesktop({
      startEngine: () => Promise.resolve({ ...engine, [Symbol.asyncDispose]: async () => {} }),
    });
    await fetch(`${engine.intakeUrl}/hooks/orders?n=1`, { method: 'POST', body: '{"id":1}' });

    desktop.window().webContents.pageReady();
    const port = pageEnd(desktop.window().webContents.posted);
    const client: ContractRouterClient<typeof contract> = createORPCClient(new RPCLink({ port }));
    port.start();
    const { items } = await client.captures.list({ search: '' });
    expect(items).toMatchObject([{ method: 'POST', target: '/hooks/orders?n=1', sizeBytes: 8 }]);
    expect(await client.system.status()).toMatchObject({ face: 'desktop', dataDir: dir.path });
    port.close();
  });
});

describe('flags of the desktop app', () => {
  it('are read among the switches of Chromium and the desktop', () => {
    const read = readLaunchArguments([
      '--ozone-platform=wayland',
      '--port',
      '9000',
      '--no-sandbox',
      '--data-dir=/tmp/x=y',
      '-psn_0_12345',
      'backstitch://capture/0b2k4m6p8r0',
      '--tunnel=off',
    ]);
    expect(read).toMatchObject({ port: 9000, dataDir: '/tmp/x=y', tunnel: { mode: 'off' } });
  });

  it('that make no sense are refused in words', () => {
    expect(() => readLaunchArguments(['--port', 'many'])).toThrow('--port many is not a port.');
    expect(() => readLaunchArguments(['--data-dir'])).toThrow(/data-dir/);
  });
});
