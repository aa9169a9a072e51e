import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CopyParts, copyToPostgres } from '../../../main/warehouse/postgres/copy.ts';
import { targetProblem } from '../../../main/lib/postgres/target.ts';
import { openSchemaRoom } from '../room.ts';
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

type Room = ReturnType<typeof openSchemaRoom>;

const copy = (room: Room, schema: string, more: Partial<CopyParts> = {}) =>
  copyToPostgres({
    db: room.db,
    schema,
    keys: [],
    loading: 'append',
    url: server.url,
    judge: async () => ({ ok: true, addresses: ['127.0.0.1'] }),
    ...more,
  });
const numbers = async (table: string): Promise<number[]> => {
  const rows = await server.query<{ n: string }>(`SELECT n FROM ${table} ORDER BY _sdc_sequence`);
  return rows.map(({ n }) => Number(n));
};

/** Starts a new generation and loads everything again, with other bodies where they are given. */
function reset(room: Room, bodies: Record<number, string> = {}): void {
  room.loader.reset({ deleted: [], expired: [] });
  const items = room.loader.pending(100).map((waits) => ({
    ...waits,
    text: bodies[waits.captureId] ?? room.texts.get(waits.captureId) ?? null,
  }));
  room.loader.loadPending(items);
}

describe('names that are taken on the server', () => {
  it('are replaced: a schema of its own, and what users have made', async () => {
    using room = openSchemaRoom();
    room.load('{"n":1}', '5');
    expect(await copy(room, 'pg_hooks')).toMatchObject({ schema: 'backstitch_pg_hooks' });
    expect(await numbers('backstitch_pg_hooks.data')).toEqual([1]);

    await server.query(`CREATE SCHEMA taken; CREATE TABLE taken.data (mine int);
      INSERT INTO taken.data VALUES (7); CREATE VIEW taken._sdc_rejected AS SELECT 1 AS one`);
    const done = await copy(room, 'taken');
    expect(done.schema).toBe('taken');
    expect(done.renamed.toSorted((a, b) => a.table.localeCompare(b.table))).toEqual([
      { table: '_sdc_rejected', as: '_sdc_rejected_2' },
      { table: 'data', as: 'data_2' },
    ]);
    expect(await numbers('taken.data_2')).toEqual([1]);
    reset(room);
    await copy(room, 'taken');
    expect(await numbers('taken.data_2')).toEqual([1]);
    expect(await server.query('SELECT mine FROM taken.data')).toEqual([{ mine: 7 }]);
  });

  it('are left to other tables of Backstitch that have them already', async () => {
    using first = openSchemaRoom();
    using second = openSchemaRoom();
    first.load('{"n":1}');
    second.load('{"n":2}', '{"n":3}');
    expect((await copy(first, 'shared')).schema).toBe('shared');
    expect((await copy(second, 'shared')).schema).toBe('shared_2');
    first.load('{"n":4}');
    expect((await copy(first, 'shared')).schema).toBe('shared');
    expect((await copy(second, 'shared')).records).toBe(0);
    expect(await numbers('shared.data')).toEqual([1, 4]);
    expect(await numbers('shared_2.data')).toEqual([2, 3]);
  });

  it('are those of an older version where it filled the schema', async () => {
    using room = openSchemaRoom();
    room.load('{"n":1}', '{"n":2}');
    const first = room.db
      .prepare<[], bigint>('SELECT min(_sdc_sequence) FROM data')
      .pluck()
      .safeIntegers()
      .get();
    await server.query(`CREATE SCHEMA older;
      CREATE TABLE older._backstitch_state (one boolean PRIMARY KEY DEFAULT true CHECK (one),
        version bigint NOT NULL, last_seq bigint NOT NULL, last_rewrite bigint NOT NULL);
      INSERT INTO older._backstitch_state VALUES (true, 0, ${first}, 0);
      CREATE TABLE older._sdc_rejected (record text, reason text, table_name text,
        _sdc_rejected_at timestamptz, _backstitch_seq bigint);
      CREATE TABLE older.data (_sdc_received_at timestamptz NOT NULL, _sdc_batched_at timestamptz
        NOT NULL, _sdc_sequence bigint PRIMARY KEY, _sdc_table_version bigint NOT NULL,
        __sdc_primary_key text, n bigint);
      INSERT INTO older.data VALUES (now(), now(), 1, 0, 'x', 1)`);
    expect(await copy(room, 'older')).toMatchObject({ schema: 'older', renamed: [] });
    expect(await numbers('older.data')).toEqual([1, 2]);
  });
});

