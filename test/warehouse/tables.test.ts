import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalName, isTooLong, quoted } from '../../main/warehouse/names.ts';
import { latestQuery } from '../../main/warehouse/views.ts';
import { openSchemaRoom } from './room.ts';
import { runs } from '../helpers/runs.ts';

describe('names of columns', () => {
  it('are made of keys by one rule', () => {
    const cases: [string, string][] = [
      ['Id', 'id'],
      ['  First Name ', 'first name'],
      ['ÉTAT', 'État'],
      ['', '_'],
      [' \t', '_'],
      ['a\u0000b\u001fc\u007f', 'a_b_c_'],
      ['a\ud800b', 'a\u{fffd}b'],
      ['1d.click', '1d.click'],
      ['日本', '日本'],
    ];
    for (const [key, name] of cases) expect(canonicalName(key)).toBe(name);
    expect(isTooLong('😀'.repeat(251))).toBe(false);
    expect(isTooLong('😀'.repeat(252))).toBe(true);
  });

  it('load whatever a sender calls its fields, and nothing runs as SQL', () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        'rowid',
        'oid',
        '_rowid_',
        'select',
        '"; DROP TABLE data; --',
        "'",
        '`',
        '[x]',
        '?',
        ':a',
        '__proto__',
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.integer(), { noNullPrototype: true }), (object) => {
        using room = openSchemaRoom();
        room.load(JSON.stringify(object));
        const names = Object.keys(object).map(canonicalName);
        const rejected = room.rejects();
        if (rejected.length > 0) return;
        expect(new Set(names).size).toBe(names.length);
        expect(room.rows()).toEqual([Object.values(object)]);
      }),
      { numRuns: runs(150) },
    );
  });
});

