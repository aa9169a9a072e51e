import fc from 'fast-check';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { chartColumns, FIRST_LOOK, readLook } from '../../../renderer/sql/result/chart-points.ts';
import { insertText, markdownText } from '../../../renderer/sql/result/copy-result.ts';
import { planSteps } from '../../../renderer/sql/result/plan.ts';
import { nextSort, shownRows } from '../../../renderer/sql/result/result-rows.ts';
import { foundTables } from '../../../renderer/sql/side/found-tables.ts';
import { lineOf, mistakeOf } from '../../../renderer/sql/text/mistake-place.ts';

describe('the rows of a result', () => {
  const rows = [
    ['b', 10],
    ['a', 9],
    [null, 100],
    ['10', '9223372036854775807'],
    ['9', -1],
  ];

  it('are sorted by size, with NULL first and numbers before texts', () => {
    const by = (column: number, descending = false) =>
      shownRows(rows, { sort: { column, descending }, filter: '' }).map((row) => row[column]);
    expect(by(1)).toEqual([-1, 9, 10, 100, '9223372036854775807']);
    expect(by(1, true)).toEqual(['9223372036854775807', 100, 10, 9, -1]);
    expect(by(0)).toEqual([null, '10', '9', 'a', 'b']);
  });

  it('are those with a text, whatever its case', () => {
    expect(shownRows(rows, { sort: null, filter: ' A ' })).toEqual([['a', 9]]);
    expect(shownRows(rows, { sort: null, filter: '' })).toBe(rows);
  });

  it('turn around with each press, and come as they came with the third', () => {
    const first = nextSort(null, 2);
    const second = nextSort(first, 2);
    expect([first, second, nextSort(second, 2)]).toEqual([
      { column: 2, descending: false },
      { column: 2, descending: true },
      null,
    ]);
  });
});

describe('a result as text', () => {
  const one = (value: string | number | boolean | null, type: string | null = 'TEXT') => ({
    columns: ['a'],
    types: [type],
    rows: [[value]],
  });

  it('is a table in Markdown that shows what was sent and makes nothing of it', () => {
    expect(
      markdownText({
        columns: ['id', 'te|xt'],
        types: [null, null],
        rows: [
          [1, 'x'],
          [2, null],
        ],
      }),
    ).toBe('| id | te\\|xt |\n| ---: | --- |\n| 1 | x |\n| 2 | NULL |');
    const cell = (value: string): string => markdownText(one(value)).split('\n')[2] ?? '';
    expect(cell('<img src=x onerror=alert(1)>')).toBe('| &lt;img src=x onerror=alert(1)\\> |');
    expect(cell('[a](javascript:b)')).toBe('| \\[a\\](javascript:b) |');
    expect(cell('a\r\nb|c`d`')).toBe('| a<br>b\\|c\\`d\\` |');
    expect(cell('&lt;b&gt;')).toBe('| &amp;lt;b&amp;gt; |');
    expect(cell('https://evil.example')).not.toContain('https:');
  });

  it('is INSERT statements that bring back exactly what was there', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom("';--", "''", '\0a')), {
          minLength: 1,
          maxLength: 5,
        }),
        (values) => {
          const db = new SqliteDatabase(':memory:');
          db.exec('CREATE TABLE "a ""table" ("the ""name" TEXT)');
          db.exec(
            insertText(
              { columns: ['the "name'], types: ['TEXT'], rows: values.map((value) => [value]) },
              'a "table',
            ),
          );
          const back = db.prepare('SELECT "the ""name" FROM "a ""table"').pluck().all();
          db.close();
          expect(back).toEqual(values);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps the types of what is inserted', () => {
    const literal = (value: string | number | boolean | null, type: string | null) =>
      /\((.*)\);$/
        .exec(insertText(one(value, type), 't').replaceAll('\n', ' '))?.[1]
        ?.split('(')
        .at(-1);
    expect(literal(null, 'TEXT')).toBe('NULL');
    expect(literal(2.5, null)).toBe('2.5');
    expect(literal(true, 'BOOLEAN')).toBe('TRUE');
    expect(literal('9223372036854775807', 'INTEGER')).toBe('9223372036854775807');
    expect(literal('9223372036854775807', 'TEXT')).toBe("'9223372036854775807'");
    expect(literal("x'00ff'", 'BLOB')).toBe("x'00ff'");
    expect(literal("x'00ff'", 'TEXT')).toBe("'x''00ff'''");
    const many = {
      columns: ['a'],
      types: [null],
      rows: Array.from({ length: 501 }, (_, i) => [i]),
    };
    expect(insertText(many, 't').match(/INSERT INTO t \(a\) VALUES/g)).toHaveLength(2);
  });
});