describe('those who read the tables', () => {
  it('keep their views through a reset that gives a column another type', async () => {
    using room = openSchemaRoom({ nested: 'relational' });
    room.load('{"n":1,"cost":3.5,"tags":["a"]}', '{"n":2,"cost":4.5}');
    await copy(room, 'views');
    await server.query(`CREATE VIEW views.mine AS SELECT n, cost FROM views.data;
      CREATE VIEW views.tagged AS SELECT value FROM views.data__tags`);
    reset(room, { 1: '{"n":1,"cost":"free","tags":["b"]}' });
    await copy(room, 'views');
    expect(await server.query('SELECT n, cost, cost__fl FROM views.data ORDER BY n')).toEqual([
      { n: '1', cost: 'free', cost__fl: null },
      { n: '2', cost: null, cost__fl: 4.5 },
    ]);
    expect(await server.query('SELECT n FROM views.mine ORDER BY n')).toEqual([
      { n: '1' },
      { n: '2' },
    ]);
    expect(await server.query('SELECT value FROM views.tagged')).toEqual([{ value: 'b' }]);
  });

  it('are not waited for while nothing changes, and for a moment only where a column is new', async () => {
    using room = openSchemaRoom();
    room.load('{"n":1}');
    await copy(room, 'readers');
    const reader = new pg.Client({ connectionString: server.url });
    await reader.connect();
    await reader.query('BEGIN; SELECT * FROM readers.data');
    room.load('{"n":2}');
    expect((await copy(room, 'readers')).records).toBe(1);
    room.load('{"n":3,"fresh":true}');
    const said = await copy(room, 'readers').catch(targetProblem);
    expect(said).toContain('the column cannot be added');
    reset(room);
    await reader.query('COMMIT');
    await reader.end();
    await copy(room, 'readers');
    expect(await numbers('readers.data')).toEqual([1, 2, 3]);
  });

  it('do not stop a reset: rows are taken out one by one then', async () => {
    using room = openSchemaRoom();
    room.load('{"n":1}', '{"n":2}');
    await copy(room, 'resets');
    const reader = new pg.Client({ connectionString: server.url });
    await reader.connect();
    await reader.query('BEGIN; SELECT * FROM resets.data');
    reset(room);
    await copy(room, 'resets');
    expect(await numbers('resets.data')).toEqual([1, 2]);
    await reader.query('COMMIT');
    await reader.end();
  });
});

describe('batches', () => {
  it('end where they weigh enough, whatever a single record weighs', async () => {
    using room = openSchemaRoom();
    const large = 'x'.repeat(9_000_000);
    for (let n = 0; n < 3; n += 1) room.load(`{"n":${n},"pad":"${large}"}`);
    room.load(...Array.from({ length: 50 }, (_, n) => `{"n":${n + 3}}`), '7');
    const batches: number[] = [];
    await copy(room, 'weights', { onBatch: (records) => void batches.push(records) });
    expect(batches).toEqual([1, 1, 1, 51]);
    const [found] = await server.query(
      'SELECT count(*)::int AS rows, sum(length(pad))::int AS pads FROM weights.data',
    );
    expect(found).toEqual({ rows: 53, pads: 27_000_000 });
    expect(await server.query('SELECT record FROM weights._sdc_rejected')).toEqual([
      { record: '7' },
    ]);
  });

  it('follow rows that upsert took away where it was chosen later', async () => {
    using room = openSchemaRoom({ primaryKey: ['id'] });
    room.load('{"id":1,"n":1}', '{"id":2,"n":2}', '{"id":1,"n":3}');
    await copy(room, 'later', { keys: ['id'] });
    room.reopen({ loading: 'upsert' });
    await copy(room, 'later', { keys: ['id'], loading: 'upsert' });
    expect(await numbers('later.data')).toEqual([2, 3]);
  });

  it('have decimals to the last digit', async () => {
    using room = openSchemaRoom();
    room.load('[{"v":12345678901234567.89},{"v":-1e-400},{"v":1.5}]');
    await copy(room, 'decimals');
    expect(await server.query('SELECT v::text, v__fl FROM decimals.data')).toEqual([
      { v: '12345678901234567.89', v__fl: null },
      { v: expect.stringMatching(/^-0\.0{399}1$/), v__fl: null },
      { v: null, v__fl: 1.5 },
    ]);
  });
});
