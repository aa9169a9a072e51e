import { describe, expect, it } from 'vitest';
import type { Profile } from '../../main/warehouse/loading/loader.ts';
import { openSchemaRoom } from './room.ts';

const LONG = 'k'.repeat(252);
const deep = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

interface Example {
  n: number;
  profile?: Partial<Profile>;
  bodies: string[];
  columns: string[];
  rows: unknown[][];
  rejects?: string[];
}

/** What Stitch's users expect of a table, worked through. Numbers 33, 34, 39 and 40 are answers. */
const EXAMPLES: Example[] = [
  {
    n: 1,
    bodies: ['{"id":1,"event":"send","value":2.5}'],
    columns: ['id:integer', 'event:string', 'value:float'],
    rows: [[1, 'send', 2.5]],
  },
  {
    n: 2,
    bodies: [
      '{"id":1,"timestamp":1481730892,"event":"send"}',
      '{"id":2,"action":"add","type":"whitelist"}',
    ],
    columns: ['id:integer', 'timestamp:integer', 'event:string', 'action:string', 'type:string'],
    rows: [
      [1, 1481730892, 'send', null, null],
      [2, null, null, 'add', 'whitelist'],
    ],
  },
  {
    n: 3,
    bodies: ['{"v":5}', '{"v":"five"}'],
    columns: ['v:integer', 'v__st:string'],
    rows: [
      [5, null],
      [null, 'five'],
    ],
  },
  {
    n: 4,
    bodies: ['{"cost":3.14}', '{"cost":10}', '{"cost":5.61}'],
    columns: ['cost:float', 'cost__it:integer'],
    rows: [
      [3.14, null],
      [null, 10],
      [5.61, null],
    ],
  },
  { n: 5, bodies: ['{"n":16.0}', '{"n":1E2}'], columns: ['n:float'], rows: [[16], [100]] },
  {
    n: 6,
    bodies: ['{"m":false}', '{"m":"yes"}', '{"m":true}'],
    columns: ['m:boolean', 'm__st:string'],
    rows: [
      [0, null],
      [null, 'yes'],
      [1, null],
    ],
  },
  {
    n: 7,
    bodies: ['{"v":true}', '{"v":1}', '{"v":1.5}', '{"v":"x"}', '{"v":[1]}'],
    columns: ['v:boolean', 'v__it:integer', 'v__fl:float', 'v__st:string', 'v__js:json'],
    rows: [
      [1, null, null, null, null],
      [null, 1, null, null, null],
      [null, null, 1.5, null, null],
      [null, null, null, 'x', null],
      [null, null, null, null, '[1]'],
    ],
  },
  {
    n: 8,
    bodies: ['{"id":1,"ID":"Paul"}'],
    columns: [],
    rows: [],
    rejects: ['Field collision on id'],
  },
  { n: 9, bodies: ['{"Id":1}', '{"id":2}'], columns: ['id:integer'], rows: [[1], [2]] },
  {
    n: 10,
    bodies: ['{"order_id":"1234","line_items":[{"price":"5.99","tax_lines":[{"rate":"0.06"}]}]}'],
    columns: ['order_id:string', 'line_items:json'],
    rows: [['1234', '[{"price":"5.99","tax_lines":[{"rate":"0.06"}]}]']],
  },
  {
    n: 12,
    bodies: ['{"user":{"name":"A","tags":[]}}'],
    columns: ['user:json'],
    rows: [['{"name":"A","tags":[]}']],
  },
  {
    n: 13,
    bodies: ['{"a":1,"b":null}', '{"a":2,"b":"x"}'],
    columns: ['a:integer', 'b:string'],
    rows: [
      [1, null],
      [2, 'x'],
    ],
  },
  { n: 14, bodies: ['{"b":null}'], columns: [], rows: [[]] },
  { n: 15, bodies: ['{}'], columns: [], rows: [[]] },
  {
    n: 16,
    bodies: ['{"n":9007199254740993}'],
    columns: ['n:integer'],
    rows: [[9007199254740993n]],
  },
  {
    n: 17,
    bodies: ['{"n":9223372036854775808}'],
    columns: [],
    rows: [],
    rejects: ['integer out of range for SQLite on 9223372036854775808'],
  },
  {
    n: 18,
    bodies: ['{"n":1e400}'],
    columns: [],
    rows: [],
    rejects: ['decimal out of range for SQLite on 1e400'],
  },
  {
    n: 19,
    bodies: [`{"ok":1,"${LONG}":2}`],
    columns: ['ok:integer'],
    rows: [[1]],
    rejects: [`Column name ${LONG} is too long for SQLite`],
  },
  {
    n: 20,
    bodies: ['{"user.name":"a","First Name":"b","say \\"hi\\"":"c","😀":"d","1d_click":2}'],
    columns: [
      'user.name:string',
      'first name:string',
      'say "hi":string',
      '😀:string',
      '1d_click:integer',
    ],
    rows: [['a', 'b', 'c', 'd', 2]],
  },
  {
    n: 21,
    bodies: ['{"id":1,"_sdc_batched_at":"x"}'],
    columns: [],
    rows: [],
    rejects: ['column names from client should not include reserved prefix on _sdc_batched_at'],
  },
  {
    n: 22,
    bodies: ['{"id":1,"note__st":"x"}'],
    columns: [],
    rows: [],
    rejects: ['column names from client should not include reserved datatype suffix on note__st'],
  },
  {
    n: 23,
    profile: { primaryKey: ['id'] },
    bodies: ['{"name":"x"}'],
    columns: [],
    rows: [],
    rejects: ['Record is missing key property id'],
  },
  {
    n: 24,
    profile: { primaryKey: ['id'] },
    bodies: ['{"id":null,"name":"x"}'],
    columns: [],
    rows: [],
    rejects: ['keys cannot be null in data: id'],
  },
  {
    n: 25,
    profile: { primaryKey: ['id'] },
    bodies: ['{"id":1}', '{"id":"1"}'],
    columns: ['id:integer'],
    rows: [[1]],
    rejects: ['Incoming Primary Key type does not match Primary Key type in existing table'],
  },
  {
    n: 26,
    profile: { primaryKey: ['id'] },
    bodies: ['{"id":{"x":1}}'],
    columns: [],
    rows: [],
    rejects: ['Primary Key id must be a scalar'],
  },
  {
    n: 27,
    profile: { primaryKey: ['id'] },
    bodies: ['{"id":1,"s":"new"}', '{"id":1,"s":"paid"}'],
    columns: ['id:integer', 's:string'],
    rows: [
      [1, 'new'],
      [1, 'paid'],
    ],
  },
  {
    n: 28,
    profile: { primaryKey: ['id'], loading: 'upsert' },
    bodies: ['{"id":1,"s":"new","n":5}', '{"id":1,"s":"paid"}'],
    columns: ['id:integer', 's:string', 'n:integer'],
    rows: [[1, 'paid', null]],
  },
  {
    n: 29,
    profile: { primaryKey: ['id'], loading: 'upsert' },
    bodies: ['[{"id":1,"s":"a"},{"id":1,"s":"b"}]'],
    columns: ['id:integer', 's:string'],
    rows: [[1, 'b']],
  },
  { n: 30, bodies: ['[{"id":1},{"id":2}]'], columns: ['id:integer'], rows: [[1], [2]] },
  {
    n: 31,
    bodies: ['[{"id":1},5,null,{"id":3}]'],
    columns: ['id:integer'],
    rows: [[1], [3]],
    rejects: ['data must be an object', 'data must be an object'],
  },
  { n: 32, bodies: ['[]'], columns: [], rows: [] },
  {
    n: 35,
    bodies: [deep(1000), deep(1001)],
    columns: ['a:json'],
    rows: [['['.repeat(999) + ']'.repeat(999)]],
    rejects: ['nesting deeper than 1000 levels'],
  },
  {
    n: 36,
    bodies: ['{"at":"2019-08-13T21:25:03+0000","d":"2024-02-30"}'],
    columns: ['at:string', 'd:string'],
    rows: [['2019-08-13T21:25:03+0000', '2024-02-30']],
  },
  { n: 37, bodies: ['{"a":1,"a":"two"}'], columns: ['a:string'], rows: [['two']] },
  { n: 38, bodies: ['{"s":""}'], columns: ['s:string'], rows: [['']] },
];

