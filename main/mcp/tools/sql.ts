import { z } from 'zod';
import { ENGINE_TABLES_TOLD, SCHEMAS_TOLD } from './sql-tables.ts';
import { untrusted } from '../untrusted.ts';
import { charsOf } from '../size.ts';
import { tool } from '../tool.ts';

const ROWS_CHARS = 17_000;

export const querySql = tool({
  name: 'query_sql',
  title: 'Ask with SQL',
  description:
    'Runs one SELECT (SQLite) over what Backstitch holds, read-only, 30 seconds at most. ' +
    `${ENGINE_TABLES_TOLD} ${SCHEMAS_TOLD} Credentials are cut before the query sees them.`,
  input: z.object({
    sql: z.string().min(1).max(20_000),
    maxRows: z.number().int().min(1).max(200).default(50),
  }),
  calls: ['sql.run'],
  async run({ sql, maxRows }, { engine, cut, redacts, signal }) {
    const found = await engine('sql.run')(
      { sql, schema: '', maxRows, keep: false, params: {}, redact: redacts },
      signal,
    );
    const rows: unknown[][] = [];
    let chars = 0;
    for (const row of found.rows) {
      const safe = cut.all(row).map(short);
      chars += charsOf(untrusted(safe));
      if (chars > ROWS_CHARS) break;
      rows.push(safe);
    }
    return {
      columns: found.columns.map((name) => cut.text(name).slice(0, 100)),
      rowCount: rows.length,
      ...(found.captures !== null && { captureIds: found.captures.slice(0, 200) }),
      more: found.cut || rows.length < found.rows.length,
      durationMs: Math.round(found.durationMs),
      untrusted: untrusted(rows),
    };
  },
});

const CELL_CHARS = 4000;

const short = (cell: unknown): unknown =>
  typeof cell === 'string' && cell.length > CELL_CHARS
    ? `${cell.slice(0, CELL_CHARS)}… (${cell.length} characters)`
    : cell;