describe('the limits of a table', () => {
  it('reject a record that needs more columns than fit, and nothing of it stays', () => {
    using room = openSchemaRoom();
    const wide = (from: number, count: number): string =>
      JSON.stringify(
        Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${from + i}`, 1])),
      );
    // Five columns are the system's own.
    room.load(wide(0, 1990));
    room.load(wide(1990, 6));
    room.load(wide(1990, 5));
    room.load('{"k0":2}');
    expect(room.rejects().map(({ reason }) => reason)).toEqual(['ERROR: too many columns']);
    expect(room.columns()).toHaveLength(1995);
    expect(room.rows()).toHaveLength(3);
  });

  it('do not write a record again for each name that is too long', () => {
    using room = openSchemaRoom();
    const names = Array.from({ length: 50 }, (_, i) => `${'k'.repeat(300)}${i}`);
    room.load(JSON.stringify({ ok: 1, ...Object.fromEntries(names.map((name) => [name, 1])) }));
    const sizes = room.rejects().map(({ record }) => record.length);
    expect(sizes).toHaveLength(50);
    expect(sizes[0]).toBeGreaterThan(10_000);
    expect(Math.max(...sizes.slice(1))).toBe(200);
  });

  it('take keys of 1024 characters, and no more', () => {
    using room = openSchemaRoom({ primaryKey: ['id'] });
    const long = 'x'.repeat(1024);
    room.load(`{"id":"${long}"}`, `{"id":"${long}x"}`);
    expect(room.rows()).toEqual([[long]]);
    expect(room.rejects().map(({ reason }) => reason)).toEqual([
      'String keys cannot be longer than 1024 characters',
    ]);
  });
});

describe('keys', () => {
  it('are literal names, of any spelling, and may be several', () => {
    using room = openSchemaRoom({ primaryKey: ['User.ID', 'at'] });
    room.load(
      '{"user.id":1,"at":"a","n":1}',
      '{"USER.id":1,"at":"a","n":2}',
      '{"user":{"id":1},"at":"a"}',
    );
    expect(room.db.prepare('SELECT n FROM data_latest').pluck().all()).toEqual([2]);
    expect(room.rejects().map(({ reason }) => reason)).toEqual([
      'Record is missing key property User.ID',
    ]);
    const keys = room.db
      .prepare('SELECT column_name, ordinal_position FROM _sdc_primary_keys')
      .raw()
      .all();
    expect(keys).toEqual([
      ['user.id', 0],
      ['at', 1],
    ]);
    const sql = latestQuery(['user.id', 'at']);
    expect(room.db.prepare(`SELECT count(*) FROM (${sql})`).pluck().get()).toBe(1);
  });

  it('keep the newer row, whatever order they come in', () => {
    const event = fc.record({
      id: fc.integer({ min: 1, max: 4 }),
      v: fc.integer({ min: 0, max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(event, { maxLength: 5 }), { maxLength: 8 }), (bodies) => {
        using room = openSchemaRoom({ primaryKey: ['id'], loading: 'upsert' });
        using plain = openSchemaRoom({ primaryKey: ['id'] });
        for (const body of bodies) {
          room.load(JSON.stringify(body));
          plain.load(JSON.stringify(body));
        }
        const newest = new Map(bodies.flat().map(({ id, v }) => [id, v]));
        const sorted = [...newest].toSorted(([a], [b]) => a - b);
        const read = (from: typeof room, table: string): unknown[] =>
          newest.size === 0
            ? []
            : from.db.prepare(`SELECT id, v FROM ${table} ORDER BY id`).raw().all();
        expect(read(room, 'data')).toEqual(sorted);
        expect(read(plain, 'data_latest')).toEqual(sorted);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('time', () => {
  it('that goes back does not turn the order of arrival', () => {
    using room = openSchemaRoom();
    room.load('{"n":1}');
    room.loader.load([{ captureId: 900, receivedAt: 1000, text: '[{"n":2},{"n":3}]' }]);
    expect(room.rows()).toEqual([[1], [2], [3]]);
    const rows = room.db
      .prepare('SELECT _sdc_received_at AS received, _sdc_batched_at AS batched FROM data')
      .all() as { received: string; batched: string }[];
    expect(rows.every(({ received, batched }) => received <= batched)).toBe(true);
    expect(rows[1]?.received).toBe('1970-01-01T00:00:01.000Z');
  });

  it('is read from strings only where that is asked for', () => {
    using room = openSchemaRoom({ detectTimestamps: true });
    room.load(
      '{"at":"2019-08-13T21:25:03+02:00","d":"2024-02-30T00:00:00Z","day":"2024-02-29"}',
      '{"at":"later"}',
      '{"at":"0000-01-01T00:00:00Z"}',
      '{"at":"9999-12-31T23:59:59-10:00"}',
    );
    expect(room.columns()).toEqual(['at:timestamp', 'd:string', 'day:string', 'at__st:string']);
    expect(room.rows()[0]).toEqual([
      '2019-08-13T19:25:03.000Z',
      '2024-02-30T00:00:00Z',
      '2024-02-29',
      null,
    ]);
  });
});

describe('a batch', () => {
  it('is loaded whole or not at all where the disk is full, and a capture never twice', () => {
    using room = openSchemaRoom();
    room.load('{"a":1}');
    const item = { captureId: 1, receivedAt: 1, text: '{"a":1}' };
    expect(room.loader.load([item])).toMatchObject({ captures: 0, rows: 0 });
    const pages = room.db.pragma('page_count', { simple: true }) as number;
    room.db.pragma(`max_page_count = ${pages}`);
    expect(() =>
      room.loader.load([
        { captureId: 2, receivedAt: 2, text: '{"a":2,"fresh":true}' },
        { captureId: 3, receivedAt: 3, text: `{"a":"${'x'.repeat(100_000)}"}` },
      ]),
    ).toThrow('full');
    expect(room.columns()).toEqual(['a:integer']);
    room.db.pragma('max_page_count = 100000');
    room.loader.load([{ captureId: 2, receivedAt: 2, text: '{"a":2,"fresh":true}' }]);
    expect(room.rows()).toEqual([
      [1, null],
      [2, 1],
    ]);
    expect(room.rejects()).toEqual([]);
  });

  it('loses no more than the one record that SQLite does not take', () => {
    using room = openSchemaRoom();
    room.load('{"a":1}');
    room.db.exec(
      "CREATE TRIGGER stop BEFORE INSERT ON data WHEN NEW.a = 13 BEGIN SELECT RAISE(ABORT, 'stopped'); END",
    );
    const report = room.load('[{"a":2},{"a":13,"left":"nothing"},{"a":3,"fresh":true}]', '{"a":4}');
    expect(report).toMatchObject({ captures: 2, records: 4, rows: 3, rejected: 1 });
    expect(room.columns()).toEqual(['a:integer', 'fresh:boolean']);
    expect(room.rows().map(([a]) => a)).toEqual([1, 2, 3, 4]);
    expect(room.rejects()).toEqual([
      { reason: 'ERROR: stopped', record: '{"a":13,"left":"nothing"}', table_name: 'data' },
    ]);
  });
});

describe('denested records', () => {
  it('put scalars under value, arrays in arrays in tables of their own, and nothing for empty ones', () => {
    using room = openSchemaRoom({ nested: 'relational' });
    room.load('{"a":{"b":{"c":1},"tags":["x",2,null]},"m":[[1,2],[3]],"none":[],"empty":{}}');
    expect(room.columns()).toEqual(['a__b__c:integer']);
    expect(room.columns('data__a__tags')).toEqual(['value:string', 'value__it:integer']);
    const rows = (table: string) =>
      room.db.prepare(`SELECT _sdc_level_0_id AS at, * FROM ${quoted(table)}`).all();
    expect(rows('data__a__tags')).toMatchObject([
      { at: 0, value: 'x' },
      { at: 1, value__it: 2 },
    ]);
    expect(rows('data__m__value')).toMatchObject([
      { at: 0, _sdc_level_1_id: 0, value: 1 },
      { at: 0, _sdc_level_1_id: 1, value: 2 },
      { at: 1, _sdc_level_1_id: 0, value: 3 },
    ]);
    const keys = room.db
      .prepare(
        `SELECT count(*) FROM data__a__tags t JOIN data d
           ON t._sdc_source_key___sdc_primary_key = d.__sdc_primary_key AND t._sdc_sequence = d._sdc_sequence`,
      )
      .pluck()
      .get();
    expect(keys).toBe(2);
  });

  it('are rejected whole where an element cannot be a row', () => {
    using room = openSchemaRoom({ nested: 'relational' });
    room.load('{"a":1,"items":[{"n":1},{"n":1e999}]}', '{"a":2,"items":[{"x":1,"X":2}]}');
    expect(room.rows()).toEqual([]);
    expect(room.rejects().map(({ reason, table_name }) => [reason, table_name])).toEqual([
      ['decimal out of range for SQLite on 1e999', 'data__items'],
      ['Field collision on x', 'data__items'],
    ]);
  });
});
