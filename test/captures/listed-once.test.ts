import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { Arrival } from '../../main/captures/arrival.ts';
import { createUnlisted, OVERDUE_MS } from '../../main/captures/recovery/unlisted.ts';
import { prepareDataDir } from '../../main/store/data-dir.ts';
import { createGroupCommit } from '../../main/store/group-commit.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import { openStore } from '../helpers/empty-store.ts';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { startSampleApp } from '../helpers/sample-app.ts';
import { startTestEngine } from '../helpers/start-engine.ts';

const madeArrival = (id: number): Arrival => ({
  id,
  receivedAt: id,
  method: 'POST',
  target: `/${id}`,
  httpVersion: '1.1',
  headers: [],
  trailers: [],
  remoteAddress: '127.0.0.1',
  remotePort: 1,
  reportedClient: null,
  viaTunnel: false,
  replayOf: null,
  declaredBytes: null,
  body: { kind: 'memory', bytes: Buffer.alloc(0), sizeBytes: 0, sha256: null },
  cut: false,
  failure: null,
});

const onDisk = (dataDir: string) => {
  const db = new SqliteDatabase(join(dataDir, 'backstitch.db'), { readonly: true });
  const count = (sql: string): unknown => db.prepare(sql).pluck().get();
  const found = {
    contents: count('SELECT count(*) FROM capture_contents'),
    rows: count('SELECT count(*) FROM captures'),
  };
  db.close();
  return found;
};

it('has the contents on disk before the reply, and lists the capture for whoever asks', async () => {
  await using t = await startTestEngine();
  for (let n = 1; n <= 20; n += 1) {
    await fetch(`${t.url}/now/${n}`, { method: 'POST', body: String(n) });
    expect(onDisk(t.dataDir).contents).toBe(n);
    const { items } = await t.engine.captures.list({ search: '', limit: 5 });
    expect(items[0]).toMatchObject({ target: `/now/${n}`, status: 200, endpointName: 'Inbox' });
  }
  expect(onDisk(t.dataDir)).toEqual({ contents: 20, rows: 20 });
});

it('lists a capture whose answer takes long before there is one', async () => {
  await using t = await startTestEngine();
  const failFirst = { count: 0, status: 500 };
  await t.engine.endpoints.create({
    name: 'Slow',
    enabled: true,
    path: '/slow',
    methods: [],
    reply: { status: 200, headers: [], bodyKind: 'text', body: '', delayMs: 60_000, failFirst },
  });
  const asked = fetch(`${t.url}/slow`);
  // Nobody reads the list: the row is written all the same.
  await expect.poll(() => onDisk(t.dataDir).rows).toBe(1);
  const { items } = await t.engine.captures.list({ search: '', limit: 5 });
  expect(items[0]).toMatchObject({ target: '/slow', durationMs: null, status: null });
  // Stopping cuts the delay short.
  await Promise.all([t.stop(), asked]);
  const db = new SqliteDatabase(join(t.dataDir, 'backstitch.db'), { readonly: true });
  const row = db.prepare('SELECT status, decided_by, duration_us > 0 AS took FROM captures').get();
  db.close();
  expect(row).toEqual({ status: 200, decided_by: 'respond', took: 1 });
});

it('lists after kill -9 what it had on disk, with what is known of the answer', async () => {
  using dir = tempDir();
  const cli = await serveCli(dir.path);
  const sent = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'kept' };
  const answers = Array.from({ length: 40 }, (_, n) =>
    fetch(`${cli.ready.intake}/kill/${n}`, sent),
  );
  await Promise.race(answers);
  await cli.end('SIGKILL');
  await Promise.allSettled(answers);
  const { contents } = onDisk(dir.path);

  await using again = await serveCli(dir.path);
  const headers = { authorization: `Bearer ${again.ready.token}` };
  const reply = await fetch(`${again.ready.control}/api/v1/captures?limit=100`, { headers });
  const { items } = (await reply.json()) as { items: Record<string, unknown>[] };
  expect(items.length).toBe(contents);
  expect(items.length).toBeGreaterThan(0);
  for (const item of items) {
    expect(item).toMatchObject({ method: 'POST', contentType: 'text/plain', sizeBytes: 4 });
    expect(item['durationMs']).not.toBeNull();
    expect(Math.abs(Date.now() - Number(item['receivedAt']))).toBeLessThan(300_000);
  }
  expect(onDisk(dir.path)).toEqual({ contents, rows: contents });
});

