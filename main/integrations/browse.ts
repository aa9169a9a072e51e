import type {
  ColumnStats,
  LoadBatch,
  Reject,
  RowPage,
  TableColumn,
} from '../../preload/contract/integrations.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { quoted } from '../warehouse/names.ts';
import type { Cell, Reader } from '../warehouse/reader.ts';

const DEADLINE_MS = 15_000;
const SHOWN_TEXT = 500;
/** Arguments that one SQL function takes, with room to spare. */
const CHUNK = 100;
const HOUR_MS = 3_600_000;
const PLOT_HOURS = 48;

const SYSTEM_TYPES: Record<string, string> = { INTEGER: 'integer', TEXT: 'string', REAL: 'float' };

interface Parts {
  reader: Reader;
  folder: string;
  publicId: (rowId: number) => CaptureId;
}

type Row = Record<string, Cell>;

/** Reads the tables of a schema for the window and for scripts. */
export function createBrowse({ reader, folder, publicId }: Parts) {
  async function ask(
    schema: string,
    sql: string,
    params: (string | number | bigint | null)[] = [],
    maxText = SHOWN_TEXT,
  ): Promise<{ names: string[]; rows: Cell[][] }> {
    const answer = await reader.read(
      {
        folder,
        schemas: [schema],
        captures: null,
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
    schema: string,
    sql: string,
    params: (string | number | bigint | null)[] = [],
    maxText = SHOWN_TEXT,
  ): Promise<Row[]> {
    const { names, rows } = await ask(schema, sql, params, maxText);
    return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])));
  }

  async function tables(schema: string) {
    const rows = await askRows(
      schema,
      `SELECT name, type FROM ${quoted(schema)}.sqlite_schema
        WHERE type IN ('table', 'view') AND name NOT LIKE '\\_backstitch%' ESCAPE '\\'
          AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    );
    return rows.map(({ name, type }) => ({
      name: String(name),
      kind: type === 'view' ? ('view' as const) : ('table' as const),
    }));
  }

  async function columnsOf(schema: string, table: string): Promise<TableColumn[]> {
    const of = table === 'data_latest' || table === 'data_unsplit' ? 'data' : table;
    const rows = await askRows(
      schema,
      `SELECT i.name, i.type AS sql_type, c.type, c.base, c.is_split, c.capture_id, c.created_at
         FROM pragma_table_info(?, ?) i
         LEFT JOIN ${quoted(schema)}._backstitch_columns c
           ON c.table_name = ? AND c.name = i.name ORDER BY i.cid`,
      [table, schema, of],
    );
    return rows.map((row) => ({
      name: String(row['name']),
      type: String(row['type'] ?? SYSTEM_TYPES[String(row['sql_type'])] ?? 'string'),
      base: row['base'] === null ? null : String(row['base']),
      isSplit: row['is_split'] === 1,
      firstCapture: row['capture_id'] === null ? null : publicId(Number(row['capture_id'])),
      createdAt: row['created_at'] === null ? null : String(row['created_at']),
    }));
  }

  function filterSql(columns: readonly string[], filter: string): string {
    if (filter === '') return 'TRUE';
    const chunks: string[] = [];
    for (let at = 0; at < columns.length; at += CHUNK) {
      const list = columns.slice(at, at + CHUNK).map((name) => `t.${quoted(name)}`);
      chunks.push(
        `instr(lower(concat_ws(char(31), ${list.join(', ')})), (SELECT lower(text) FROM _wanted)) > 0`,
      );
    }
    return `(${chunks.join(' OR ')})`;
  }

  const toReject = (row: Row): Reject => ({
    id: Number(row['id']),
    record: String(row['record'] ?? ''),
    reason: String(row['reason'] ?? ''),
    table: String(row['table_name'] ?? ''),
    rejectedAt: String(row['_sdc_rejected_at'] ?? ''),
    captureId: row['capture_id'] === null ? null : publicId(Number(row['capture_id'])),
  });
  const REJECTS = (schema: string): string =>
    `SELECT r.rowid AS id, r.record, r.reason, r.table_name, r._sdc_rejected_at, x.capture_id
       FROM ${quoted(schema)}._sdc_rejected r
       LEFT JOIN ${quoted(schema)}._backstitch_rejects x ON x.reject_id = r.rowid`;

  return {
    tables,
    async rows(
      schema: string,
      input: {
        table: string;
        order: string;
        descending: boolean;
        filter: string;
        limit: number;
        offset: number;
      },
    ): Promise<RowPage> {
      const columns = await columnsOf(schema, input.table);
      if (columns.length === 0) {
        throw new BackstitchError('QUERY_FAILED', `There is no table ${input.table} yet.`);
      }
      const names = columns.map(({ name }) => name);
      const from = `${quoted(schema)}.${quoted(input.table)} t`;
      const where = filterSql(names, input.filter);
      const params = input.filter === '' ? [] : [input.filter];
      const wanted = input.filter === '' ? '' : 'WITH _wanted(text) AS (SELECT ?) ';
      const way = input.descending ? 'DESC' : 'ASC';
      const order = names.includes(input.order) ? input.order : '_sdc_sequence';
      const hasSequence = names.includes('_sdc_sequence');
      const then = hasSequence ? `, t._sdc_sequence ${way}` : '';
      const capture = hasSequence
        ? `(SELECT capture_id FROM ${quoted(schema)}._backstitch_loads
             WHERE first_seq <= t._sdc_sequence ORDER BY first_seq DESC LIMIT 1)`
        : 'NULL';
      const list = names.map((name) => `t.${quoted(name)}`).join(', ');
      const [found, counted] = await Promise.all([
        ask(
          schema,
          `${wanted}SELECT ${capture}, ${list} FROM ${from} WHERE ${where}
            ORDER BY t.${quoted(names.includes(order) ? order : (names[0] ?? ''))} ${way}${then}
            LIMIT ${input.limit} OFFSET ${input.offset}`,
          params,
        ),
        ask(schema, `${wanted}SELECT count(*) FROM ${from} WHERE ${where}`, params),
      ]);
      return {
        columns,
        rows: found.rows.map((row) => row.slice(1)),
        captures: found.rows.map(([id]) => (id === null ? null : publicId(Number(id)))),
        total: Number(counted.rows[0]?.[0] ?? 0),
      };
    },
    async cell(schema: string, table: string, column: string, sequence: string): Promise<Cell> {
      const { rows } = await ask(
        schema,
        `SELECT ${quoted(column)} FROM ${quoted(schema)}.${quoted(table)} WHERE _sdc_sequence = ?`,
        [BigInt(sequence)],
        20_000_000,
      );
      return rows[0]?.[0] ?? null;
    },
    async loads(schema: string, limit: number): Promise<LoadBatch[]> {
      const rows = await askRows(
        schema,
        `SELECT * FROM ${quoted(schema)}._backstitch_batches ORDER BY id DESC LIMIT ${limit}`,
        [],
        100_000,
      );
      return rows.map(toBatch);
    },
    async rejects(schema: string, limit: number): Promise<{ items: Reject[]; total: number }> {
      const [rows, counted] = await Promise.all([
        askRows(schema, `${REJECTS(schema)} ORDER BY r.rowid DESC LIMIT ${limit}`, [], 5000),
        ask(schema, `SELECT count(*) FROM ${quoted(schema)}._sdc_rejected`),
      ]);
      return { items: rows.map(toReject), total: Number(counted.rows[0]?.[0] ?? 0) };
    },
    async summary(schema: string, now: number) {
      const since = new Date(now - PLOT_HOURS * HOUR_MS).toISOString();
      const q = quoted(schema);
      const [counts, hours] = await Promise.all([
        ask(
          schema,
          `SELECT (SELECT count(*) FROM ${q}.data), (SELECT count(*) FROM ${q}._sdc_rejected),
                  (SELECT max(started_at) FROM ${q}._backstitch_batches)`,
        ),
        ask(
          schema,
          `SELECT substr(started_at, 1, 13), sum(row_count) FROM ${q}._backstitch_batches
            WHERE started_at >= ? GROUP BY 1`,
          [since],
        ),
      ]);
      const [rows, rejected, lastLoadAt] = counts.rows[0] ?? [];
      const byHour = new Map(hours.rows.map(([hour, count]) => [String(hour), Number(count)]));
      const perHour = Array.from({ length: PLOT_HOURS }, (_, i) => {
        const hour = new Date(now - (PLOT_HOURS - 1 - i) * HOUR_MS).toISOString().slice(0, 13);
        return byHour.get(hour) ?? 0;
      });
      return {
        rows: Number(rows ?? 0),
        rejected: Number(rejected ?? 0),
        lastLoadAt: typeof lastLoadAt === 'string' ? lastLoadAt : null,
        perHour,
      };
    },
    async columns(schema: string): Promise<{ rows: number; columns: ColumnStats[] }> {
      const columns = await columnsOf(schema, 'data');
      const counted = await ask(schema, `SELECT count(*) FROM ${quoted(schema)}.data`);
      const filled = new Map<string, number>();
      const samples = new Map<string, string[]>();
      for (let at = 0; at < columns.length; at += CHUNK) {
        const names = columns.slice(at, at + CHUNK).map(({ name }) => name);
        const list = names.map((name) => `count(${quoted(name)})`).join(', ');
        const counts = await ask(schema, `SELECT ${list} FROM ${quoted(schema)}.data`);
        for (const [i, name] of names.entries()) filled.set(name, Number(counts.rows[0]?.[i] ?? 0));
        const found = await ask(
          schema,
          names.map((name) => sampleSql(schema, name)).join('\nUNION ALL\n'),
          names,
        );
        for (const [name, value] of found.rows) {
          const key = String(name);
          samples.set(key, [...(samples.get(key) ?? []), String(value ?? '')]);
        }
      }
      return {
        rows: Number(counted.rows[0]?.[0] ?? 0),
        columns: columns.map((column) => ({
          ...column,
          filled: filled.get(column.name) ?? 0,
          samples: samples.get(column.name) ?? [],
        })),
      };
    },
    /** What a capture was loaded as; null where it is not in the tables. */
    async ofCapture(schema: string, rowId: number) {
      const q = quoted(schema);
      const [load] = await askRows(
        schema,
        `SELECT l.records AS load_records, l.row_count AS load_rows, CAST(l.first_seq AS TEXT) AS first_seq, b.*
           FROM ${q}._backstitch_loads l JOIN ${q}._backstitch_batches b ON b.id = l.batch_id
          WHERE l.capture_id = ?`,
        [rowId],
        100_000,
      );
      if (load === undefined) return null;
      const [rejects, added] = await Promise.all([
        askRows(
          schema,
          `${REJECTS(schema)} WHERE x.capture_id = ? ORDER BY r.rowid LIMIT 100`,
          [rowId],
          5000,
        ),
        ask(
          schema,
          `SELECT name FROM ${q}._backstitch_columns WHERE capture_id = ? ORDER BY position`,
          [rowId],
        ),
      ]);
      return {
        batch: toBatch(load),
        records: Number(load['load_records']),
        rows: Number(load['load_rows']),
        firstSequence: String(load['first_seq']),
        rejects: rejects.map(toReject),
        newColumns: added.rows.map(([name]) => String(name)),
      };
    },
  };
}

const sampleSql = (schema: string, name: string): string =>
  `SELECT * FROM (SELECT ? AS name, CAST(v AS TEXT) AS value FROM (
     SELECT DISTINCT v FROM (SELECT ${quoted(name)} AS v FROM ${quoted(schema)}.data
       WHERE ${quoted(name)} IS NOT NULL ORDER BY _sdc_sequence DESC LIMIT 200) LIMIT 3))`;

function toBatch(row: Row): LoadBatch {
  return {
    id: Number(row['id']),
    startedAt: String(row['started_at']),
    captures: Number(row['captures']),
    records: Number(row['records']),
    rows: Number(row['row_count']),
    rejected: Number(row['rejected']),
    newColumns: JSON.parse(String(row['new_columns'])) as string[],
    splits: JSON.parse(String(row['splits'])) as string[],
    durationMs: Number(row['duration_us']) / 1000,
    maxSequence: String(row['max_seq']),
  };
}
