import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { prepareDataDir } from '../../main/store/data-dir.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import { migrate } from '../../main/store/migrate.ts';
import { openDatabase } from '../../main/store/open.ts';
import { recoverStore } from '../../main/store/recover/ways.ts';
import { runCli, serveCli } from '../helpers/run-cli.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const NOW = Date.UTC(2026, 10, 26, 6);
const ASIDE = 'backstitch.db.damaged-2026-11-26T06-00-00-000Z';
const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** A data directory with captures, the larger of them in files. */
async function filled(dataDir: string, count: number): Promise<void> {
  await using test = await startTestEngine({ dataDir });
  for (let n = 0; n < count; n += 1) {
    // Noise is kept as it came: the pages are many.
    await fetch(`${test.url}/orders/${n}`, { method: 'POST', body: randomBytes(4000) });
  }
  await fetch(`${test.url}/large`, { method: 'POST', body: 'x'.repeat(400_000) });
  await test.captures(count + 1);
}

/** Overwrites pages of a database file, as a failing disk does. */
function damage(file: string, pages: readonly number[]): void {
  const bytes = readFileSync(file);
  for (const page of pages) bytes.fill(0xa5, (page - 1) * 8192, page * 8192);
  writeFileSync(file, bytes);
}

/** Pages in which rows of a table stand, in order. */
function pagesOf(file: string, table: string): number[] {
  const db = new SqliteDatabase(file, { readonly: true });
  const pages = db
    .prepare<[string], number>(`SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'`)
    .pluck()
    .all(table);
  db.close();
  return pages;
}

