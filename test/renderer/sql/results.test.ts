import { describe, expect, it } from 'vitest';
import { chartPoints, ticksOf } from '../../../renderer/sql/result/chart-points.ts';
import { csvText, jsonText, parquetBytes } from '../../../renderer/sql/export-result.ts';
import { completeSql, sqlName } from '../../../renderer/sql/text/sql-completions.ts';

describe('a result as a file', () => {
  const result = {
    columns: ['id', 'id', 'text'],
    types: ['INTEGER', null, 'TEXT'],
    rows: [
      [1, '9223372036854775807', 'a,"b"\nc'],
      [null, null, ''],
    ],
    cut: false,
    durationMs: 1,
  };

  it('is CSV that tells NULL from an empty text', () => {
    expect(csvText(result)).toBe('id,id,text\r\n1,9223372036854775807,"a,""b""\nc"\r\n,,""');
  });

  it('is CSV that runs no formula in a spreadsheet, unless it is to be exact', () => {
    const texts = ['=cmd', '+1', '@SUM(A1)', '-1+2', '\tx', '\rx', ' =1', '＝1', "it's", 'a=b'];
    const numbers = [-5, '-5', '-1.5e3', '-9223372036854775808'];
    const rows = [...texts, ...numbers].map((value) => [value]);
    const lines = csvText({ columns: ['=HYPERLINK("x")'], rows }).split('\r\n');
    expect(lines).toEqual([
      `"'=HYPERLINK(""x"")"`,
      "'=cmd",
      "'+1",
      "'@SUM(A1)",
      "'-1+2",
      "'\tx",
      `"'\rx"`,
      "' =1",
      "'＝1",
      "it's",
      'a=b',
      '-5',
      '-5',
      '-1.5e3',
      '-9223372036854775808',
    ]);
    expect(csvText({ columns: ['=a'], rows: [['+1']] }, true)).toBe('=a\r\n+1');
  });

  it('is JSON with a name for each column', () => {
    expect(JSON.parse(jsonText(result))).toEqual([
      { id: 1, id_2: '9223372036854775807', text: 'a,"b"\nc' },
      { id: null, id_2: null, text: '' },
    ]);
  });

  it('is Parquet, from its first bytes to its last', async () => {
    const rows = [...result.rows, [2, 'x', 'ü']];
    const bytes = Buffer.from(await parquetBytes({ ...result, rows }));
    expect(bytes.subarray(0, 4).toString()).toBe('PAR1');
    expect(bytes.subarray(-4).toString()).toBe('PAR1');
    const empty = Buffer.from(await parquetBytes({ ...result, rows: [] }));
    expect(empty.subarray(-4).toString()).toBe('PAR1');
  });
});

describe('a chart', () => {
  it('has points where there are numbers, thinned evenly when there are too many', () => {
    const rows = [
      ['a', 1],
      ['b', null],
      [null, -2],
      ['c', 'x'],
    ] as (string | number | null)[][];
    expect(chartPoints(rows, 0, 1)).toEqual([
      { label: 'a', value: 1 },
      { label: 'NULL', value: -2 },
    ]);
    const many = Array.from({ length: 5000 }, (_, i) => [i, i]);
    expect(chartPoints(many, 0, 1)).toHaveLength(400);
  });

  it('has a scale with round steps that holds every value', () => {
    for (const values of [[0], [1, 2, 3], [-5, 7], [1e9], [0.001, 0.0004], []]) {
      const { low, high, ticks } = ticksOf(values);
      expect(low).toBeLessThanOrEqual(Math.min(0, ...values));
      expect(high).toBeGreaterThanOrEqual(Math.max(0, ...values));
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(12);
    }
  });
});

it('completes tables, columns of tables that are named, and keywords', () => {
  const schemas = [
    { schema: 'shop', tables: [{ name: 'data', columns: ['id', 'first name'] }] },
    { schema: 'other', tables: [{ name: 'data', columns: ['x'] }] },
  ];
  const labels = (text: string) =>
    completeSql(text, text.length, schemas).map(({ label }) => label);
  expect(labels('SELECT * FROM sh')).toEqual(['shop.data']);
  const text = 'SELECT i FROM shop.data';
  expect(completeSql(text, 8, schemas).map(({ label }) => label)).toEqual(['id', 'IS', 'IN']);
  const own = { schema: '', tables: [{ name: 'deliveries', columns: ['state', 'attempts'] }] };
  const withOwn = (text: string) =>
    completeSql(text, text.length, [own, ...schemas]).map(({ label }) => label);
  expect(withOwn('SELECT * FROM deli')).toEqual(['deliveries']);
  expect(withOwn('SELECT * FROM deliveries WHERE att')).toEqual(['attempts']);
  expect(labels('sel')).toEqual(['SELECT']);
  expect(labels('SELECT ')).toEqual([]);
  expect(sqlName('first name')).toBe('"first name"');
});
