import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { schemaFile } from '../../main/warehouse/schema-file.ts';
import { join } from 'node:path';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { startIntegration } from './room.ts';

const ROUNDS = 4;
const SENDERS = 8;
/** How many records are answered with 200 in a round before the process is killed. */
const SENT = 120;

async function rest(
  cli: { ready: { control: string; token: string } },
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const reply = await fetch(`${cli.ready.control}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${cli.ready.token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return reply.json();
}

describe('what was answered with 200', () => {
  it('is in the table once, however often the process was killed', async () => {
    using dir = tempDir();
    const sent: string[] = [];
    let path = '';
    for (let round = 0; round < ROUNDS; round += 1) {
      await using cli = await serveCli(dir.path);
      if (path === '') {
        const made = (await rest(cli, 'POST', '/integrations', { name: 'kill', schema: '' })) as {
          url: string;
        };
        path = new URL(made.url).pathname;
      }
      const stop = new AbortController();
      const before = sent.length;
      const sending = Array.from({ length: SENDERS }, async (_, sender) => {
        for (let n = 0; !stop.signal.aborted; n += 1) {
          const key = `r${round}s${sender}n${n}`;
          const ok = await fetch(cli.ready.intake + path, {
            method: 'POST',
            body: JSON.stringify([{ key }, { key: `${key}b` }]),
          })
            .then((reply) => reply.status === 200)
            .catch(() => false);
          if (ok) sent.push(key, `${key}b`);
        }
      });
      await until(() => sent.length - before >= SENT);
      const killed = cli.end('SIGKILL');
      stop.abort();
      await Promise.all([killed, ...sending]);
    }
    await using last = await serveCli(dir.path);
    const waiting = async (): Promise<number> => {
      const [one] = (await rest(last, 'GET', '/integrations')) as { waiting: number }[];
      return one?.waiting ?? -1;
    };
    await expect.poll(waiting).toBe(0);
    const db = new SqliteDatabase(schemaFile(join(dir.path, 'warehouse'), 'kill'));
    const rows = db
      .prepare<[], string>('SELECT key FROM data ORDER BY _sdc_sequence')
      .pluck()
      .all();
    const integrity = db.pragma('integrity_check', { simple: true });
    db.close();
    const once = new Set(rows);
    expect(rows.length).toBe(once.size);
    expect(sent.filter((key) => !once.has(key))).toEqual([]);
    expect(integrity).toBe('ok');
  });

  it('waits for a table that is locked, is said to be queued, and is loaded then', async () => {
    await using room = await startIntegration();
    await room.post('{"n":1}');
    await room.loaded();
    const file = schemaFile(join(room.dataDir, 'warehouse'), 'my_shop');
    const other = new SqliteDatabase(file);
    other.exec('BEGIN IMMEDIATE');
    expect((await room.post('{"n":2}')).status).toBe(200);
    await expect.poll(() => room.get().problem).toMatch(/locked/);
    const queued = await room.post('{"n":3}');
    expect([queued.status, JSON.parse(queued.text)]).toEqual([
      202,
      { status: 'Accepted', message: 'The batch is queued to be processed.' },
    ]);
    expect(room.get().waiting).toBe(2);
    other.exec('ROLLBACK');
    other.close();
    await expect.poll(async () => (await room.rows()).values).toEqual([[1], [2], [3]]);
    expect(room.get()).toMatchObject({ waiting: 0, problem: null });
  });

  it('is loaded at the next start', async () => {
    using dir = tempDir();
    {
      await using first = await startIntegration({}, { dataDir: dir.path });
      await first.post('{"n":1}');
      await first.loaded();
      // As if it had been accepted and the process had ended before loading.
      const { captureId } = await first.call(`${first.url}?later`, { body: '{"n":2}' });
      await first.loaded();
      expect(captureId).not.toBe('');
      const rowId = first.engine.captures.rowIdOf(captureId as never);
      const db = new SqliteDatabase(schemaFile(join(dir.path, 'warehouse'), 'my_shop'));
      db.exec('DELETE FROM data WHERE n = 2');
      db.prepare('DELETE FROM _backstitch_loads WHERE capture_id = ?').run(rowId);
      db.close();
      first.engine.db
        .prepare('INSERT INTO integration_queue SELECT ?, id, 1 FROM integrations')
        .run(rowId);
    }
    await using second = await startIntegration({}, { dataDir: dir.path });
    await expect.poll(async () => (await second.rows()).values).toEqual([[1], [2]]);
  });
});

describe('a reset', () => {
  it('rebuilds the tables from the captures with their sequences and times', async () => {
    await using room = await startIntegration();
    for (const body of ['{"a":1}', '[{"a":"x"},{"b":2},7]', '{"a":true}']) await room.post(body);
    const before = await room.rows();
    const { captures } = await room.engine.integrations.reset({ id: room.integration.id });
    expect(captures).toBe(3);
    await expect.poll(() => room.get().rebuilding).toBeNull();
    const after = await room.rows();
    const at = (name: string) => before.columns.findIndex((column) => column.name === name);
    const kept = (page: typeof before, name: string) => page.rows.map((row) => row[at(name)]);
    expect(after.values).toEqual(before.values);
    expect(after.captures).toEqual(before.captures);
    for (const name of ['_sdc_sequence', '_sdc_received_at']) {
      expect(kept(after, name)).toEqual(kept(before, name));
    }
    expect(kept(after, '_sdc_table_version')).toEqual([1, 1, 1, 1]);
    expect((await room.rejects()).items).toHaveLength(1);
    await room.post('{"a":5}');
    expect((await room.rows()).values).toHaveLength(5);
  });

  it('takes new rows of another kind: upsert keeps the newest of each key', async () => {
    await using room = await startIntegration({ primaryKey: ['id'] });
    for (const s of ['new', 'paid', 'sent']) await room.post(JSON.stringify({ id: 1, s }));
    await room.loaded();
    const { id } = room.integration;
    await room.engine.integrations.update({ id, rules: { loading: 'upsert' } });
    await expect.poll(() => room.get().rebuilding).toBeNull();
    expect((await room.rows()).values).toEqual([[1, 'sent']]);
    await room.engine.integrations.update({ id, rules: { loading: 'append' } });
    await expect.poll(() => room.get().rebuilding).toBeNull();
    expect((await room.rows()).values).toHaveLength(3);
  });
});

it('rebuilds the tables where upsert gets another key', async () => {
  await using room = await startIntegration({ primaryKey: ['id'], loading: 'upsert' });
  for (const body of ['{"id":1,"k":"a"}', '{"id":1,"k":"b"}']) await room.post(body);
  expect((await room.rows()).values).toEqual([[1, 'b']]);
  const { id } = room.integration;
  await room.engine.integrations.update({ id, rules: { primaryKey: ['k'] } });
  await expect.poll(() => room.get().rebuilding).toBeNull();
  expect((await room.rows()).values).toEqual([
    [1, 'a'],
    [1, 'b'],
  ]);
});

it('loads a capture again in its old place, after what was wrong is mended', async () => {
  await using room = await startIntegration({ primaryKey: ['id'] });
  const { captureId } = await room.post('[{"name":"no id"},{"id":1}]');
  await room.post('{"id":2}');
  expect((await room.rows()).values).toEqual([[1], [2]]);
  const { integrations } = room.engine;
  const { id } = room.integration;
  await integrations.update({ id, rules: { primaryKey: [] } });
  const done = await integrations.reload({ id, captureId: captureId as never });
  expect(done).toEqual({ rows: 2, rejected: 0 });
  const { names, values } = await room.rows();
  expect(names).toEqual(['id', 'name']);
  expect(values).toEqual([
    [null, 'no id'],
    [1, null],
    [2, null],
  ]);
  expect((await room.rejects()).total).toBe(0);
  const told = await integrations.ofCapture({ id: captureId as never });
  expect(told).toMatchObject({ state: 'loaded', records: 2, rows: 2, newColumns: ['id', 'name'] });
});