describe('a database that does not read', () => {
  it.each([
    ['empty', Buffer.alloc(0), 'is empty (0 bytes)'],
    ['another file', Buffer.from('PNG and more of it'), 'is not a SQLite database; it begins with'],
    ['zeros', Buffer.alloc(8192), 'is not a SQLite database'],
  ])('is named and left alone: %s', async (_name, bytes, words) => {
    using dir = tempDir();
    const file = join(dir.path, 'backstitch.db');
    writeFileSync(file, bytes);
    const started = startTestEngine({ dataDir: dir.path });
    await expect(started).rejects.toMatchObject({
      code: 'DATABASE_UNREADABLE',
      message: expect.stringContaining(words),
      hint: expect.stringContaining('--recover salvage'),
    });
    expect(readFileSync(file)).toEqual(bytes);
    expect(() => recoverStore(dir.path, 'salvage', NOW)).toThrow(/Nothing of .* reads/);
    expect(() => recoverStore(dir.path, 'backup', NOW)).toThrow('There is no copy');
    expect(readFileSync(file)).toEqual(bytes);
    expect(recoverStore(dir.path, 'beside', NOW).found).toContain(words.slice(0, 20));
    expect(readFileSync(join(dir.path, ASIDE))).toEqual(bytes);
    await using fresh = await startTestEngine({ dataDir: dir.path });
    expect(await fresh.captures(0)).toEqual([]);
  });

  it('gives all that still reads to a new one', async () => {
    using dir = tempDir();
    await filled(dir.path, 60);
    const file = join(dir.path, 'backstitch.db');
    const pages = pagesOf(file, 'capture_contents');
    // Two places with good pages between them.
    damage(file, [pages[5] ?? 0, pages[6] ?? 0, pages[20] ?? 0]);
    const before = readFileSync(file);
    const { tables, aside } = recoverStore(dir.path, 'salvage', NOW);
    expect(readFileSync(aside)).toEqual(before);
    expect(tables.find(({ table }) => table === 'settings')?.rows).toBeGreaterThan(0);
    const contents = tables.find(({ table }) => table === 'capture_contents');
    expect(contents).toMatchObject({ isPartial: true });
    expect(contents?.rows).toBeGreaterThan(40);
    await using test = await startTestEngine({ dataDir: dir.path });
    const { items } = await test.engine.captures.list({ search: 'path:/orders/*', limit: 100 });
    expect(items).toHaveLength(60);
    const large = await test.engine.captures.list({ search: 'path:/large', limit: 1 });
    const [body] = large.items.map(({ id }) => test.engine.captures.body({ id, of: 'request' }));
    expect((await body)?.size).toBe(400_000);
    await fetch(`${test.url}/after`, { method: 'POST', body: 'x' });
    await test.captures(1, 'path:/after');
    expect(
      readdirSync(`${join(dir.path, 'bodies')}.damaged-2026-11-26T06-00-00-000Z`),
    ).toHaveLength(1);
  });

  it('lists captures again whose row does not read, where what arrived does', async () => {
    using dir = tempDir();
    await filled(dir.path, 60);
    const file = join(dir.path, 'backstitch.db');
    damage(file, [pagesOf(file, 'captures').at(-1) ?? 0]);
    recoverStore(dir.path, 'salvage', NOW);
    await using test = await startTestEngine({ dataDir: dir.path });
    const { items } = await test.engine.captures.list({ search: 'path:/orders/*', limit: 100 });
    expect(items).toHaveLength(60);
    const again = items.filter(({ reason }) => reason?.startsWith('Its row in the list could not'));
    expect(again.length).toBeGreaterThan(0);
    const id = again[0]?.id;
    expect(id && test.engine.captures.get({ id })).toMatchObject({ method: 'POST', status: null });
  });

  it('is met by whoever reads the page first, and says the same there', async () => {
    using dir = tempDir();
    await filled(dir.path, 30);
    const file = join(dir.path, 'backstitch.db');
    damage(file, pagesOf(file, 'captures'));
    await expect(startTestEngine({ dataDir: dir.path })).rejects.toMatchObject({
      code: 'DATABASE_UNREADABLE',
    });
  });

  it('can be left for the copy made before the last update', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'backstitch.db');
    const old = new SqliteDatabase(file);
    migrate(
      old,
      migrations.filter(({ version }) => version <= 9),
      () => {},
    );
    old.exec(`INSERT INTO settings VALUES ('keepDays', '3')`);
    old.close();
    // An update that was cut off had made its copy already.
    writeFileSync(`${file}.v9.bak`, 'half of a copy');
    openDatabase(dir.path).close();
    expect(modeOf(`${file}.v9.bak`)).toBe(0o600);
    damage(file, [1, 2]);
    expect(recoverStore(dir.path, 'backup', NOW).backup).toBe(`${file}.v9.bak`);
    const db = openDatabase(dir.path);
    expect(db.prepare(`SELECT value FROM settings WHERE name = 'keepDays'`).pluck().get()).toBe(
      '3',
    );
    db.close();
    expect(existsSync(`${file}.v9.bak`)).toBe(true);
  });

  it('is no matter of one that reads', () => {
    using dir = tempDir();
    openDatabase(dir.path).close();
    expect(() => recoverStore(dir.path, 'beside', NOW)).toThrow('is not damaged');
    expect(readdirSync(dir.path).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('is recovered from by the command line, which says what it found', async () => {
    using dir = tempDir();
    writeFileSync(join(dir.path, 'backstitch.db'), '');
    const refused = await runCli(
      'serve',
      '--port',
      '0',
      '--control-port',
      '0',
      '--no-open',
      '--data-dir',
      dir.path,
    );
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('backstitch.db is empty (0 bytes).');
    expect(refused.stderr).toContain('serve --recover backup');
    await using cli = await serveCli(dir.path, '--recover', 'beside');
    expect((await fetch(cli.ready.intake)).status).toBe(200);
  });
});

describe('the data directory', () => {
  it('is made, or taken where it is empty or ours, for this user only', () => {
    using dir = tempDir();
    for (const [name, file] of [
      ['new', null],
      ['empty', ''],
      ['ours', 'backstitch.db'],
      ['mounted', 'lost+found'],
    ] as const) {
      const folder = join(dir.path, name);
      if (file !== null) prepareDataDir(folder);
      if (file) writeFileSync(join(folder, file), '');
      if (file !== null) chmodSync(folder, 0o755);
      prepareDataDir(folder);
      expect([name, modeOf(folder)]).toEqual([name, 0o700]);
    }
  });

  it('is never a folder with other people’s files: that one stays as it is', async () => {
    using dir = tempDir();
    writeFileSync(join(dir.path, 'thesis.txt'), 'mine');
    chmodSync(dir.path, 0o755);
    const run = await runCli(
      'serve',
      '--port',
      '0',
      '--control-port',
      '0',
      '--no-open',
      '--data-dir',
      dir.path,
    );
    expect(run.code).toBe(1);
    expect(run.stderr.trim().split('\n').at(-1)).toBe(
      `backstitch: ${dir.path} has other files, such as thesis.txt, but no Backstitch data. ` +
        `Use a folder of its own: --data-dir ${join(dir.path, 'backstitch')}`,
    );
    expect(modeOf(dir.path)).toBe(0o755);
    expect(readdirSync(dir.path)).toEqual(['thesis.txt']);
  });
});
