import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { KeptQuery, QueryResult } from '../../preload/contract/integrations.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { quoted } from './names.ts';
import type { AttachedSchema, Reader } from './reader.ts';
import { fileOf } from './schema-file.ts';

const DEADLINE_MS = 30_000;
/** SQLite attaches ten databases; one place is for the captures. */
const MAX_ATTACHED = 9;
const HISTORY = 100;

interface Parts {
  db: Database;
  groups: GroupCommit;
  reader: Reader;
  folder: string;
  dataDir: string;
  /** Schemas that have a file. */
  schemas: () => string[];
  now: () => number;
}

/** A schema by its name: in the file of that name are the tables of whoever has it now. */
const place = (name: string): AttachedSchema => ({ name, file: fileOf(name) });

/** Whether a text may speak of a name; a false yes costs an attached file, nothing else. */
const mentions = (sql: string, name: string): boolean =>
  sql.toLowerCase().includes(name.toLowerCase());

/** The SQL console: reads schemas and captures, and never writes. */
export function createConsole(parts: Parts) {
  const { db, groups } = parts;
  const select = `SELECT id, name, sql, is_saved AS saved, ran_at AS ranAt FROM saved_queries`;
  const list = db.prepare<[], Omit<KeptQuery, 'saved'> & { saved: number }>(
    `${select} ORDER BY is_saved DESC, ran_at DESC LIMIT 300`,
  );
  const find = db.prepare<[number], Omit<KeptQuery, 'saved'> & { saved: number }>(
    `${select} WHERE id = ?`,
  );
  const add = db.prepare(
    'INSERT INTO saved_queries (name, sql, is_saved, ran_at) VALUES (?, ?, ?, ?)',
  );
  const drop = db.prepare('DELETE FROM saved_queries WHERE id = ?');
  const dropSame = db.prepare('DELETE FROM saved_queries WHERE is_saved = 0 AND sql = ?');
  const trim = db.prepare(
    `DELETE FROM saved_queries WHERE is_saved = 0 AND id NOT IN
       (SELECT id FROM saved_queries WHERE is_saved = 0 ORDER BY ran_at DESC LIMIT ${HISTORY})`,
  );
  const shown = (row: Omit<KeptQuery, 'saved'> & { saved: number }): KeptQuery => ({
    ...row,
    saved: row.saved === 1,
  });

  function attachedFor(sql: string, schema: string): string[] {
    const all = parts.schemas();
    const wanted = all.filter((name) => name === schema || mentions(sql, name));
    const first = wanted.includes(schema) ? [schema] : [];
    const list = [...first, ...wanted.filter((name) => name !== schema)];
    // One schema alone needs no name before its tables.
    if (list.length === 0 && all.length === 1) list.push(...all);
    if (list.length > MAX_ATTACHED) {
      throw new BackstitchError(
        'QUERY_FAILED',
        `The query names ${list.length} schemas; SQLite reads ${MAX_ATTACHED} at once.`,
        { hint: 'Ask in several queries.' },
      );
    }
    return list;
  }

  /** Once in the history, as the newest. */
  function remember(sql: string): void {
    groups.later(() => {
      dropSame.run(sql);
      add.run('', sql, 0, parts.now());
      trim.run();
    });
  }

  return {
    async run(
      input: { sql: string; schema: string; maxRows: number; keep?: boolean },
      signal?: AbortSignal,
    ): Promise<QueryResult> {
      const { sql } = input;
      const answer = await parts.reader.read(
        {
          folder: parts.folder,
          schemas: attachedFor(sql, input.schema).map(place),
          captures: mentions(sql, 'captures') ? join(parts.dataDir, 'backstitch.db') : null,
          sql,
          params: [],
          maxRows: input.maxRows,
          maxBytes: 50_000_000,
          maxText: 100_000,
        },
        DEADLINE_MS,
        signal,
      );
      if (!answer.ok) throw new BackstitchError('QUERY_FAILED', answer.message);
      if (input.keep !== false) remember(sql);
      return {
        columns: answer.columns.map(({ name }) => name),
        types: answer.columns.map(({ type }) => type),
        rows: answer.rows,
        cut: answer.cut,
        durationMs: answer.durationMs,
      };
    },
    queries: (): KeptQuery[] => list.all().map(shown),
    async saveQuery({ name, sql }: { name: string; sql: string }): Promise<KeptQuery> {
      const id = await groups.commit(() =>
        Number(add.run(name, sql, 1, parts.now()).lastInsertRowid),
      );
      const kept = find.get(id);
      if (kept === undefined) throw new BackstitchError('STORE_UNAVAILABLE');
      return shown(kept);
    },
    removeQuery: async ({ id }: { id: number }): Promise<{ removed: boolean }> => ({
      removed: (await groups.commit(() => drop.run(id).changes)) > 0,
    }),
    /** Tables with their columns, for completion and the browser of schemas. */
    async tables() {
      const result: { schema: string; tables: { name: string; columns: string[] }[] }[] = [];
      for (const schema of parts.schemas()) {
        const answer = await parts.reader.read(
          {
            folder: parts.folder,
            schemas: [place(schema)],
            captures: null,
            sql: `SELECT s.name, i.name FROM ${quoted(schema)}.sqlite_schema s, pragma_table_info(s.name, '${schema}') i
                   WHERE s.type IN ('table', 'view') AND s.name NOT LIKE '\\_backstitch%' ESCAPE '\\'
                     AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                   ORDER BY s.name, i.cid`,
            params: [],
            maxRows: 20_000,
            maxBytes: 10_000_000,
            maxText: 300,
          },
          DEADLINE_MS,
        );
        const tables = new Map<string, string[]>();
        for (const [table, column] of answer.ok ? answer.rows : []) {
          const columns = tables.get(String(table)) ?? [];
          columns.push(String(column));
          tables.set(String(table), columns);
        }
        result.push({
          schema,
          tables: [...tables].map(([name, columns]) => ({ name, columns })),
        });
      }
      return result;
    },
  };
}
