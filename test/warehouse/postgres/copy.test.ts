import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NAMED_SERVERS } from '../../../main/outbound/guard/policies.ts';
import { checkServer } from '../../../main/outbound/guard/server.ts';
import { systemResolve } from '../../../main/outbound/resolve.ts';
import { canonicalName } from '../../../main/warehouse/names.ts';
import { copyToPostgres } from '../../../main/warehouse/postgres/copy.ts';
import type { CheckServer } from '../../../main/outbound/checked-socket.ts';
import { checkTarget, shownTarget, targetProblem } from '../../../main/lib/postgres/target.ts';
import { targetName } from '../../../main/warehouse/postgres/target.ts';
import { openSchemaRoom } from '../room.ts';
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

/** The guard, with listeners of our own on some ports. */
const judgeAs =
  (isOwnListener: (address: string, port: number) => boolean): CheckServer =>
  (place) =>
    checkServer(place, {
      policy: NAMED_SERVERS,
      own: { isOwnListener, publicHost: () => null },
      resolve: systemResolve,
    });

type Room = ReturnType<typeof openSchemaRoom>;

let schemas = 0;
/** Copies a room into a schema of its own, again and again. */
function copierOf(room: Room, more: { keys?: string[]; loading?: 'append' | 'upsert' } = {}) {
  schemas += 1;
  const schema = `shop_${schemas}`;
  const parts = {
    db: room.db,
    schema,
    keys: (more.keys ?? []).map(canonicalName),
    loading: more.loading ?? ('append' as const),
    url: server.url,
    judge: judgeAs(() => false),
  };
  return {
    schema,
    parts,
    copy: () => copyToPostgres(parts),
    rows: (sql: string) => server.query(sql.replaceAll('@', `${schema}.`)),
  };
}

