import { sqlName, sqlTokens } from '../../../preload/rules/sql-tokens.ts';

/** A stretch of a text in UTF-16 units, `to` exclusive. */
export interface Stretch {
  from: number;
  to: number;
}

/** The statements of a text, without what separates them and the blanks around them. */
export function statementsOf(text: string): Stretch[] {
  const statements: Stretch[] = [];
  let begun: Stretch | null = null;
  for (const { kind, from, to } of sqlTokens(text)) {
    if (kind === 'end') {
      if (begun !== null) statements.push(begun);
      begun = null;
    } else if (kind !== 'space' && kind !== 'comment') {
      begun = { from: begun === null ? from : begun.from, to };
    }
  }
  return begun === null ? statements : [...statements, begun];
}

/** What is to be run, and what it is: all there is, what is selected, or one of several statements. */
export interface Wanted extends Stretch {
  what: 'all' | 'selection' | 'statement';
  /** Of the statements, counted from 1. */
  number: number;
  count: number;
}

/**
 * What runs with the cursor or a selection where it is: the selection, else the statement around the cursor,
 * else the one before it, which was just finished; null where there is no statement.
 */
export function wantedOf(text: string, selection: Stretch): Wanted | null {
  const statements = statementsOf(text);
  const count = statements.length;
  const picked = text.slice(selection.from, selection.to);
  const [inside] = statementsOf(picked);
  if (inside !== undefined) {
    // All that is selected, to the last statement: two at once are refused, not cut.
    const last = statementsOf(picked).at(-1)?.to ?? inside.to;
    const { from } = selection;
    return { from: from + inside.from, to: from + last, what: 'selection', number: 0, count };
  }
  const before = statements.findLastIndex(({ from }) => from <= selection.from);
  const at = Math.max(0, before);
  const found = statements[at];
  if (found === undefined) return null;
  return { ...found, what: count === 1 ? 'all' : 'statement', number: at + 1, count };
}

/** Names of the parameters of a query, in their order, each once, without the sign before them. */
export function parametersOf(sql: string): string[] {
  const names = sqlTokens(sql)
    .filter(({ kind, from }) => kind === 'parameter' && sql[from] !== '?')
    .map(({ from, to }) => sql.slice(from + 1, to));
  return [...new Set(names)];
}

/**
 * What somebody typed as the value of a parameter: nothing and NULL are none, a number is a number, what is
 * in quotes is text without them, and anything else is text as it stands.
 */
export function readParameter(typed: string): string | number | null {
  const text = typed.trim();
  if (text === '' || /^null$/i.test(text)) return null;
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text)) return Number(text);
  const inner = /^'((?:[^']|'')*)'$/s.exec(text)?.[1];
  return inner === undefined ? typed : inner.replaceAll("''", "'");
}

/** The table that a query reads first: as it is written, and without its schema; null where it reads none. */
export function tableRead(sql: string): { whole: string; name: string } | null {
  const words = sqlTokens(sql).filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  const textAt = (at: number): string => sql.slice(words[at]?.from, words[at]?.to);
  const from = words.findIndex((_word, i) => /^from$/i.test(textAt(i)));
  const table = words[from + 1];
  if (from < 0 || (table?.kind !== 'word' && table?.kind !== 'quoted')) return null;
  const name = textAt(from + 2) === '.' ? words[from + 3] : undefined;
  const last = name ?? table;
  return { whole: sql.slice(table.from, last.to), name: sqlName(sql, last) };
}
