import { existsSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { BackstitchError } from '../lib/errors.ts';
import type { Column } from './columns.ts';
import { type ColumnType, quoted } from './names.ts';
import { schemaFile } from './schema-file.ts';

/** Rows between two STATE messages. */
const STATE_EVERY = 10_000;
const TYPES: Record<ColumnType, string[]> = {
  integer: ['integer'],
  float: ['number'],
  decimal: ['string'],
  boolean: ['boolean'],
  string: ['string'],
  timestamp: ['string'],
  json: ['object', 'array'],
};

export interface SingerOptions {
  folder: string;
  schema: string;
  /** Text of a state that an earlier run ended with; '' exports all. */
  state: string;
  /** Column to the name it gets instead. */
  aliases: ReadonlyMap<string, string>;
  /** Adds `backstitch_sequence` and `backstitch_received_at`: targets overwrite columns in `_sdc`. */
  withSequence: boolean;
}

interface Exported extends Column {
  /** Name in the stream. */
  as: string;
}

/**
 * Lines of a Singer tap: one SCHEMA, RECORDs above the state's bookmark, STATEs that a target echoes
 * once it stored what came before. All from one moment of the table.
 *
 * @param warn told what a reader of the stream should know.
 * @throws BackstitchError QUERY_FAILED where there is no such schema or the state cannot be read;
 * BAD_ARGUMENT where two columns would get one name in a target
 */
export function* singerLines(
  options: SingerOptions,
  warn: (message: string) => void,
): Generator<string> {
  const path = schemaFile(options.folder, options.schema);
  if (!existsSync(path)) {
    throw new BackstitchError('QUERY_FAILED', `There is no schema ${options.schema}.`, {
      hint: 'Schemas are named in the window, and lie as files in warehouse/ of the data directory.',
    });
  }
  const db = new SqliteDatabase(path, { readonly: true });
  try {
    db.exec('BEGIN');
    yield* linesOf(db, options, warn);
  } finally {
    db.close();
  }
}

function* linesOf(
  db: Database,
  { schema, state, aliases, withSequence }: SingerOptions,
  warn: (message: string) => void,
): Generator<string> {
  const stream = `${schema}-data`;
  const keys = keysOf(db);
  const columns = columnsOf(db, keys.length === 0, aliases);
  refuseTwins(columns);
  warnOfChildren(db, warn);
  const bookmark = state.trim() === '' ? null : bookmarkOf(state, stream);
  const version = bookmark === null ? tableVersion(db) : null;
  yield schemaLine(stream, keys, columns, withSequence);
  const rows = db
    .prepare<[bigint], unknown[]>(
      `SELECT _sdc_sequence, _sdc_received_at${columns.map(({ name }) => `, ${quoted(name)}`).join('')}
         FROM data WHERE _sdc_sequence > ? ORDER BY _sdc_sequence`,
    )
    .raw()
    .safeIntegers();
  let last = bookmark ?? 0n;
  let count = 0;
  for (const [sequence, receivedAt, ...values] of rows.iterate(last)) {
    last = sequence as bigint;
    const fields = columns.map(
      ({ as, type }, i) => `${JSON.stringify(as)}:${valueOf(values[i], type)}`,
    );
    if (withSequence) {
      fields.push(
        `"backstitch_sequence":${last}`,
        `"backstitch_received_at":${JSON.stringify(receivedAt)}`,
      );
    }
    const ofVersion = version === null ? '' : `,"version":${version}`;
    yield `{"type":"RECORD","stream":${JSON.stringify(stream)},"record":{${fields.join(',')}},"time_extracted":${JSON.stringify(receivedAt)}${ofVersion}}`;
    count += 1;
    if (count % STATE_EVERY === 0) yield stateLine(stream, last);
  }
  if (version !== null) {
    yield `{"type":"ACTIVATE_VERSION","stream":${JSON.stringify(stream)},"version":${version}}`;
  }
  yield stateLine(stream, last);
}

const keysOf = (db: Database): string[] =>
  db
    .prepare<[], string>(
      "SELECT column_name FROM _sdc_primary_keys WHERE table_name = 'data' ORDER BY ordinal_position",
    )
    .pluck()
    .all();

function columnsOf(
  db: Database,
  generated: boolean,
  aliases: ReadonlyMap<string, string>,
): Exported[] {
  const payload = db
    .prepare<[], Omit<Column, 'isSplit'> & { isSplit: number }>(
      `SELECT name, type, base, is_split AS isSplit FROM _backstitch_columns
        WHERE table_name = 'data' ORDER BY position`,
    )
    .all();
  const key: Column = {
    name: '__sdc_primary_key',
    type: 'string',
    base: '',
    isSplit: false,
    position: -1,
  };
  return [...(generated ? [key] : []), ...payload].map((column) => ({
    ...column,
    isSplit: column.isSplit === true || column.isSplit === 1,
    as: aliases.get(column.name) ?? column.name,
  }));
}

/** The name that targets built on Meltano's SDK make of another one. */
function conformed(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[.\- ]/g, '_')
    .replace(/[^a-z0-9_]/g, '');
  return plain.replace(/^\d/, 'n$&');
}