describe('a chart', () => {
  const result = { columns: ['day', 'rows', 'size'], rows: [['mon', 1, 2]] };

  it('is drawn of the columns that were chosen, while the result has them', () => {
    expect(chartColumns(result, FIRST_LOOK)).toEqual({ x: 0, y: 2 });
    expect(chartColumns(result, { kind: 'bar', x: 'size', y: 'rows' })).toEqual({ x: 2, y: 1 });
    expect(chartColumns(result, { kind: 'bar', x: 'gone', y: null })).toEqual({ x: 0, y: 2 });
    expect(chartColumns({ columns: ['n'], rows: [[1]] }, FIRST_LOOK)).toEqual({ x: 0, y: 0 });
    expect(chartColumns({ columns: ['a'], rows: [['x']] }, FIRST_LOOK)).toBeNull();
  });

  it('is read with care from where it was kept', () => {
    expect(readLook({ kind: 'line', x: 'a', y: 3 })).toEqual({ kind: 'line', x: 'a', y: null });
    for (const none of [null, 'bar', { kind: 'pie' }]) expect(readLook(none)).toBeNull();
  });
});

it('a plan has its steps below those they are part of, and marks scans', () => {
  expect(
    planSteps([
      [3, 0, 0, 'CO-ROUTINE x'],
      [5, 3, 0, 'SCAN data'],
      [9, 0, 0, 'SEARCH x USING INDEX y (id=?)'],
      [12, 0, 0, 'SCAN z USING COVERING INDEX i'],
    ]).map(({ depth, isScan }) => [depth, isScan]),
  ).toEqual([
    [0, false],
    [1, true],
    [0, false],
    [0, false],
  ]);
});

it('tables are found by their own name, their schema, or one of their columns', () => {
  const schemas = [
    { schema: 'shop', tables: [{ name: 'data', columns: ['id', 'cost'] }] },
    { schema: '', tables: [{ name: 'captures', columns: ['id', 'status'] }] },
  ];
  const found = (typed: string) =>
    foundTables(schemas, typed).flatMap(({ tables }) =>
      tables.map(({ name, columns, isByColumn }) => `${name} ${columns.join()} ${isByColumn}`),
    );
  expect(found('')).toEqual(['data id,cost false', 'captures id,status false']);
  expect(found('STAT')).toEqual(['captures status true']);
  expect(found('shop.da')).toEqual(['data id,cost false']);
  expect(found('nothing')).toEqual([]);
});

describe('the place of a mistake', () => {
  const text = 'SELECT 1;\nSELECT missing';
  const failed = (from: number, to: number, kind: 'rows' | 'plan' = 'rows') => {
    const error = Object.assign(new Error('no such column: missing'), {
      data: { place: { from, to } },
    });
    return { kind, state: 'failed' as const, text, from: 10, error };
  };

  it('is one of the whole text, while that is what ran', () => {
    const place = { from: 17, to: 24, message: 'no such column: missing' };
    expect(mistakeOf(failed(7, 14), text)).toEqual(place);
    expect(mistakeOf(failed(26, 33, 'plan'), text)).toEqual(place);
    expect(mistakeOf(failed(7, 14), `${text} `)).toBeNull();
    expect(lineOf(text, 17)).toEqual({ line: 2, column: 8 });
  });

  it('is none of other failures', () => {
    expect(mistakeOf({ ...failed(0, 0), error: new Error('too late') }, text)).toBeNull();
    expect(mistakeOf({ ...failed(0, 1), state: 'done' }, text)).toBeNull();
  });
});
