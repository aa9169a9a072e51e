import { describe, expect, it } from 'vitest';
import { quoted } from '../../main/warehouse/names.ts';
import { openSchemaRoom } from './room.ts';

type Room = ReturnType<typeof openSchemaRoom>;

const column = (room: Room, table: string, name: string): unknown[] =>
  room.db
    .prepare(`SELECT ${quoted(name)} FROM ${quoted(table)} ORDER BY _sdc_sequence, rowid`)
    .pluck()
    .all();
const reasons = (room: Room): string[] => room.rejects().map(({ reason }) => reason);

describe('arrays that lead to one subtable from several depths', () => {
  const DEEP = '{"n":1,"order":[{"items":[1]}]}';
  const FLAT = '{"n":2,"order":{"items":[1]}}';
  const FINE = '{"n":3}';

  it('are rejected with the depth that the table has, and what follows is loaded', () => {
    for (const [first, second, depths] of [
      [DEEP, FLAT, '2 deep; here they are 1 deep'],
      [FLAT, DEEP, '1 deep; here they are 2 deep'],
    ] as const) {
      using room = openSchemaRoom({ nested: 'relational' });
      for (const text of [first, second, FINE]) room.load(text);
      expect(reasons(room)).toEqual([
        `Table data__order__items holds elements of arrays ${depths}`,
      ]);
      expect(room.rejects()[0]?.record).toBe(second);
      expect(column(room, 'data', 'n')).toEqual([first === DEEP ? 1 : 2, 3]);
    }
  });

  it('are rejected where one record has both', () => {
    using room = openSchemaRoom({ nested: 'relational' });
    room.load(`[{"order":[{"items":[1]}],"order__items":[2]},${FINE}]`);
    expect(reasons(room)).toEqual([
      'Table data__order__items holds elements of arrays 2 deep; here they are 1 deep',
    ]);
    expect(column(room, 'data', 'n')).toEqual([3]);
  });

  it('collide where two arrays of one object have the same name', () => {
    using room = openSchemaRoom({ nested: 'relational' });
    room.load(
      '{"items":[1],"Items":[2]}',
      '{"a":{"b":[1]},"a__b":[2]}',
      '{"l":[{"x":[1]},{"x":[2]}]}',
    );
    expect(reasons(room)).toEqual(['Field collision on items', 'Field collision on a__b']);
    expect(column(room, 'data__l__x', 'value')).toEqual([1, 2]);
  });
});

describe('a key that is chosen after there is data', () => {
  it.each([
    { from: ['id'], to: ['email'] },
    { from: [], to: ['id'] },
    { from: ['id'], to: [] },
    { from: ['id'], to: ['id', 'email'] },
  ])('names the parents of subtable rows from then on: $from, then $to', ({ from, to }) => {
    using room = openSchemaRoom({ nested: 'relational', primaryKey: from });
    const event = (id: number) => `{"id":${id},"email":"e${id}","items":[{"n":${id}}]}`;
    room.load(event(1));
    room.reopen({ primaryKey: to });
    room.load(event(2));
    expect(reasons(room)).toEqual([]);
    expect(column(room, 'data__items', 'n')).toEqual([1, 2]);
    for (const key of to.length === 0 ? ['__sdc_primary_key'] : to) {
      const parents = column(room, 'data', key);
      expect(column(room, 'data__items', `_sdc_source_key_${key}`)[1]).toBe(parents[1]);
    }
  });
});

describe('upsert that is chosen after there is data', () => {
  it('keeps the newest row of each key, with its subtables, from the rows that are there', () => {
    using room = openSchemaRoom({ nested: 'relational', primaryKey: ['id'] });
    const event = (id: number, v: number) => `{"id":${id},"v":${v},"tags":[${v}]}`;
    room.load(event(1, 1), event(2, 2), event(1, 3), '{"v":4}', event(2, 5), event(1, 6));
    room.reopen({ loading: 'upsert' });
    expect(column(room, 'data', 'v')).toEqual([5, 6]);
    expect(column(room, 'data__tags', 'value')).toEqual([5, 6]);
    room.load(event(2, 7));
    expect(column(room, 'data', 'v')).toEqual([6, 7]);
  });

  it('leaves rows without a value of the key where they are', () => {
    using room = openSchemaRoom();
    room.load('{"id":1,"v":1}', '{"v":2}', '{"v":3}', '{"id":1,"v":4}');
    room.reopen({ primaryKey: ['id'], loading: 'upsert' });
    expect(column(room, 'data', 'v')).toEqual([2, 3, 4]);
  });
});

