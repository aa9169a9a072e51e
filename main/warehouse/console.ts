import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { KeptQuery, QueryResult } from '../../preload/contract/sql.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { quoted } from './names.ts';
import { ENGINE_TABLES } from './engine-views.ts';
import type { AttachedSchema, Reader, ReadOrder } from './reader.ts';
import { fileOf } from './schema-file.ts';

const DEADLINE_MS = 30_000;
/** SQLite attaches ten databases; one place is for Backstitch's own. */
const MAX_ATTACHED = 9;
const HISTORY = 100;

/** Tables of a schema with their columns. */
interface SchemaTables {
  schema: string;
  tables: { name: string; columns: string[] }[];
}

interface Parts {
  db: Database;
  groups: GroupCommit;
  /** Resolves once what was answered can be read in the database of the engine. */
  settled: () => Promise<void>;
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

/** The SQL console: reads schemas and views of what Backstitch holds, and never writes. */
export function createConsole(parts: Parts) {
  const { db, groups } = parts;
  const engine = join(parts.dataDir, 'backstitch.db');
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

  async function columnsBy(
    of: Pick<ReadOrder, 'schemas' | 'engine'>,
    sql: string,
  ): Promise<SchemaTables['tables']> {
    const limits = { maxRows: 20_000, maxBytes: 10_000_000, maxText: 300 };
    const order = { folder: parts.folder, ...of, sql, params: [], ...limits };
    const answer = await parts.reader.read(order, DEADLINE_MS);
    const tables = new Map<string, string[]>();
    for (const [table, column] of answer.ok ? answer.rows : []) {
      const columns = tables.get(String(table)) ?? [];
      columns.push(String(column));
      tables.set(String(table), columns);
    }
    return [...tables].map(([name, columns]) => ({ name, columns }));
  }

  return {
    async run(
      input: { sql: string; schema: string; maxRows: number; keep?: boolean },
      signal?: AbortSignal,
    ): Promise<QueryResult> {
      const { sql } = input;
      const asksEngine = ENGINE_TABLES.some((name) => mentions(sql, name));
      if (asksEngine) await parts.settled();
      const answer = await parts.reader.read(
        {
          folder: parts.folder,
          schemas: attachedFor(sql, input.schema).map(place),
          engine: asksEngine ? engine : null,
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
    /** Tables with their columns, for completion and the browser of schemas; '' has Backstitch's own. */
    async tables(): Promise<SchemaTables[]> {
      const views = ENGINE_TABLES.map((name) => `('${name}')`).join(', ');
      const own = await columnsBy(
        { schemas: [], engine },
        `SELECT s.column1, i.name FROM (VALUES ${views}) s, pragma_table_info(s.column1, 'temp') i
          ORDER BY s.column1, i.cid`,
      );
      const result: SchemaTables[] = [];
      for (const schema of parts.schemas()) {
        const tables = await columnsBy(
          { schemas: [place(schema)], engine: null },
          `SELECT s.name, i.name FROM ${quoted(schema)}.sqlite_schema s, pragma_table_info(s.name, '${schema}') i
            WHERE s.type IN ('table', 'view') AND s.name NOT LIKE '\\_backstitch%' ESCAPE '\\'
              AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            ORDER BY s.name, i.cid`,
        );
        result.push({ schema, tables });
      }
      return [...result, { schema: '', tables: own }];
    },
  };
}
