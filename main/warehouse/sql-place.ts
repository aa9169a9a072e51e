import { sqlName, sqlTokens, type SqlToken } from '../../preload/rules/sql-tokens.ts';

/** A stretch of a query in UTF-16 units, `to` exclusive. */
export interface SqlPlace {
  from: number;
  to: number;
}

/** Preparing a prefix of a query for each place of a word costs something. */
const MOST_TRIES = 200;

const NAMED = [
  /^no such column: (.+?)(?: - should this be a string literal in single-quotes\?)?$/s,
  /^no such table: (.+)$/s,
  /^no such function: (.+)$/s,
  /^no such table-valued function: (.+)$/s,
  /^no such collation sequence: (.+)$/s,
  /^ambiguous column name: (.+)$/s,
  /^unknown database (.+)$/s,
  /^wrong number of arguments to function (.+)\(\)$/s,
  /^misuse of (?:aggregate|window function|aliased aggregate)(?: function)?:? (.+?)(?:\(\))?$/s,
];

/**
 * Where in a query SQLite found what its message says: it tells a word, not a place.
 *
 * @param problemOf the message for a prefix of the query; null where that can be prepared. The first place
 *   of the word at which a prefix fails alike is where the parser stopped.
 * @returns null where the message names nothing that stands in the query.
 */
export function sqlPlace(
  sql: string,
  message: string,
  problemOf: (prefix: string) => string | null,
): SqlPlace | null {
  const tokens = sqlTokens(sql);
  const near = /^near "(.*)": syntax error$/s.exec(message)?.[1];
  if (near !== undefined) return whereItStops(sql, tokens, near, message, problemOf);
  if (message === 'incomplete input') return lastOf(tokens);
  const unknown = /^unrecognized token: "(.*)"$/s.exec(message)?.[1];
  if (unknown !== undefined) return plainPlace(sql, unknown);
  const parameter = /^Missing named parameter "(.*)"$/s.exec(message)?.[1];
  if (parameter !== undefined) {
    return placeOfToken(
      tokens.find(
        (one) => one.kind === 'parameter' && sql.slice(one.from + 1, one.to) === parameter,
      ),
    );
  }
  for (const pattern of NAMED) {
    const name = pattern.exec(message)?.[1];
    if (name !== undefined) return placeOfName(sql, tokens, name);
  }
  return null;
}

function whereItStops(
  sql: string,
  tokens: readonly SqlToken[],
  word: string,
  message: string,
  problemOf: (prefix: string) => string | null,
): SqlPlace | null {
  const same = tokens.filter((one) => sql.slice(one.from, one.to) === word);
  // Signs of two characters are two pieces here.
  if (same.length === 0) return plainPlace(sql, word);
  const found = same.slice(0, MOST_TRIES).find(({ to }) => problemOf(sql.slice(0, to)) === message);
  return placeOfToken(found ?? same[0]);
}

function plainPlace(sql: string, text: string): SqlPlace | null {
  const from = text === '' ? -1 : sql.indexOf(text);
  return from < 0 ? null : { from, to: from + text.length };
}

const placeOfToken = (token: SqlToken | undefined): SqlPlace | null =>
  token === undefined ? null : { from: token.from, to: token.to };

function lastOf(tokens: readonly SqlToken[]): SqlPlace | null {
  return placeOfToken(tokens.findLast(({ kind }) => kind !== 'space' && kind !== 'comment'));
}

/** `a.b` where it stands as such, else `b`: SQLite writes names out in full. */
function placeOfName(sql: string, tokens: readonly SqlToken[], name: string): SqlPlace | null {
  const named = tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  const isNamed = (token: SqlToken | undefined, wanted: string): boolean =>
    token !== undefined &&
    (token.kind === 'word' || token.kind === 'quoted') &&
    sqlName(sql, token).toLowerCase() === wanted.toLowerCase();
  const plain = name.replace(/^"(.*)"$/s, '$1');
  const steps = plain.split('.');
  const at = named.findIndex((_, i) => steps.every((step, n) => isNamed(named[i + 2 * n], step)));
  const [first, last] = [named[at], named[at + 2 * (steps.length - 1)]];
  if (first !== undefined && last !== undefined) return { from: first.from, to: last.to };
  const whole = named.find((token) => isNamed(token, plain));
  return placeOfToken(whole ?? named.find((token) => isNamed(token, steps.at(-1) ?? '')));
}
