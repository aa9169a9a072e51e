import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tempDir } from '../helpers/temp-dir.ts';
import { run, startReachable } from './harness.ts';

const t = await startReachable();
afterAll(() => t[Symbol.asyncDispose]());
const here = ['--data-dir', t.dataDir];
for (const path of ['/a', '/b']) {
  const headers = {
    authorization: 'Bearer needle-in-a-header',
    'content-type': 'application/json',
  };
  await (await fetch(t.url + path, { method: 'POST', headers, body: '{"n":1.0}' })).text();
}
await t.captures(2);

describe('backstitch export', () => {
  it('writes a file in the form that its name says, for its owner, without credentials', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'two.har');
    const ran = await run('export', '--out', file, ...here);
    expect(ran).toEqual({ code: 0, stdout: '', stderr: `2 captures are in ${file}.\n` });
    const text = readFileSync(file, 'utf8');
    const { log } = JSON.parse(text) as { log: { entries: { request: { url: string } }[] } };
    expect(log.entries.map(({ request }) => new URL(request.url).pathname)).toEqual(['/a', '/b']);
    expect(text).toContain('{\\"n\\":1.0}');
    expect(text).not.toContain('needle');
    expect(readdirSync(dir.path)).toEqual(['two.har']);
    // Windows has access lists instead.
    const mode = process.platform === 'win32' ? '600' : (statSync(file).mode & 0o777).toString(8);
    expect(mode).toBe('600');
    expect(t.engine.exports.list()).toEqual([]);
  });

  it('writes lines to the standard output, of what a search finds, and warns where nothing is cut', async () => {
    const ran = await run('export', 'path:/b', '--redact', 'none', ...here);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toBe(
      'Nothing is left out: tokens, cookies and passwords are in the file.\n',
    );
    const lines = ran.stdout.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ capture: { target: '/b' } });
    expect(ran.stdout).toContain('needle-in-a-header');
  });

  it('says what would be left out, and how it ended for a program', async () => {
    using dir = tempDir();
    const preview = await run('export', '--preview', ...here);
    expect(preview.stdout).toBe(
      '2 captures\n       2  header authorization, header authorization  ne…er\n',
    );
    const file = join(dir.path, 'x.csv');
    const { stdout, stderr } = await run('export', '--out', file, '--json', ...here);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, exit: 0, captures: 2, out: file });
    expect(stderr).toBe('');
  });

  it('cuts by a profile of your own, and says which there are where none has the name', async () => {
    const rules = [{ kind: 'json', path: '$.n' } as const];
    const partners = { name: 'Partners', base: 'default', rules, keep: [], stable: false } as const;
    await t.engine.redaction.save({ ...partners, keep: [], rules: [...rules] });
    const ran = await run('export', 'path:/a', '--redact', 'partners', ...here);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('"redaction":"Partners"');
    expect(ran.stdout).toContain(String.raw`{\"n\":\"[redacted]\"}`);
    expect(ran.stdout).not.toContain('needle');

    for (const more of [[], ['--preview']]) {
      const unknown = await run('export', '--redact', 'Partner', ...more, ...here);
      expect(unknown).toMatchObject({ code: 2, stdout: '' });
      expect(unknown.stderr).toContain('No redaction profile is called “Partner”.');
      expect(unknown.stderr).toContain('There are: default, strict, none, Partners.');
    }
    const told = await run('export', '--redact', 'Partner', '--preview', '--json', ...here);
    expect(JSON.parse(told.stdout)).toMatchObject({ ok: false, exit: 2 });
  });

  it('ends with a code that says what is wrong, and leaves no file', async () => {
    using dir = tempDir();
    const [strange, away] = [join(dir.path, 'x.txt'), join(dir.path, 'no', 'x.har')];
    expect(await run('export', '--out', strange, ...here)).toMatchObject({ code: 2, stdout: '' });
    expect(await run('export', '--json', ...here)).toMatchObject({ code: 2 });
    expect(await run('export', 'status:40x', ...here)).toMatchObject({ code: 2, stdout: '' });
    const none = await run('export', 'path:/nowhere', ...here);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('No capture was found to export.');
    expect(await run('export', '--out', away, ...here)).toMatchObject({ code: 1 });
    expect(await run('export', '--data-dir', dir.path)).toMatchObject({ code: 3 });
    expect(readdirSync(dir.path)).toEqual([]);
  });
});
