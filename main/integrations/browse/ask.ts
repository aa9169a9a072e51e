import { BackstitchError } from '../../lib/errors.ts';
import type { Cell, Reader } from '../../warehouse/reader.ts';

const DEADLINE_MS = 15_000;
const SHOWN_TEXT = 500;

/** A row by the names of its columns. */
export type Row = Record<string, Cell>;

/** A schema, and the file that its tables are in. */
export interface Of {
  schema: string;
  file: string;
}

export type Ask = ReturnType<typeof createAsk>;

/**
 * Asks one schema a question in SQL. Texts are cut at `maxText` characters.
 *
 * @throws BackstitchError QUERY_FAILED, with the words of SQLite or of the deadline.
 */
export function createAsk({ reader, folder }: { reader: Reader; folder: string }) {
  async function ask(
    { schema, file }: Of,
    sql: string,
    params: (string | number | bigint | null)[] = [],
    maxText = SHOWN_TEXT,
  ): Promise<{ names: string[]; rows: Cell[][] }> {
    const answer = await reader.read(
      {
        folder,
        schemas: [{ name: schema, file }],
        engine: null,
        sql,
        params,
        maxRows: 100_000,
        maxBytes: 50_000_000,
        maxText,
      },
      DEADLINE_MS,
    );
    if (!answer.ok) throw new BackstitchError('QUERY_FAILED', answer.message);
    return { names: answer.columns.map(({ name }) => name), rows: answer.rows };
  }
  async function askRows(
    of: Of,
    sql: string,
    params: (string | number | bigint | null)[] = [],
    maxText = SHOWN_TEXT,
  ): Promise<Row[]> {
    const { names, rows } = await ask(of, sql, params, maxText);
    return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])));
  }

  return { ask, askRows };
}