it('writes the row of a capture once, whoever takes it', async () => {
  await using room = await startSampleApp();
  const { engine } = room;
  const { url } = await engine.integrations.create({ name: 'My Shop', schema: '', existing: null });
  const send = async () => {
    await fetch(url, { method: 'POST', body: '{"n":1}' });
    const body = '{"order":"A-1","total":5}';
    const headers = { 'content-type': 'application/json', ...room.sign(body) };
    await room.call('sms', 'incoming', { method: 'POST', body, headers });
    await fetch(`${room.url}/inbox`, { method: 'POST', body: 'x' });
  };
  // The first run waits for its worker.
  await send();
  await engine.captures.list({ search: '', limit: 5 });
  engine.db.exec(`CREATE TEMP TABLE rewritten (id INTEGER);
    CREATE TEMP TRIGGER rewrites AFTER UPDATE OF status ON captures
      BEGIN INSERT INTO rewritten VALUES (NEW.id); END`);
  for (let n = 0; n < 10; n += 1) await send();
  const { items } = await engine.captures.list({ search: '', limit: 30 });
  expect(items.map(({ durationMs }) => durationMs)).not.toContain(null);
  expect(new Set(items.map(({ endpointName }) => endpointName)).size).toBe(3);
  // What took long is listed before it is answered, on a slow machine any of them.
  const slow = items.filter(({ durationMs }) => (durationMs ?? 0) > OVERDUE_MS / 2).length;
  const rewritten = engine.db.prepare<[], number>('SELECT count(*) FROM rewritten').pluck();
  // A commit that comes by while one is answered (the catalogue, the minute of the engine) lists it, too: few of 30.
  expect(rewritten.get()).toBeLessThanOrEqual(slow + 3);
});

it('lists a capture still, when the job that listed it is taken back', async () => {
  using dir = tempDir();
  prepareDataDir(dir.path);
  const db = openStore(dir.path);
  const groups = createGroupCommit(db, { onFailure() {}, onSuccess() {} });
  using unlisted = createUnlisted(db, groups);
  unlisted.add(madeArrival(7), 100);
  unlisted.add(madeArrival(8), 100);
  const bad = groups.commit(() => {
    unlisted.listNow(7);
    throw new Error('no good');
  }, 'finished');
  const good = groups.commit(() => unlisted.listNow(8), 'finished');
  await expect(bad).rejects.toThrow('no good');
  await good;
  const ids = db.prepare<[], number>('SELECT id FROM captures ORDER BY id').pluck();
  expect(ids.all()).toEqual([8]);
  unlisted.settle();
  expect(ids.all()).toEqual([7, 8]);
  db.close();
});

it('takes the foreign key off URL secrets of an older version, and deletes them with their row', () => {
  const db = new SqliteDatabase(':memory:');
  db.pragma('foreign_keys = ON');
  migrate(
    db,
    migrations.filter(({ version }) => version < 19),
    () => {},
  );
  db.exec(`INSERT INTO captures (id, received_at, method, target, path, size_bytes, stored_bytes,
                                 decided_by) VALUES (1, 2, 'POST', '/a', '/a', 3, 4, 'respond');
           INSERT INTO capture_url_secrets VALUES (1, '[]')`);
  migrate(db, migrations, () => {});
  expect(db.pragma('foreign_key_list(capture_url_secrets)')).toEqual([]);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.exec(`INSERT INTO capture_url_secrets VALUES (2, '[]'); DELETE FROM captures WHERE id = 1`);
  expect(db.prepare('SELECT capture_id FROM capture_url_secrets').pluck().all()).toEqual([2]);
});

it('takes the foreign key off contents of an older version, and deletes them with their row', () => {
  const db = new SqliteDatabase(':memory:');
  db.pragma('foreign_keys = ON');
  migrate(
    db,
    migrations.filter(({ version }) => version < 18),
    () => {},
  );
  db.exec(`INSERT INTO captures (id, received_at, method, target, path, size_bytes, stored_bytes,
                                 decided_by) VALUES (1, 2, 'POST', '/a', '/a', 3, 4, 'respond');
           INSERT INTO capture_contents (capture_id, http_version, remote_address, remote_port,
                                         headers) VALUES (1, '1.1', '::1', 5, '[]')`);
  migrate(db, migrations, () => {});
  expect(db.pragma('foreign_key_list(capture_contents)')).toEqual([]);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  // The schema cannot be rewritten any more.
  expect(() => db.exec(`UPDATE sqlite_schema SET sql = ''`)).toThrow(/may not be modified/);
  const contents = db.prepare('SELECT count(*) FROM capture_contents').pluck();
  expect(contents.get()).toBe(1);
  db.exec('DELETE FROM captures WHERE id = 1');
  expect(contents.get()).toBe(0);
});
