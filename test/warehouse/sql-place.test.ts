import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sqlPlace } from '../../main/warehouse/sql-place.ts';
import { sqlTokens } from '../../preload/rules/sql-tokens.ts';

/** The word that is marked when SQLite is given a query. */
function marked(sql: string): string | null {
  const db = new SqliteDatabase(':memory:');
  const problemOf = (text: string): string | null => {
    try {
      db.prepare(text);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const message = problemOf(sql);
  const place = message === null ? null : sqlPlace(sql, message, problemOf);
  db.close();
  return place && `${sql.slice(0, place.from)}«${sql.slice(place.from, place.to)}»`;
}

describe('the place of a mistake in a query', () => {
  it.each([
    ['SELEC 1', '«SELEC»'],
    ['SELECT a FROM', 'SELECT a «FROM»'],
    ['SELECT a FROM -- which?\n', 'SELECT a «FROM»'],
    ["SELECT 'FROM' AS x FROM FROM y", "SELECT 'FROM' AS x FROM «FROM»"],
    ['SELECT (1), (2)) FROM (SELECT 1)', 'SELECT (1), (2)«)»'],
    ['SELECT 1 +* 2', 'SELECT 1 +«*»'],
    ["SELECT 'open", "SELECT «'open»"],
    ['SELECT 1 AS a, missing FROM (SELECT 1)', 'SELECT 1 AS a, «missing»'],
    ["SELECT 'missing', t.missing FROM (SELECT 1) t", "SELECT 'missing', «t.missing»"],
    ['SELECT "not here" FROM (SELECT 1)', 'SELECT «"not here"»'],
    ['SELECT * FROM shop.data', 'SELECT * FROM «shop.data»'],
    ['SELECT * FROM Nowhere', 'SELECT * FROM «Nowhere»'],
    ['SELECT nof(1)', 'SELECT «nof»'],
    ['SELECT abs(1, 2)', 'SELECT «abs»'],
    ['SELECT a FROM (SELECT 1 AS a), (SELECT 2 AS a)', 'SELECT «a»'],
    ['SELECT 1', null],
  ])('%s', (sql, wanted) => expect(marked(sql)).toBe(wanted));

  it('is that of a parameter without a value', () => {
    const sql = "SELECT ':id', :id";
    const none = (): null => null;
    expect(sqlPlace(sql, 'Missing named parameter "id"', none)).toEqual({ from: 14, to: 17 });
  });

  it('is none where the message names nothing of the query', () => {
    expect(sqlPlace('SELECT 1', 'disk I/O error', () => null)).toBeNull();
    expect(sqlPlace('SELECT 1', 'no such table: other', () => null)).toBeNull();
  });
});

describe('pieces of SQL', () => {
  it('join to the same text again, whatever the text', () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom("'", '"', '--', '/*', '*/', '\n', '[', ']', ';', ':a', '$', '?1', '`', 'é'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const sql = parts.join('');
        const tokens = sqlTokens(sql);
        expect(tokens.map(({ from, to }) => sql.slice(from, to)).join('')).toBe(sql);
        expect(tokens.every(({ from, to }) => to > from)).toBe(true);
      }),
    );
  });

  it('are told apart as SQLite does', () => {
    const sql = `SELECT 'it''s', "a""b", [c d], :p, @q, $r, 1.5e3 -- end; :x\n/* ; */ ;`;
    const words = sqlTokens(sql)
      .filter(({ kind }) => kind !== 'space' && kind !== 'sign')
      .map(({ kind, from, to }) => `${kind} ${sql.slice(from, to)}`);
    expect(words).toEqual([
      'word SELECT',
      "string 'it''s'",
      'quoted "a""b"',
      'quoted [c d]',
      'parameter :p',
      'parameter @q',
      'parameter $r',
      'number 1.5e3',
      'comment -- end; :x',
      'comment /* ; */',
      'end ;',
    ]);
  });
});
