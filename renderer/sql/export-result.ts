import type { Cell } from '../../preload/contract/integrations/rows.ts';
import type { QueryResult } from '../../preload/contract/integrations/sql.ts';

/** What a spreadsheet would run: a text, or the name of a column, that begins like a formula. */
const FORMULA = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** An apostrophe before it makes it a text; numbers such as -5 stay numbers. */
const guarded = (text: string): string =>
  FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;

/**
 * RFC 4180: quotes where they must be, CR LF between records. NULL is an empty field.
 *
 * @param exact texts as they are. Senders write them, so a spreadsheet must not be given these.
 */
export function csvText(
  { columns, rows }: Pick<QueryResult, 'columns' | 'rows'>,
  exact = false,
): string {
  const field = (value: Cell): string => {
    if (value === null) return '';
    const text = exact ? String(value) : guarded(String(value));
    // An empty text is not NULL.
    return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(field).join(',')).join('\r\n');
}

export const toCsv = (result: QueryResult, exact = false): Blob =>
  new Blob([csvText(result, exact), '\r\n'], { type: 'text/csv' });

/** An array of objects; of columns with one name the later ones get a number. */
export function jsonText({ columns, rows }: Pick<QueryResult, 'columns' | 'rows'>): string {
  const names = uniqueNames(columns);
  const objects = rows.map((row) =>
    Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])),
  );
  return JSON.stringify(objects, null, 2);
}

export const toJson = (result: QueryResult): Blob =>
  new Blob([jsonText(result), '\n'], { type: 'application/json' });

/**
 * Columns as Parquet has them: booleans, 64-bit integers, doubles, or text. Its writer is fetched
 * with the first export.
 */
export async function parquetBytes({
  columns,
  types,
  rows,
}: Pick<QueryResult, 'columns' | 'types' | 'rows'>): Promise<ArrayBuffer> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const names = uniqueNames(columns);
  const columnData = names.map((name, i) => {
    const values = rows.map((row) => row[i] ?? null);
    return { name, ...parquetColumn(values, types[i] ?? null) };
  });
  return parquetWriteBuffer({ columnData });
}

function parquetColumn(values: readonly Cell[], declared: string | null) {
  const filled = values.filter((value) => value !== null);
  if (filled.length > 0 && filled.every((value) => typeof value === 'boolean')) {
    return { data: [...values], type: 'BOOLEAN' as const, nullable: true };
  }
  const isInteger = (value: Cell): boolean =>
    typeof value === 'number'
      ? Number.isSafeInteger(value)
      : declared === 'INTEGER' && /^-?\d{1,19}$/.test(String(value));
  if (filled.length > 0 && filled.every(isInteger)) {
    const data = values.map((value) => (value === null ? null : BigInt(value)));
    return { data, type: 'INT64' as const, nullable: true };
  }
  if (filled.length > 0 && filled.every((value) => typeof value === 'number')) {
    return { data: [...values], type: 'DOUBLE' as const, nullable: true };
  }
  const data = values.map((value) => (value === null ? null : String(value)));
  return { data, type: 'STRING' as const, nullable: true };
}

export const toParquet = async (result: QueryResult): Promise<Blob> =>
  new Blob([await parquetBytes(result)], { type: 'application/vnd.apache.parquet' });

function uniqueNames(columns: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return columns.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}