describe('a reset', () => {
  const loadThree = () => {
    const room = openSchemaRoom();
    room.load('{"n":1}', '[{"n":2},5]', '{"n":"three"}');
    return room;
  };
  const again = (room: Room): void => {
    const items = room.loader.pending(100).map((waits) => ({
      ...waits,
      text: room.texts.get(waits.captureId) ?? null,
    }));
    room.loader.loadPending(items);
  };

  it('keeps rows and rejects of captures that retention took', () => {
    using room = loadThree();
    const sequences = column(room, 'data', '_sdc_sequence');
    expect(room.loader.reset({ deleted: [], expired: [2] })).toBe(2);
    expect(column(room, 'data', 'n')).toEqual([2]);
    again(room);
    expect(column(room, 'data', '_sdc_sequence')).toEqual(sequences);
    expect(column(room, 'data', '_sdc_table_version')).toEqual([1, 1, 1]);
    expect(room.rows()).toEqual([
      [1, null],
      [2, null],
      [null, 'three'],
    ]);
    expect(reasons(room)).toEqual(['data must be an object']);
  });

  it('leaves out captures that somebody deleted, until they are brought back', () => {
    using room = loadThree();
    room.loader.reset({ deleted: [2], expired: [] });
    again(room);
    expect(room.rows()).toEqual([
      [1, null],
      [null, 'three'],
    ]);
    expect(reasons(room)).toEqual([]);
    room.loader.reset({ deleted: [], expired: [] });
    again(room);
    expect(room.rows()).toEqual([
      [1, null],
      [2, null],
      [null, 'three'],
    ]);
  });

  it('gives rows the key they had', () => {
    using room = loadThree();
    const keys = column(room, 'data', '__sdc_primary_key');
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) {
      expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    room.loader.reset({ deleted: [], expired: [] });
    again(room);
    expect(column(room, 'data', '__sdc_primary_key')).toEqual(keys);
    room.loader.reload({ captureId: 2, receivedAt: 1, text: room.texts.get(2) ?? '' });
    expect(column(room, 'data', '__sdc_primary_key')).toEqual(keys);
  });
});

it('a capture that is gone before it was loaded is a reject', () => {
  using room = openSchemaRoom();
  const report = room.loader.load([{ captureId: 7, receivedAt: 5, text: null }]);
  expect(report).toMatchObject({ captures: 1, records: 1, rows: 0, rejected: 1 });
  expect(reasons(room)).toEqual(['The capture is gone; its records cannot be loaded']);
});

describe('numbers with a point or an exponent', () => {
  it.each([
    '0.1',
    '-0.5',
    '16.0',
    '1E6',
    '1.10',
    '100.000',
    '5e-324',
    '1.7976931348623157e308',
    '123456789012345.6',
    '0.30000000000000004',
    '0.0',
    '-0.0',
    '1e-7',
  ])('that a double holds are floats: %s', (token) => {
    using room = openSchemaRoom();
    room.load(`{"v":${token}}`);
    expect(room.columns()).toEqual(['v:float']);
    expect(room.rows()).toEqual([[Number(token) + 0]]);
  });

  it.each([
    '12345678901234567.89',
    '0.1000000000000000055511151231257827',
    '1e-400',
    '9007199254740993.0',
    '-3.14159265358979323846',
    '0.10000000000000001',
  ])('that it would round are kept digit by digit: %s', (token) => {
    using room = openSchemaRoom();
    room.load(`[{"v":${token}},{"v":1.5}]`, '{"v":2}');
    expect(room.columns()).toEqual(['v:decimal', 'v__fl:float', 'v__it:integer']);
    expect(room.rows()).toEqual([
      [token, null, null],
      [null, 1.5, null],
      [null, null, 2],
    ]);
    expect(room.db.prepare('SELECT v FROM data_unsplit').pluck().all()).toEqual([
      token,
      '1.5',
      '2',
    ]);
  });

  it('go beside the floats of their field', () => {
    using room = openSchemaRoom();
    room.load('[{"v":1.5},{"v":12345678901234567.89}]');
    expect(room.columns()).toEqual(['v:float', 'v__de:decimal']);
    expect(room.rows()).toEqual([
      [1.5, null],
      [null, '12345678901234567.89'],
    ]);
  });

  it('are rejected beyond what any table holds', () => {
    using room = openSchemaRoom();
    const long = `0.${'1'.repeat(1500)}`;
    room.load(`[{"v":1e400},{"v":1e-99999},{"v":${long}}]`);
    expect(reasons(room)).toEqual(
      ['1e400', '1e-99999', long].map((v) => `decimal out of range for SQLite on ${v}`),
    );
  });
});

describe('fields called like columns of Backstitch', () => {
  const RECORD = '{"price__it":1,"_sdc_sequence":2,"ok":3}';

  it('take their record along, unless it is told otherwise', () => {
    using room = openSchemaRoom();
    room.load(RECORD);
    expect(room.rows()).toEqual([]);
    expect(reasons(room)).toEqual([
      'column names from client should not include reserved prefix on _sdc_sequence',
    ]);
  });

  it('are left out of it, each with its reason', () => {
    using room = openSchemaRoom({ reservedNames: 'reject-field' });
    room.load(RECORD);
    expect(room.columns()).toEqual(['ok:integer']);
    expect(room.rows()).toEqual([[3]]);
    expect(reasons(room)).toEqual([
      'column names from client should not include reserved datatype suffix on price__it',
      'column names from client should not include reserved prefix on _sdc_sequence',
    ]);
  });

  it('are called otherwise, also where objects flatten to such a name', () => {
    using room = openSchemaRoom({ reservedNames: 'rename', nested: 'relational' });
    room.load(RECORD, '{"user":{"it":"Ada"},"items":[{"__sdc_x":1}]}');
    expect(room.columns()).toEqual([
      'price__it_:integer',
      'x_sdc_sequence:integer',
      'ok:integer',
      'user__it_:string',
    ]);
    expect(room.columns('data__items')).toEqual(['x__sdc_x:integer']);
    expect(reasons(room)).toEqual([]);
    room.load('{"price__it":1,"price__it_":2}');
    expect(reasons(room)).toEqual(['Field collision on price__it_']);
  });
});

it('an array with more elements than a record may have rows takes only its record along', () => {
  using room = openSchemaRoom({ nested: 'relational' });
  room.load(`[{"n":1,"a":[${'1,'.repeat(200_000)}1]},{"n":2,"a":[1]}]`);
  expect(reasons(room)).toEqual(['more than 200000 elements of arrays']);
  expect(column(room, 'data', 'n')).toEqual([2]);
});