describe('a PostgreSQL server as second destination', () => {
  it('gets the same columns, rows and rejects, with exact numbers', async () => {
    using room = openSchemaRoom();
    room.load(
      '{"id":9007199254740993,"cost":3.14,"ok":true,"tags":[1.10, {"a":null}],"s":"a\\u0000b"}',
      '{"id":"x","cost":10,"ok":false,"né \\"q\\"":"ü"}',
      '{"Id":1,"id":2}',
    );
    const { copy, rows, schema } = copierOf(room);
    expect((await copy()).records).toBe(3);
    const data = await rows(
      'SELECT id, id__st, cost, cost__it, ok, tags, s, "né ""q""" AS q, _sdc_sequence::text AS seq FROM @data ORDER BY _sdc_sequence',
    );
    expect(data).toEqual([
      {
        id: '9007199254740993',
        id__st: null,
        cost: 3.14,
        cost__it: null,
        ok: true,
        tags: '[1.10, {"a":null}]',
        s: 'a\u{fffd}b',
        q: null,
        seq: expect.stringMatching(/^\d{19}$/),
      },
      {
        id: null,
        id__st: 'x',
        cost: null,
        cost__it: '10',
        ok: false,
        tags: null,
        s: null,
        q: 'ü',
        seq: expect.stringMatching(/^\d{19}$/),
      },
    ]);
    const types = await server.query<{ column_name: string; data_type: string }>(
      `SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = '${schema}' AND table_name = 'data'`,
    );
    expect(Object.fromEntries(types.map((one) => [one.column_name, one.data_type]))).toMatchObject({
      id: 'bigint',
      cost: 'double precision',
      ok: 'boolean',
      tags: 'text',
      _sdc_received_at: 'timestamp with time zone',
      __sdc_primary_key: 'text',
    });
    expect(await rows('SELECT reason, table_name FROM @_sdc_rejected')).toEqual([
      { reason: 'Field collision on id', table_name: 'data' },
    ]);
    expect((await copy()).records).toBe(0);
  });

  it('goes on where it was, with columns that came later', async () => {
    using room = openSchemaRoom();
    room.load('{"a":1}');
    const { copy, rows } = copierOf(room);
    await copy();
    room.load('{"a":2,"b":"new"}', '{"a":"split"}', '7');
    expect((await copy()).records).toBe(3);
    expect(await rows('SELECT a, b, a__st FROM @data ORDER BY _sdc_sequence')).toEqual([
      { a: '1', b: null, a__st: null },
      { a: '2', b: 'new', a__st: null },
      { a: null, b: null, a__st: 'split' },
    ]);
    expect(await rows('SELECT record FROM @_sdc_rejected')).toEqual([{ record: '7' }]);
  });

  it('replaces rows of a key where loading is upsert, with their children', async () => {
    const profile = { primaryKey: ['id'], loading: 'upsert', nested: 'relational' } as const;
    using room = openSchemaRoom(profile);
    room.load('{"id":1,"items":[{"n":1},{"n":2}]}', '{"id":2,"items":[{"n":3}]}');
    const { copy, rows } = copierOf(room, { keys: ['id'], loading: 'upsert' });
    await copy();
    room.load('{"id":1,"items":[{"n":9}]}');
    await copy();
    expect(await rows('SELECT id FROM @data ORDER BY id')).toEqual([{ id: '1' }, { id: '2' }]);
    expect(
      await rows(
        'SELECT _sdc_source_key_id AS id, _sdc_level_0_id AS level, n FROM @data__items ORDER BY 1, 2',
      ),
    ).toEqual([
      { id: '1', level: '0', n: '9' },
      { id: '2', level: '0', n: '3' },
    ]);
  });

  it('follows a reset, and captures that were loaded again', async () => {
    using room = openSchemaRoom();
    room.load('{"a":1}', '{"a":2}', '{"a":3}');
    const { copy, rows } = copierOf(room);
    await copy();
    room.loader.reload({ captureId: 2, receivedAt: 1, text: '[{"a":20,"b":1},5]' });
    await copy();
    expect(await rows('SELECT a, b FROM @data ORDER BY _sdc_sequence')).toEqual([
      { a: '1', b: null },
      { a: '20', b: '1' },
      { a: '3', b: null },
    ]);
    expect(await rows('SELECT record FROM @_sdc_rejected')).toEqual([{ record: '5' }]);
    room.loader.reset({ deleted: [], expired: [] });
    await copy();
    expect(await rows('SELECT count(*)::int AS n FROM @data')).toEqual([{ n: 0 }]);
    const items = room.loader.pending(10).map(({ captureId, firstSeq, receivedAt }) => {
      const text = captureId === 2 ? '{"c":"anew"}' : (room.texts.get(captureId) ?? null);
      return { captureId, firstSeq, receivedAt, text };
    });
    room.loader.loadPending(items);
    await copy();
    expect(
      await rows('SELECT a, c, _sdc_table_version AS v FROM @data ORDER BY _sdc_sequence'),
    ).toEqual([
      { a: '1', c: null, v: '1' },
      { a: null, c: 'anew', v: '1' },
      { a: '3', c: null, v: '1' },
    ]);
  });

  it('loses and doubles nothing when the server is killed in the middle', async () => {
    using room = openSchemaRoom();
    for (let at = 0; at < 6; at += 1) {
      room.load(...Array.from({ length: 1000 }, (_, i) => `{"n":${at * 1000 + i}}`));
    }
    const { parts, copy, rows } = copierOf(room);
    let batches = 0;
    let killed: Promise<void> | undefined;
    const onBatch = (): void => {
      batches += 1;
      if (batches === 3) killed = server.stop('SIGKILL');
    };
    const failed = await copyToPostgres({ ...parts, onBatch }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    await killed;
    const away = await copy().catch(targetProblem);
    expect(away).toBe('Nothing answers there. Is the server running?');
    await server.start();
    await copy();
    expect(
      await rows('SELECT count(*)::int AS rows, count(DISTINCT n)::int AS numbers FROM @data'),
    ).toEqual([{ rows: 6000, numbers: 6000 }]);
  });

  it('takes names that are too long for it, and stops when it is told to', async () => {
    using room = openSchemaRoom();
    const long = 'é'.repeat(60);
    room.load(`{"${long}1":1,"${long}2":2,"xmin":3,"rowid":4,"oid":5}`);
    const { copy, rows, parts } = copierOf(room);
    expect(await copyToPostgres({ ...parts, signal: AbortSignal.abort() })).toMatchObject({
      records: 0,
    });
    await copy();
    const [row] = await rows('SELECT * FROM @data');
    const names = [`${long}1`, `${long}2`, 'xmin', 'rowid', 'oid'];
    expect(names.map((name) => row?.[targetName(name)])).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('its URL', () => {
  it('is checked, and shown without its password', () => {
    expect(checkTarget('postgresql://u:p@h:5432/d')).toBeNull();
    expect(checkTarget('postgres://h/d')).toBeNull();
    for (const wrong of [
      '',
      'mysql://h/d',
      'postgresql:///d',
      'postgresql://h',
      'postgresql://h/',
    ]) {
      expect(checkTarget(wrong), wrong).not.toBeNull();
    }
    expect(shownTarget('postgresql://u:p%20q@h:5432/d')).toBe('postgresql://u:…@h:5432/d');
    expect(Buffer.byteLength(targetName('ü'.repeat(200)))).toBeLessThanOrEqual(63);
    expect(targetName('short')).toBe('short');
  });
});
