import type { Database } from 'better-sqlite3';
import { BackstitchError } from '../../lib/errors.ts';
import { type ColumnType, quoted } from '../names.ts';
import { childTables, GENERATED_KEY, sourceKey } from '../tables.ts';

/** A column on its way out. */
export interface Exported {
  name: string;
  /** Name in the stream. */
  as: string;
  type: ColumnType;
}

/** A table as a stream of its own. */
export interface Stream {
  table: string;
  name: string;
  columns: Exported[];
  /** Columns that name a row; none where a row has none of them. */
  keys: Exported[];
  /** Whether rows carry `backstitch_sequence` and `backstitch_received_at`. */
  withSequence: boolean;
}

const SOURCE = sourceKey('');
const LEVEL = /^_sdc_level_\d+_id$/;

/** The streams of a schema: `data`, and each of its subtables. */
export function streamsOf(
  db: Database,
  options: { schema: string; aliases: ReadonlyMap<string, string>; withSequence: boolean },
): Stream[] {
  const chosen = db
    .prepare<[], string>(
      "SELECT column_name FROM _sdc_primary_keys WHERE table_name = 'data' ORDER BY ordinal_position",
    )
    .pluck()
    .all();
  const keys = chosen.length === 0 ? [GENERATED_KEY] : chosen;
  const children = childTables(db);
  const types = registry(db, 'data');
  types.set(GENERATED_KEY, 'string');
  return ['data', ...children].map((table) => {
    const isData = table === 'data';
    const columns = columnsOf(db, table, types)
      .filter(({ name }) => name !== GENERATED_KEY || chosen.length === 0)
      .map((column) => ({ ...column, as: options.aliases.get(column.name) ?? column.name }));
    const isKey = ({ name }: Exported): boolean =>
      isData
        ? keys.includes(name)
        : LEVEL.test(name) || (name.startsWith(SOURCE) && keys.includes(name.slice(SOURCE.length)));
    const stream: Stream = {
      table,
      name: `${options.schema}-${table}`,
      columns,
      keys: columns.filter(isKey),
      // Rows of subtables belong to a version of their parent: the sequence says to which.
      withSequence: options.withSequence || children.length > 0,
    };
    refuseTwins(stream);
    return stream;
  });
}

function registry(db: Database, table: string): Map<string, ColumnType> {
  const rows = db
    .prepare<[string], { name: string; type: ColumnType }>(
      'SELECT name, type FROM _backstitch_columns WHERE table_name = ? ORDER BY position',
    )
    .all(table);
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/** Names of keys first, then what senders sent in the order it came. */
function columnsOf(
  db: Database,
  table: string,
  types: ReadonlyMap<string, ColumnType>,
): { name: string; type: ColumnType }[] {
  const given = db
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?) ORDER BY cid')
    .pluck()
    .all(table);
  const system = given.flatMap((name): { name: string; type: ColumnType }[] => {
    if (name === GENERATED_KEY) return [{ name, type: 'string' }];
    if (LEVEL.test(name)) return [{ name, type: 'integer' }];
    if (!name.startsWith(SOURCE)) return [];
    return [{ name, type: types.get(name.slice(SOURCE.length)) ?? 'string' }];
  });
  const ordered = system.toSorted(
    (a, b) => Number(LEVEL.test(a.name)) - Number(LEVEL.test(b.name)),
  );
  return [...ordered, ...[...registry(db, table)].map(([name, type]) => ({ name, type }))];
}

/** How many rows above a sequence have no value of a key: targets refuse those. */
export function withoutKey(db: Database, { table, keys }: Stream, above: bigint): number {
  if (keys.length === 0) return 0;
  const missing = keys.map(({ name }) => `${quoted(name)} IS NULL`).join(' OR ');
  return (
    db
      .prepare<[bigint], number>(
        `SELECT count(*) FROM ${quoted(table)} WHERE _sdc_sequence > ? AND (${missing})`,
      )
      .pluck()
      .get(above) ?? 0
  );
}

/** The name that targets built on Meltano's SDK make of another one. */
function conformed(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[.\- ]/g, '_')
    .replace(/[^a-z0-9_]/g, '');
  return plain.replace(/^\d/, 'n$&');
}

function refuseTwins({ columns, withSequence }: Stream): void {
  const added = withSequence ? ['backstitch_sequence', 'backstitch_received_at'] : [];
  const seen = new Map<string, string>(added.map((name) => [name, name]));
  for (const { name, as } of columns) {
    const key = conformed(as);
    const other = seen.get(key);
    if (other !== undefined) {
      throw new BackstitchError(
        'BAD_ARGUMENT',
        `Targets would give the columns “${other}” and “${name}” the same name (${key}).`,
        { hint: `Give one of them another name: --alias '${name}=…'` },
      );
    }
    seen.set(key, name);
  }
}
