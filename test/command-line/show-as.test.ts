import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tempDir } from '../helpers/temp-dir.ts';
import { run, startReachable } from './harness.ts';

let t: Awaited<ReturnType<typeof startReachable>>;
beforeAll(async () => {
  t = await startReachable();
  const headers = { 'content-type': 'application/json', 'x-odd': 'a' };
  const send = async (path: string, body: string): Promise<void> => {
    await (await fetch(`${t.url}${path}`, { method: 'POST', headers, body })).text();
  };
  await send('/short', '{"n":1.0}');
  await t.captures(1);
  await send('/long', 'x'.repeat(70_000));
  await t.captures(2);
});
afterAll(() => t[Symbol.asyncDispose]());

const show = (...words: string[]) => run('show', ...words, '--data-dir', t.dataDir);

it('prints a capture as a program, and what its client cannot do on the side', async () => {
  const ran = await show('latest:path:/short', '--as', 'fetch');
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain(`await fetch('${t.url}/short'`);
  expect(ran.stdout).toContain('{"n":1.0}');
  expect((await show('latest', '--as', 'ruby')).stderr).toContain('the case of header names');
});

it('writes it into a file, with the body beside it where that is long', async () => {
  using dir = tempDir();
  const out = join(dir.path, 'again.py');
  const ran = await show('latest:path:/long', '--as', 'python-stdlib', '--out', out);
  expect(ran.code).toBe(0);
  const [, name = ''] = /open\('([^']+)', 'rb'\)/.exec(readFileSync(out, 'utf8')) ?? [];
  expect(readFileSync(join(dir.path, name), 'latin1')).toBe('x'.repeat(70_000));
});

it('refuses a language it does not know, and a part of a request beside one', async () => {
  expect(await show('latest', '--as', 'cobol')).toMatchObject({ code: 2 });
  const both = await show('latest', '--as', 'curl', '--body');
  expect(both).toMatchObject({ code: 2 });
  expect(both.stderr).toContain('--as makes a whole request');
});
