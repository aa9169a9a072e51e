import { describe, expect, it } from 'vitest';
import {
  parametersOf,
  readParameter,
  statementsOf,
  tableRead,
  wantedOf,
} from '../../../renderer/sql/text/statements.ts';

const TEXT = "-- first\nSELECT ';' AS a;\n\n  SELECT 2 -- ;\n  ;; SELECT 3";
const parts = (text: string): string[] =>
  statementsOf(text).map(({ from, to }) => text.slice(from, to));

describe('the statements of a text', () => {
  it('end at semicolons that are no text and no comment', () => {
    expect(parts(TEXT)).toEqual(["SELECT ';' AS a", 'SELECT 2', 'SELECT 3']);
    expect(parts(' ; -- nothing\n')).toEqual([]);
    expect(parts("SELECT 'open;")).toEqual(["SELECT 'open;"]);
  });

  it('run by the cursor, or as what is selected', () => {
    const run = (from: number, to = from): [string, string] | null => {
      const wanted = wantedOf(TEXT, { from, to });
      return wanted && [wanted.what, TEXT.slice(wanted.from, wanted.to)];
    };
    expect(run(0)).toEqual(['statement', "SELECT ';' AS a"]);
    expect(run(TEXT.indexOf('2'))).toEqual(['statement', 'SELECT 2']);
    expect(run(TEXT.indexOf('2') + 4)).toEqual(['statement', 'SELECT 2']);
    expect(run(TEXT.length)).toEqual(['statement', 'SELECT 3']);
    const at = TEXT.indexOf("';' AS a");
    expect(run(at, at + 3)).toEqual(['selection', "';'"]);
    // Blanks alone select nothing.
    expect(run(TEXT.indexOf('\n\n'), TEXT.indexOf('\n\n') + 2)?.[0]).toBe('statement');
    expect(wantedOf('SELECT 1', { from: 8, to: 8 })).toMatchObject({ what: 'all', count: 1 });
    expect(wantedOf('  -- none', { from: 0, to: 9 })).toBeNull();
  });

  it('name the table they read', () => {
    expect(tableRead('SELECT * FROM my_shop."the data" x')).toEqual({
      whole: 'my_shop."the data"',
      name: 'the data',
    });
    expect(tableRead("SELECT 'from x'")).toBeNull();
    expect(tableRead('SELECT 1 FROM (SELECT 2)')).toBeNull();
  });
});

describe('parameters', () => {
  it('are named once, and not in texts and comments', () => {
    expect(parametersOf("SELECT :id, ':no', @b, $c, :id -- :no\n, ?1")).toEqual(['id', 'b', 'c']);
  });

  it.each([
    ['', null],
    [' null ', null],
    ['42', 42],
    ['-1.50', -1.5],
    ["'42'", '42'],
    ["'it''s'", "it's"],
    ['0042', '0042'],
    ['9007199254740993', '9007199254740993'],
    ["'; DROP TABLE x; --", "'; DROP TABLE x; --"],
    [' two words', ' two words'],
  ])('%j is %j', (typed, value) => expect(readParameter(typed)).toBe(value));
});
