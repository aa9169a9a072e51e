import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { KeptQuery, QueryResult, RanQuery } from '../../preload/contract/integrations/sql.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { quoted } from './names.ts';
import { ENGINE_TABLES } from './engine-views.ts';
import type { AttachedSchema, Cell, Reader, ReadOrder } from './reader.ts';
import { fileOf } from './schema-file.ts';

const DEADLINE_MS = 30_000;
/** SQLite attaches ten databases; one place is for Backstitch's own. */
const MAX_ATTACHED = 9;
const HISTORY = 100;
/** Captures that one result leads to at most. */
const MAX_CAPTURES = 1000;

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
  publicId: (rowId: number) => CaptureId;
  /** Every secret that is known now, as text. */
  secrets: () => readonly string[];
  now: () => number;
  /** Called when the kept queries are others than before. */
  tellQueries: () => void;
}

/** A schema by its name: in the file of that name are the tables of whoever has it now. */
const place = (name: string): AttachedSchema => ({ name, file: fileOf(name) });

/** Whether a text may speak of a name; a false yes costs an attached file, nothing else. */
const mentions = (sql: string, name: string): boolean =>
  sql.toLowerCase().includes(name.toLowerCase());

type Params = Readonly<Record<string, Cell>>;

/** As SQLite takes them: a number without a fraction is an integer, a boolean is 1 or 0. */
function bound(params: Params): Record<string, string | number | bigint | null> {
  const entries = Object.entries(params).map(([name, value]) => {
    if (typeof value === 'boolean') return [name, value ? 1n : 0n];
    return [name, Number.isSafeInteger(value) ? BigInt(value as number) : value];
  });
  return Object.fromEntries(entries) as Record<string, string | number | bigint | null>;
}

interface QueryRow extends Omit<KeptQuery, 'saved' | 'ran'> {
  saved: number;
  /** JSON. */
  ran: string | null;
}

const shown = ({ saved, ran, ...row }: QueryRow): KeptQuery => ({
  ...row,
  saved: saved === 1,
  ran: ran === null ? null : (JSON.parse(ran) as RanQuery),
});

/** The SQL console: reads schemas and views of what Backstitch holds, and never writes. */
export function createConsole(parts: Parts) {
  const { db, groups } = parts;
  const engine = join(parts.dataDir, 'backstitch.db');
  const select = `SELECT id, name, sql, is_saved AS saved, ran_at AS ranAt, ran FROM saved_queries`;
  const list = db.prepare<[], QueryRow>(`${select} ORDER BY is_saved DESC, ran_at DESC LIMIT 300`);
  const find = db.prepare<[number], QueryRow>(`${select} WHERE id = ?`);
  const add = db.prepare(
    'INSERT INTO saved_queries (name, sql, is_saved, ran_at, ran) VALUES (?, ?, ?, ?, ?)',
  );
  const change = db.prepare(
    'UPDATE saved_queries SET name = ?, sql = ?, ran_at = ? WHERE id = ? AND is_saved = 1',
  );
  const drop = db.prepare('DELETE FROM saved_queries WHERE id = ?');
  const dropSame = db.prepare('DELETE FROM saved_queries WHERE is_saved = 0 AND sql = ?');
  const trim = db.prepare(
    `DELETE FROM saved_queries WHERE is_saved = 0 AND id NOT IN
       (SELECT id FROM saved_queries WHERE is_saved = 0 ORDER BY ran_at DESC LIMIT ${HISTORY})`,
  );
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
  function remember(sql: string, { rows, cut, durationMs }: QueryResult): void {
    const ran: RanQuery = { rows: rows.length, cut, durationMs };
    groups.later(() => {
      dropSame.run(sql);
      add.run('', sql, 0, parts.now(), JSON.stringify(ran));
      trim.run();
    });
  }

  /** What a column `capture_id` names, each once, in the order of the rows; null without that column. */
  function capturesOf(names: readonly string[], rows: readonly Cell[][]): CaptureId[] | null {
    const at = names.findIndex((name) => name.toLowerCase() === 'capture_id');
    if (at < 0) return null;
    const ids = new Set(rows.map((row) => row[at]).filter((id) => typeof id === 'number'));
    return [...ids].slice(0, MAX_CAPTURES).map(parts.publicId);
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
      input: {
        sql: string;
        schema: string;
        maxRows: number;
        keep?: boolean;
        redact?: boolean;
        params?: Params;
      },
      signal?: AbortSignal,
    ): Promise<QueryResult> {
      const { sql } = input;
      const redacts = input.redact === true;
      const asksEngine = ENGINE_TABLES.some((name) => mentions(sql, name));
      if (asksEngine) await parts.settled();
      const answer = await parts.reader.read(
        {
          folder: parts.folder,
          schemas: attachedFor(sql, input.schema).map(place),
          ...(redacts && { secrets: parts.secrets() }),
          engine: asksEngine ? engine : null,
          sql,
          params: bound(input.params ?? {}),
          maxRows: input.maxRows,
          maxBytes: 50_000_000,
          maxText: 100_000,
        },
        DEADLINE_MS,
        signal,
      );
      if (!answer.ok) {
        const { message, place, hint } = answer;
        throw new BackstitchError('QUERY_FAILED', message, {
          ...(place && { place }),
          ...(hint !== undefined && { hint }),
        });
      }
      const columns = answer.columns.map(({ name }) => name);
      const result: QueryResult = {
        columns,
        types: answer.columns.map(({ type }) => type),
        rows: answer.rows,
        captures: capturesOf(columns, answer.rows),
        cut: answer.cut,
        durationMs: answer.durationMs,
      };
      if (input.keep !== false) remember(sql, result);
      return result;
    },
    queries: (): KeptQuery[] => list.all().map(shown),
    /** @param input.id of the one that is changed; a new one where that is gone, or left out. */
    async saveQuery(input: { id?: number | undefined; name: string; sql: string }) {
      const { name, sql } = input;
      const id = await groups.commit(() => {
        const known =
          input.id !== undefined && change.run(name, sql, parts.now(), input.id).changes;
        if (known === 1 && input.id !== undefined) return input.id;
        return Number(add.run(name, sql, 1, parts.now(), null).lastInsertRowid);
      });
      const kept = find.get(id);
      if (kept === undefined) throw new BackstitchError('STORE_UNAVAILABLE');
      parts.tellQueries();
      return shown(kept);
    },
    async removeQuery({ id }: { id: number }): Promise<{ removed: boolean }> {
      const removed = (await groups.commit(() => drop.run(id).changes)) > 0;
      if (removed) parts.tellQueries();
      return { removed };
    },
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
