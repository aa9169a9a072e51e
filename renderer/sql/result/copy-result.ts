import type { Cell } from '../../../preload/contract/integrations/rows.ts';
import type { QueryResult } from '../../../preload/contract/integrations/sql.ts';
import { sqlName } from '../text/sql-completions.ts';

type Rows = Pick<QueryResult, 'columns' | 'types'> & { rows: readonly (readonly Cell[])[] };

const MARKS = /[\\`*_~[\]<>|#&!$]/g;

/** A text in a cell of a table in Markdown: it is shown as it is, and makes no link, tag or column. */
function markdownCell(value: Cell): string {
  if (value === null) return 'NULL';
  return String(value)
    .replaceAll(MARKS, (sign) => (sign === '<' ? '&lt;' : sign === '&' ? '&amp;' : `\\${sign}`))
    .replaceAll(/\r\n?|\n/g, '<br>')
    .replaceAll('\t', ' ')
    .replaceAll(/(?<=^|\W)(https?|www)(?=[:.])/gi, '$1&#8203;');
}

/** A table as Markdown of GitHub has it, numbers at the right. */
export function markdownText({ columns, rows }: Rows): string {
  const isNumeric = columns.map(
    (_name, i) =>
      rows.some((row) => typeof row[i] === 'number') &&
      rows.every((row) => row[i] === null || typeof row[i] === 'number'),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(markdownCell)),
    line(isNumeric.map((right) => (right ? '---:' : '---'))),
    ...rows.map((row) => line(columns.map((_name, i) => markdownCell(row[i] ?? null)))),
  ].join('\n');
}

const AT_ONCE = 500;
const BLOB = /^x'(?:[0-9a-f]{2})*'$/;

function literal(value: Cell, type: string | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return String(value);
  if (type === 'INTEGER' && /^-?\d{1,19}$/.test(value)) return value;
  if (type === 'BLOB' && BLOB.test(value)) return value;
  // A NUL would end the statement in some programs.
  if (value.includes('\0')) return `CAST(x'${hexOf(value)}' AS TEXT)`;
  return `'${value.replaceAll("'", "''")}'`;
}

const hexOf = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * INSERT statements for SQLite, 500 rows each. Texts are literals and nothing else, whatever stands in them.
 *
 * @param table as it is to be called; quoted where it must be
 */
export function insertText({ columns, types, rows }: Rows, table: string): string {
  const names = columns.map((name) => sqlName(name)).join(', ');
  const statements: string[] = [];
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const values = rows
      .slice(at, at + AT_ONCE)
      .map(
        (row) =>
          `(${columns.map((_n, i) => literal(row[i] ?? null, types[i] ?? null)).join(', ')})`,
      );
    statements.push(`INSERT INTO ${sqlName(table)} (${names}) VALUES\n  ${values.join(',\n  ')};`);
  }
  return statements.join('\n');
}
