import type {
  ColumnStats,
  RowCondition,
  RowPage,
  TableColumn,
} from '../../../preload/contract/integrations/rows.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { quoted } from '../../warehouse/names.ts';
import type { Cell } from '../../warehouse/reader.ts';
import type { Ask, Of } from './ask.ts';
import { conditionSql } from './row-conditions.ts';

/** Arguments that one SQL function takes, with room to spare. */
const CHUNK = 100;

const SYSTEM_TYPES: Record<string, string> = { INTEGER: 'integer', TEXT: 'string', REAL: 'float' };

/** Computed columns of views have no type of their own. */
const systemType = (name: string, sqlType: string): string =>
  name === '_sdc_sequence_ms' ? 'integer' : (SYSTEM_TYPES[sqlType] ?? 'string');

interface Parts extends Ask {
  publicId: (rowId: number) => CaptureId;
}

/** Reads the tables and views of a schema: their columns, rows and single values. */
export function createTables({ ask, askRows, publicId }: Parts) {
  async function tables(of: Of) {
    const { schema } = of;
    const rows = await askRows(
      of,
      `SELECT name, type FROM ${quoted(schema)}.sqlite_schema
        WHERE type IN ('table', 'view') AND name NOT LIKE '\\_backstitch%' ESCAPE '\\'
          AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    );
    return rows.map(({ name, type }) => ({
      name: String(name),
      kind: type === 'view' ? ('view' as const) : ('table' as const),
    }));
  }

  async function columnsOf(of: Of, table: string): Promise<TableColumn[]> {
    const { schema } = of;
    const origin = table === 'data_latest' || table === 'data_unsplit' ? 'data' : table;
    const rows = await askRows(
      of,
      `SELECT i.name, i.type AS sql_type, c.type, c.base, c.is_split, c.capture_id, c.created_at
         FROM pragma_table_info(?, ?) i
         LEFT JOIN ${quoted(schema)}._backstitch_columns c
           ON c.table_name = ? AND c.name = i.name ORDER BY i.cid`,
      [table, schema, origin],
    );
    return rows.map((row) => ({
      name: String(row['name']),
      type: String(row['type'] ?? systemType(String(row['name']), String(row['sql_type']))),
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

  /** The capture that each row came in. By itself: a table may have as many columns as a query. */
  async function capturesOf(of: Of, sequences: readonly Cell[]): Promise<(CaptureId | null)[]> {
    const { rows } = await ask(
      of,
      `SELECT (SELECT capture_id FROM ${quoted(of.schema)}._backstitch_loads
                WHERE first_seq <= s.value ORDER BY first_seq DESC LIMIT 1)
         FROM json_each(?) s ORDER BY s.key`,
      [`[${sequences.join(',')}]`],
    );
    return rows.map(([id]) => (typeof id === 'number' ? publicId(id) : null));
  }

  /** Rows that no version of a key is chosen from: they have none. */
  async function withoutKey(of: Of): Promise<number> {
    const q = quoted(of.schema);
    const keys = await ask(of, `SELECT column_name FROM ${q}._sdc_primary_keys`);
    const list = keys.rows.map(([name]) => `${quoted(String(name))} IS NULL`);
    const { rows } = await ask(
      of,
      `SELECT count(*) FROM ${q}.data WHERE ${list.join(' OR ') || 'FALSE'}`,
    );
    return Number(rows[0]?.[0] ?? 0);
  }

  return {
    tables,
    async rows(
      of: Of,
      input: {
        table: string;
        order: string;
        descending: boolean;
        filter: string;
        where?: readonly RowCondition[] | undefined;
        limit: number;
        offset: number;
      },
    ): Promise<RowPage> {
      const { schema } = of;
      const columns = await columnsOf(of, input.table);
      if (columns.length === 0) {
        throw new BackstitchError('QUERY_FAILED', `There is no table ${input.table} yet.`);
      }
      const names = columns.map(({ name }) => name);
      const from = `${quoted(schema)}.${quoted(input.table)} t`;
      const having = conditionSql(columns, input.where ?? []);
      const where = `${filterSql(names, input.filter)}${having.sql}`;
      const params = [...(input.filter === '' ? [] : [input.filter]), ...having.params];
      const wanted = input.filter === '' ? '' : 'WITH _wanted(text) AS (SELECT ?) ';
      const way = input.descending ? 'DESC' : 'ASC';
      const order = names.includes(input.order) ? input.order : '_sdc_sequence';
      const sequence = names.indexOf('_sdc_sequence');
      const then = sequence >= 0 ? `, t._sdc_sequence ${way}` : '';
      const list = names.map((name) => `t.${quoted(name)}`).join(', ');
      const [found, counted, leftOut] = await Promise.all([
        ask(
          of,
          `${wanted}SELECT ${list} FROM ${from} WHERE ${where}
            ORDER BY t.${quoted(names.includes(order) ? order : (names[0] ?? ''))} ${way}${then}
            LIMIT ${input.limit} OFFSET ${input.offset}`,
          params,
        ),
        ask(of, `${wanted}SELECT count(*) FROM ${from} WHERE ${where}`, params),
        input.table === 'data_latest' ? withoutKey(of) : 0,
      ]);
      return {
        columns,
        rows: found.rows,
        captures:
          sequence < 0
            ? found.rows.map(() => null)
            : await capturesOf(
                of,
                found.rows.map((row) => row[sequence] ?? null),
              ),
        total: Number(counted.rows[0]?.[0] ?? 0),
        leftOut,
      };
    },
    async values(of: Of, input: { table: string; column: string; limit: number }) {
      const { rows } = await ask(
        of,
        `SELECT t.${quoted(input.column)}, count(*)
           FROM ${quoted(of.schema)}.${quoted(input.table)} t
          GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${input.limit + 1}`,
      );
      const items = rows.slice(0, input.limit).map(([value = null, count]) => ({
        value,
        count: Number(count),
      }));
      return { items, more: rows.length > input.limit };
    },
    async cell(of: Of, table: string, column: string, sequence: string): Promise<Cell> {
      const { rows } = await ask(
        of,
        `SELECT ${quoted(column)} FROM ${quoted(of.schema)}.${quoted(table)} WHERE _sdc_sequence = ?`,
        [BigInt(sequence)],
        20_000_000,
      );
      return rows[0]?.[0] ?? null;
    },
    async columns(of: Of): Promise<{ rows: number; columns: ColumnStats[] }> {
      const columns = await columnsOf(of, 'data');
      const counted = await ask(of, `SELECT count(*) FROM ${quoted(of.schema)}.data`);
      const filled = new Map<string, number>();
      const samples = new Map<string, string[]>();
      for (let at = 0; at < columns.length; at += CHUNK) {
        const names = columns.slice(at, at + CHUNK).map(({ name }) => name);
        const list = names.map((name) => `count(${quoted(name)})`).join(', ');
        const counts = await ask(of, `SELECT ${list} FROM ${quoted(of.schema)}.data`);
        for (const [i, name] of names.entries()) filled.set(name, Number(counts.rows[0]?.[i] ?? 0));
        const found = await ask(
          of,
          names.map((name) => sampleSql(of.schema, name)).join('\nUNION ALL\n'),
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
  };
}

const sampleSql = (schema: string, name: string): string =>
  `SELECT * FROM (SELECT ? AS name, CAST(v AS TEXT) AS value FROM (
     SELECT DISTINCT v FROM (SELECT ${quoted(name)} AS v FROM ${quoted(schema)}.data
       WHERE ${quoted(name)} IS NOT NULL ORDER BY _sdc_sequence DESC LIMIT 200) LIMIT 3))`;
