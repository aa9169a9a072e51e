import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tempDir } from '../../helpers/temp-dir.ts';
import { run, startReachable } from '../harness.ts';

const t = await startReachable();
const dir = tempDir();
afterAll(async () => {
  dir[Symbol.dispose]();
  await t[Symbol.asyncDispose]();
});

const here = ['--data-dir', t.dataDir];
let sent = 0;
async function ship(body: unknown): Promise<void> {
  sent += 1;
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'ship',
    'x-github-delivery': String(sent),
  };
  await fetch(`${t.url}/github`, { method: 'POST', headers, body: JSON.stringify(body) });
}

describe('backstitch catalogue and drift', () => {
  it('write schemas of what came, and judge captures by them', async () => {
    for (let n = 0; n < 21; n += 1) await ship({ id: n, to: { city: 'Bern' } });
    const none = await run('drift', ...here);
    expect(none).toMatchObject({ code: 0, stdout: '', stderr: 'No event changed.\n' });
    const listed = await run('catalogue', 'list', ...here);
    expect(listed.stdout).toContain('github ship  21  ');

    const written = await run('catalogue', 'export', dir.path, ...here);
    expect(written).toMatchObject({ code: 0 });
    expect(readdirSync(dir.path)).toEqual(['github.ship.schema.json']);
    const file = join(dir.path, 'github.ship.schema.json');
    const before = readFileSync(file, 'utf8');
    await run('catalogue', 'export', dir.path, ...here);
    expect(readFileSync(file, 'utf8')).toBe(before);
    await run('catalogue', 'export', dir.path, '--as', 'typescript', ...here);
    expect(readFileSync(join(dir.path, 'github.ship.ts'), 'utf8')).toContain(
      'interface GithubShip {',
    );
    expect(await run('catalogue', 'check', dir.path, ...here)).toMatchObject({
      code: 0,
      stderr: '21 captures were judged; 0 places differ.\n',
    });
  });

  it('end with 1 where something changed, and say what', async () => {
    await ship({ id: 'a', to: { city: 'Bern', zip: 3000 } });
    const drift = await run('drift', ...here);
    expect(drift.code).toBe(1);
    expect(drift.stdout.trim().split('\n').toSorted()).toEqual([
      '! github ship id: type, integer → string (1)',
      '+ github ship to.zip: new-field, absent → integer (1)',
    ]);
    const old = await run('drift', '--since', '2999-01-01', '--fail-on', 'any', '--json', ...here);
    expect(JSON.parse(old.stdout)).toMatchObject({ ok: true, changes: [] });
    const checked = await run('catalogue', 'check', dir.path, '--json', ...here);
    expect(checked.code).toBe(1);
    expect(JSON.parse(checked.stdout).violations).toHaveLength(2);
  });

  it('refuse a folder without schemas, a file that is none, and a time that is none', async () => {
    using empty = tempDir();
    expect((await run('catalogue', 'check', empty.path, ...here)).code).toBe(2);
    writeFileSync(join(empty.path, 'a.schema.json'), '[]');
    expect(await run('catalogue', 'check', empty.path, ...here)).toMatchObject({ code: 2 });
    expect((await run('drift', '--since', 'soon', ...here)).code).toBe(2);
  });
});
