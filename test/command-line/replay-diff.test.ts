import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { run, startReachable } from './harness.ts';

const t = await startReachable();
const seen: string[] = [];
const target = createServer((request, response) => {
  seen.push(request.url ?? '');
  response.writeHead(request.url === '/broken' ? 500 : 204);
  request.resume().on('end', () => response.end());
});
target.listen(0, '127.0.0.1');
await once(target, 'listening');
const at = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
afterAll(async () => {
  target.closeAllConnections();
  target.close();
  await t[Symbol.asyncDispose]();
});

const here = ['--data-dir', t.dataDir];
async function hook(path: string, body = '{}'): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await (await fetch(`${t.url}${path}`, { method: 'POST', headers, body })).text();
}

describe('backstitch replay', () => {
  it('sends captures again to a URL, in the order given, and says what was answered', async () => {
    await hook('/one');
    await hook('/two');
    const ids = ['latest:path:/one', 'latest:path:/two'];
    const sent = await run('replay', ...ids, '--to', `${at}/hook`, ...here);
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    expect(sent.stdout.trim().split('\n')).toHaveLength(2);
    expect(sent.stdout).toMatch(/^ {2}\w{11} {2}204 {2}http/);
    expect(seen.splice(0)).toEqual(['/hook', '/hook']);
  });

  it('sends to the intake by itself, which captures it again', async () => {
    await hook('/again');
    const sent = await run('replay', 'latest:path:/again', '--json', ...here);
    expect(JSON.parse(sent.stdout)).toMatchObject({ ok: true, items: [{ status: 200 }] });
    expect((await t.engine.captures.count({ search: 'path:/again' })).count).toBe(2);
  });

  it('ends with 1 where an answer is not as asked, and stops there if told to', async () => {
    await hook('/failing');
    const twice = [
      'latest:path:/failing',
      'latest:path:/failing',
      '--to',
      `${at}/broken`,
      '--json',
    ];
    const reasonOf = async (...more: string[]) => {
      const { code, stdout } = await run('replay', ...twice, ...more, ...here);
      const { reason, items } = JSON.parse(stdout);
      return [code, reason, items.length];
    };
    expect(await reasonOf()).toEqual([0, undefined, 2]);
    expect(await reasonOf('--expect-status', '2xx')).toEqual([1, 'not-answered-as-asked', 2]);
    expect(await reasonOf('--expect-status', '404,500')).toEqual([0, undefined, 2]);
    const stopped = await reasonOf('--expect-status', '200', '--stop-on-failure');
    expect(stopped).toEqual([1, 'not-answered-as-asked', 1]);
    const nobody = await run(
      'replay',
      'latest:path:/failing',
      '--to',
      'http://127.0.0.1:1',
      ...here,
    );
    expect(nobody).toMatchObject({ code: 1, stderr: '' });
    expect(nobody.stdout).toMatch(/^! /);
  });

  it('sends nothing to a host that is not allowed, and says how to allow it', async () => {
    await hook('/away');
    const refused = await run(
      'replay',
      'latest:path:/away',
      '--to',
      'https://example.com',
      ...here,
    );
    expect(refused).toMatchObject({ code: 4, stdout: '' });
  });

  it('says what it would send, and sends nothing', async () => {
    seen.length = 0;
    await hook('/dry');
    const dry = await run('replay', 'latest:path:/dry', '--to', `${at}/x`, '--dry-run', ...here);
    expect(dry.stdout).toContain(`${at}/x`);
    expect(seen).toEqual([]);
  });
});

describe('backstitch diff', () => {
  it('says how two captures differ, and ends with 1', async () => {
    await hook('/left', '{"a":1,"b":"same","gone":true}');
    await hook(
      '/right',
      '{"a":2,"b":"same","new":"\u001b[2J"}'.replace('\u001b', String.raw`\u001b`),
    );
    const pair = ['latest:path:/left', 'latest:path:/right'];
    const told = await run('diff', ...pair, ...here);
    expect(told.code).toBe(1);
    expect(told.stdout).toMatch(/^~ .*a: 1 → 2$/m);
    expect(told.stdout).toMatch(/^- .*gone: true$/m);
    expect(told.stdout).toMatch(/^\+ .*new: /m);
    // oxlint-disable-next-line no-control-regex -- controls are what is looked for
    expect(told.stdout).not.toMatch(/\u001b/);
    const { stdout } = await run('diff', ...pair, '--json', ...here);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, exit: 1, reason: 'different' });
  });

  it('ends with 0 where they are alike but for what differs every time', async () => {
    await hook('/alike?n=1', '{"a":1}');
    const pair = ['latest:path:/alike', 'latest:path:/alike'];
    expect(await run('diff', ...pair, ...here)).toMatchObject({ code: 0, stdout: '' });
    expect(await run('diff', ...pair, '--reply', ...here)).toMatchObject({ code: 0 });
    expect(await run('diff', 'latest', '00000000000', ...here)).toMatchObject({ code: 5 });
  });
});

describe('backstitch trace', () => {
  it('prints the spans of a capture, and says which trace they are', async () => {
    await hook('/traced');
    const shown = await run('trace', 'latest:path:/traced', ...here);
    expect(shown.code).toBe(0);
    const lines = shown.stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/█+ +POST \/traced$/);
    expect(lines.slice(1).join('\n')).toMatch(/ {3}receive\n[^]* {3}respond/);
    const { stdout } = await run('trace', 'latest:path:/traced', '--json', ...here);
    const { trace } = JSON.parse(stdout) as { trace: { traceId: string } };
    expect(shown.stderr).toContain(`Trace ${trace.traceId}.`);
    const none = await run('trace', 'd999', ...here);
    expect(none.code).not.toBe(0);
    expect(none.stderr).toContain('delivery');
  });
});
