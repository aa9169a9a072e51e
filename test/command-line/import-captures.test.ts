import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { tellProgress } from '../../main/command-line/actions/interchange/import-progress.ts';
import type { Import } from '../../preload/contract/interchange/imports.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { run, startReachable } from './harness.ts';

const t = await startReachable();
const dir = tempDir();
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});
const here = ['--data-dir', t.dataDir];
const file = (name: string): string => join(dir.path, name);
const listed = async () => (await t.engine.captures.list({ search: '', limit: 50 })).items;

describe('backstitch import', () => {
  it('brings back what export wrote, once; the same again only where it is asked for', async () => {
    await (await fetch(`${t.url}/orders`, { method: 'POST', body: '{"n":1.0}' })).text();
    const [one] = await t.captures(1);
    await run('export', '--out', file('one.har'), '--redact', 'none', '--quiet', ...here);
    expect(await run('import', file('one.har'), ...here)).toEqual({
      code: 0,
      stdout: '',
      stderr: 'one.har (har): 1 capture, 1 of them known.\n0 captures imported; 1 known already.\n',
    });
    await t.engine.captures.remove({ id: one?.id as never });
    const dry = await run('import', file('one.har'), '--dry-run', ...here);
    expect(dry).toMatchObject({ code: 0, stderr: 'one.har (har): 1 capture.\n' });
    expect(dry.stdout).toContain(`POST 127.0.0.1:${t.port}/orders  9 B`);
    expect(await listed()).toEqual([]);
    const { code, stdout, stderr } = await run('import', file('one.har'), '--json', ...here);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, format: 'har', imported: 1, skipped: 0 });
    const again = await run(
      'import',
      file('one.har'),
      '--force-duplicates',
      '--endpoint',
      'Inbox',
      ...here,
    );
    expect(again.stderr).toMatch(/imported already, as one\.har\.\n1 capture imported\.\n$/);
    const both = await listed();
    expect(both.map(({ endpointName }) => endpointName).toSorted()).toEqual(['', 'Inbox']);
  });

  it('reads a command of curl with a file that lies beside it, and none from elsewhere', async () => {
    mkdirSync(file('below'));
    writeFileSync(file('below/body.json'), '{"from":"a file"}');
    writeFileSync(file('outside.txt'), 'secret of the machine');
    symlinkSync(file('outside.txt'), file('below/link.txt'));
    writeFileSync(
      file('below/commands.sh'),
      [
        `curl https://shop.example/a --data-binary @body.json`,
        `curl https://shop.example/b -d @../outside.txt`,
        `curl https://shop.example/c -d @link.txt`,
      ].join('\n'),
    );
    const { code, stderr } = await run('import', file('below/commands.sh'), ...here);
    expect(code).toBe(0);
    expect(stderr).toContain('Entry 2: The file "../outside.txt" cannot be read.');
    expect(stderr).toContain('Entry 3: The file "link.txt" cannot be read.');
    expect(stderr).toContain('1 capture imported; 2 not readable.');
    const [
      {
        items: [found],
      },
    ] = [await t.engine.captures.list({ search: 'path:/a is:imported', limit: 5 })];
    const body = await t.engine.captures.body({ id: found?.id as never, of: 'request' });
    expect(await body.text()).toBe('{"from":"a file"}');
  });

  it('reads a folder of fixtures, and files beside a .http file, and says what is not taken', async () => {
    const fixture = file('fixtures/001-paid');
    mkdirSync(fixture, { recursive: true });
    const told = {
      backstitch: 1,
      id: 'x',
      receivedAt: 1_700_000_000_000,
      method: 'PUT',
      target: '/paid',
      httpVersion: '1.1',
      headers: [['Host', 'a']],
      trailers: [],
      signatureHeaders: [],
      provider: null,
      event: null,
      deliveryId: null,
      resign: null,
      reply: null,
      body: 'body.bin',
    };
    writeFileSync(join(fixture, 'request.json'), JSON.stringify(told));
    writeFileSync(join(fixture, 'body.bin'), Buffer.from([0, 255, 1]));
    symlinkSync(file('one.har'), join(fixture, 'link.json'));
    writeFileSync(file('fixtures/index.json'), '{"backstitch":1,"fixtures":[]}');
    const folder = await run('import', file('fixtures'), ...here);
    expect(folder.stderr).toContain('fixtures (fixtures): 1 capture.');
    expect(folder.stderr).toContain('1 capture imported.');
    const bodyOf = async (search: string): Promise<number[]> => {
      const { items } = await t.engine.captures.list({ search, limit: 5 });
      const id = items[0]?.id as never;
      const body = await t.engine.captures.body({ id, of: 'request' });
      return [...new Uint8Array(await body.arrayBuffer())];
    };
    expect(await bodyOf('path:/paid is:imported')).toEqual([0, 255, 1]);
    mkdirSync(file('requests'));
    writeFileSync(file('requests/b.bin'), Buffer.from([9, 8]));
    writeFileSync(
      file('requests/some.http'),
      'POST https://a.example/beside?n={{$uuid}} HTTP/1.1\n\n< ./b.bin\n',
    );
    const text = await run('import', file('requests/some.http'), ...here);
    expect(text.stderr).toContain('some.http (http): 1 capture.');
    expect(text.stderr).toContain('Entry 1, not taken: made-up value {{$uuid}}');
    expect(await bodyOf('path:/beside is:imported')).toEqual([9, 8]);
    // Any other folder is that of an app, as before.
    expect((await run('import', file('requests'), '--dry-run', ...here)).stderr).toContain(
      'is an app',
    );
  });

  it('that is interrupted keeps what it added, says so, and can be taken back', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `curl a.example/many/${n}`).join('\n');
    writeFileSync(file('many.sh'), many);
    const before = (await listed()).length;
    const added = (): number =>
      Math.max(0, ...t.engine.imports.list().map(({ progress }) => progress?.added ?? 0));
    const running = run('import', file('many.sh'), ...here);
    await until(() => added() > 0, 'nothing was added');
    process.emit('SIGINT');
    const { code, stdout, stderr } = await running;
    expect([code, stdout]).toEqual([130, '']);
    const [, count, id = ''] =
      /Stopped: (\d+) captures? imported\.\nTo take them back: backstitch import --undo (\S+)\n$/.exec(
        stderr,
      ) ?? [];
    expect(Number(count)).toBeLessThan(10_000);
    expect(t.engine.imports.list()[0]).toMatchObject({
      id,
      state: 'applied',
      captures: Number(count),
    });
    expect(await run('import', '--undo', id, ...here)).toMatchObject({
      code: 0,
      stderr: `${count} captures taken back.\n`,
    });
    expect((await listed()).length).toBe(before);
    expect(await run('import', '--undo', id, 'x', ...here)).toMatchObject({ code: 2 });
    expect(await run('import', ...here)).toMatchObject({ code: 2 });
    expect(await run('import', '--undo', 'nothing', ...here)).toMatchObject({ code: 5 });
  });

  it('tells how far it is, where lines stay only now and then', async () => {
    const told: string[] = [];
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      told.push(String(text));
      return true;
    });
    const step = (added: number) => ({
      event: 'message',
      id: undefined,
      data: { progress: { added, entries: added * 2, bytesRead: added * 1e6, bytes: 4e6 } },
    });
    const read = { file: { entries: 7, problemCount: 1 } } as Import;
    let now = 0;
    async function* events() {
      for (const added of [1, 2, 3]) {
        yield step(added);
        now += 3000;
      }
      yield { event: 'done', id: undefined, data: {} };
    }
    await tellProgress(events(), read, () => now);
    write.mockRestore();
    expect(told).toEqual(['75 %: 3 imported, 3.0 of 4.0 MB read\n']);
  });

  it('ends with a code that says what is wrong, and imports nothing', async () => {
    const before = (await listed()).length;
    writeFileSync(file('x.txt'), 'Dear diary');
    expect(await run('import', file('none'), ...here)).toMatchObject({ code: 2 });
    const strange = await run('import', file('x.txt'), ...here);
    expect(strange.code).toBe(2);
    expect(strange.stderr).toContain('It is no file of captures that is known here.');
    const json = await run('import', file('x.txt'), '--json', ...here);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, exit: 2, reason: 'IMPORT_INVALID' });
    copyFileSync(file('one.har'), file('two.har'));
    const nowhere = await run('import', file('two.har'), '--endpoint', 'Nowhere', ...here);
    expect(nowhere).toMatchObject({ code: 5 });
    expect(await run('import', file('two.har'), '--data-dir', dir.path)).toMatchObject({ code: 3 });
    expect((await listed()).length).toBe(before);
    expect(t.engine.imports.list().every(({ state }) => state === 'applied')).toBe(true);
  });
});