function refuseTwins(columns: readonly Exported[]): void {
  const seen = new Map<string, string>();
  for (const { name, as } of columns) {
    const key = conformed(as);
    const other = seen.get(key);
    if (other !== undefined) {
      throw new BackstitchError(
        'BAD_ARGUMENT',
        `Targets would give the columns “${other}” and “${name}” the same name (${key}).`,
        { hint: `Give one another name: --alias '${name}=…'` },
      );
    }
    seen.set(key, name);
  }
}

function warnOfChildren(db: Database, warn: (message: string) => void): void {
  const children = db
    .prepare<[], number>(
      "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 6) = 'data__'",
    )
    .pluck()
    .get();
  if ((children ?? 0) > 0) warn(`${children} subtables are not part of the stream.`);
}

function tableVersion(db: Database): number {
  const text = db
    .prepare<[], string>("SELECT value FROM _backstitch_state WHERE name = 'table_version'")
    .pluck()
    .get();
  return Number(text ?? '0');
}

function bookmarkOf(state: string, stream: string): bigint {
  let parsed: unknown;
  try {
    // The digits count: a double would round them.
    parsed = JSON.parse(state, (key: string, value: unknown, context?: { source?: string }) =>
      key === '_sdc_sequence' ? (context?.source ?? String(value)) : value,
    );
  } catch (cause) {
    throw new BackstitchError('QUERY_FAILED', 'The state is no JSON.', { cause });
  }
  const digits = [parsed].flatMap((one) => {
    const value = readIn(readIn(readIn(one, 'value') ?? one, 'bookmarks'), stream);
    return [readIn(value, '_sdc_sequence')];
  })[0];
  if (typeof digits !== 'string' || !/^"?\d{1,19}"?$/.test(digits)) {
    throw new BackstitchError('QUERY_FAILED', `The state has no bookmark of ${stream}.`, {
      hint: 'Give the value of the last STATE line, or leave --state out to export all.',
    });
  }
  return BigInt(digits.replaceAll('"', ''));
}

const readIn = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

function schemaLine(
  stream: string,
  keys: readonly string[],
  columns: readonly Exported[],
  withSequence: boolean,
): string {
  const isKey = (name: string): boolean => keys.includes(name) || name === '__sdc_primary_key';
  const properties: Record<string, unknown> = {};
  for (const { name, as, type } of columns) {
    properties[as] = {
      type: [...(isKey(name) ? [] : ['null']), ...TYPES[type]],
      ...(type === 'timestamp' && { format: 'date-time' }),
    };
  }
  if (withSequence) {
    properties['backstitch_sequence'] = { type: ['null', 'integer'] };
    properties['backstitch_received_at'] = { type: ['null', 'string'], format: 'date-time' };
  }
  const named = columns.filter(({ name }) => isKey(name)).map(({ as }) => as);
  return JSON.stringify({
    type: 'SCHEMA',
    stream,
    schema: { type: 'object', properties },
    key_properties: named,
  });
}

function valueOf(value: unknown, type: ColumnType): string {
  if (value === null || value === undefined) return 'null';
  if (type === 'boolean') return value === 1n ? 'true' : 'false';
  // Its source text: numbers and order of keys stay as they were sent, on one line.
  if (type === 'json' && typeof value === 'string') return value.replace(/[\r\n]/g, ' ');
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

const stateLine = (stream: string, sequence: bigint): string =>
  `{"type":"STATE","value":{"bookmarks":{${JSON.stringify(stream)}:{"_sdc_sequence":${sequence}}}}}`;