describe('worked examples', () => {
  it.each(EXAMPLES)('$n: $bodies', ({ profile, bodies, columns, rows, rejects }) => {
    using room = openSchemaRoom(profile);
    for (const body of bodies) room.load(body);
    expect(room.columns()).toEqual(columns);
    expect(room.rows()).toEqual(rows);
    expect(room.rejects().map(({ reason }) => reason)).toEqual(rejects ?? []);
    expect(room.rejects().every(({ table_name }) => table_name === 'data')).toBe(true);
  });

  it('come out the same when all requests are loaded as one batch', () => {
    for (const { profile, bodies, columns, rows, rejects } of EXAMPLES) {
      using room = openSchemaRoom(profile);
      room.load(...bodies);
      expect(room.columns()).toEqual(columns);
      expect(room.rows()).toEqual(rows);
      expect(room.rejects().map(({ reason }) => reason)).toEqual(rejects ?? []);
    }
  });

  it('11: denests objects and arrays where that is chosen', () => {
    using room = openSchemaRoom({ primaryKey: ['order_id'], nested: 'relational' });
    room.load('{"order_id":"1234","line_items":[{"price":"5.99","tax_lines":[{"rate":"0.06"}]}]}');
    expect(room.columns()).toEqual(['order_id:string']);
    const select = (table: string) => room.db.prepare(`SELECT * FROM ${table}`).all();
    expect(select('data__line_items')).toMatchObject([
      { _sdc_source_key_order_id: '1234', _sdc_level_0_id: 0, price: '5.99' },
    ]);
    expect(select('data__line_items__tax_lines')).toMatchObject([
      { _sdc_source_key_order_id: '1234', _sdc_level_0_id: 0, _sdc_level_1_id: 0, rate: '0.06' },
    ]);
    expect(room.rows()).toHaveLength(1);
  });

  it('27: the latest version of each row is in data_latest', () => {
    using room = openSchemaRoom({ primaryKey: ['id'] });
    room.load('{"id":1,"s":"new"}', '{"id":1,"s":"paid"}');
    expect(room.db.prepare('SELECT id, s FROM data_latest').all()).toEqual([{ id: 1, s: 'paid' }]);
  });

  it('30: rows of one body have consecutive sequences and one batch', () => {
    using room = openSchemaRoom();
    room.load('[{"id":1},{"id":2}]');
    const rows = room.db
      .prepare(
        'SELECT _sdc_sequence AS seq, _sdc_batched_at AS at, __sdc_primary_key AS key FROM data',
      )
      .safeIntegers()
      .all() as { seq: bigint; at: string; key: string }[];
    expect(rows).toHaveLength(2);
    expect((rows[1]?.seq ?? 0n) - (rows[0]?.seq ?? 0n)).toBe(1n);
    expect(`${rows[0]?.seq}`).toMatch(/^\d{19}$/);
    expect(rows[0]?.at).toBe(rows[1]?.at);
    expect(rows[0]?.key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
  });
});
