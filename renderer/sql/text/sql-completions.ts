import type { CodeSuggestion } from '../../ui/code/code-props.ts';

export interface SchemaTables {
  /** '' for what Backstitch itself holds. */
  schema: string;
  tables: readonly { name: string; columns: readonly string[] }[];
}

const WORDS = [
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP BY',
  'ORDER BY',
  'LIMIT',
  'JOIN',
  'LEFT JOIN',
  'ON',
  'AS',
  'AND',
  'OR',
  'NOT',
  'NULL',
  'IS',
  'IN',
  'LIKE',
  'BETWEEN',
  'CASE',
  'WHEN',
  'THEN',
  'ELSE',
  'END',
  'DISTINCT',
  'COUNT',
  'SUM',
  'MIN',
  'MAX',
  'AVG',
  'json_extract',
  'json_each',
  'strftime',
  'COALESCE',
  'CAST',
  'WITH',
  'UNION ALL',
  'DESC',
  'HAVING',
];
const MAX = 60;

/** A name as SQL takes it, quoted only where it must be. */
export const sqlName = (name: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** What may follow: keywords, tables with their schema, and columns of tables that are named. */
export function completeSql(
  text: string,
  cursor: number,
  schemas: readonly SchemaTables[],
): CodeSuggestion[] {
  const before = text.slice(0, cursor);
  const word = /[\w$.]*$/.exec(before)?.[0] ?? '';
  if (word === '') return [];
  const from = cursor - word.length;
  const lower = text.toLowerCase();
  const found: CodeSuggestion[] = [];
  const offer = (label: string, detail: string): void => {
    if (label.toLowerCase().startsWith(word.toLowerCase()) && label !== word) {
      found.push({ from, label, detail });
    }
  };
  // One schema alone needs no name before its tables.
  const isOnly = schemas.filter(({ schema }) => schema !== '').length === 1;
  for (const { schema, tables } of schemas) {
    for (const { name, columns } of tables) {
      const whole = schema === '' ? sqlName(name) : `${schema}.${sqlName(name)}`;
      if (lower.includes(whole) || (isOnly && lower.includes(name))) {
        for (const column of columns) offer(sqlName(column), `of ${name}`);
      }
      offer(whole, 'table');
    }
  }
  for (const keyword of WORDS) offer(keyword, '');
  const unique = new Map(found.map((one) => [one.label, one]));
  return [...unique.values()].slice(0, MAX);
}
