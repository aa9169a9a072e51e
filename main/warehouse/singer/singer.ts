import { existsSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { BackstitchError } from '../../lib/errors.ts';
import { type ColumnType, quoted } from '../names.ts';
import { schemaFile } from '../schema-file.ts';
import { type Bookmarks, readState, stateLine } from './state.ts';
import { type Stream, streamsOf, withoutKey } from './streams.ts';

/** Rows between two STATE messages. */
const STATE_EVERY = 10_000;
const TYPES: Record<ColumnType, { type: string[]; format?: string }> = {
  integer: { type: ['integer'] },
  float: { type: ['number'] },
  // As texts: a reader of numbers would round them. The format is the one that taps agreed on.
  decimal: { type: ['string'], format: 'singer.decimal' },
  boolean: { type: ['boolean'] },
  string: { type: ['string'] },
  timestamp: { type: ['string'], format: 'date-time' },
  json: { type: ['object', 'array'] },
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

/**
 * Lines of a Singer tap, a stream for `data` and one for each subtable: its SCHEMA, RECORDs above
 * the state's bookmark, STATEs that a target echoes once it stored what came before. All from one
 * moment of the tables.
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
      hint: 'The window lists the schemas; their files are in warehouse/ of the data directory.',
    });
  }
  const db = new SqliteDatabase(path, { readonly: true });
  try {
    db.exec('BEGIN');
    const streams = streamsOf(db, options);
    const isWhole = options.state.trim() === '';
    const bookmarks = isWhole
      ? new Map<string, bigint>()
      : readState(options.state, `${options.schema}-data`);
    const version = isWhole ? tableVersion(db) : null;
    for (const stream of streams) yield* streamLines(db, stream, bookmarks, version, warn);
    yield stateLine(bookmarks);
  } finally {
    db.close();
  }
}

function* streamLines(
  db: Database,
  stream: Stream,
  bookmarks: Bookmarks,
  version: number | null,
  warn: (message: string) => void,
): Generator<string> {
  const above = bookmarks.get(stream.name) ?? 0n;
  const keyless = withoutKey(db, stream, above);
  if (keyless > 0) {
    const names = stream.keys.map(({ as }) => as).join(', ');
    const rows = keyless === 1 ? '1 row has' : `${keyless} rows have`;
    warn(`${stream.name}: ${rows} no value of the key (${names}); the stream has no key.`);
  }
  yield schemaLine(stream, keyless === 0);
  const head = `{"type":"RECORD","stream":${JSON.stringify(stream.name)},"record":{`;
  const names = stream.columns.map(({ as }) => JSON.stringify(as));
  const ofVersion = version === null ? '' : `,"version":${version}`;
  let count = 0;
  for (const { sequence, receivedAt, values } of rowsOf(db, stream, above)) {
    const fields = stream.columns.map(({ type }, i) => `${names[i]}:${valueOf(values[i], type)}`);
    const received = JSON.stringify(receivedAt);
    if (stream.withSequence) {
      fields.push(`"backstitch_sequence":${sequence}`, `"backstitch_received_at":${received}`);
    }
    // Rows of a subtable share a sequence: only once all of it is out the next one has begun.
    if (count >= STATE_EVERY && sequence !== bookmarks.get(stream.name)) {
      yield stateLine(bookmarks);
      count = 0;
    }
    bookmarks.set(stream.name, sequence);
    yield `${head}${fields.join(',')}},"time_extracted":${received}${ofVersion}}`;
    count += 1;
  }
  bookmarks.set(stream.name, bookmarks.get(stream.name) ?? above);
  if (version !== null) {
    yield `{"type":"ACTIVATE_VERSION","stream":${JSON.stringify(stream.name)},"version":${version}}`;
  }
}

function* rowsOf(db: Database, { table, columns }: Stream, above: bigint) {
  const list = columns.map(({ name }) => `, ${quoted(name)}`).join('');
  const rows = db
    .prepare<[bigint], unknown[]>(
      `SELECT _sdc_sequence, _sdc_received_at${list}
         FROM ${quoted(table)} WHERE _sdc_sequence > ? ORDER BY _sdc_sequence`,
    )
    .raw()
    .safeIntegers();
  for (const [sequence, receivedAt, ...values] of rows.iterate(above)) {
    yield { sequence: sequence as bigint, receivedAt, values };
  }
}

function tableVersion(db: Database): number {
  const text = db
    .prepare<[], string>("SELECT value FROM _backstitch_state WHERE name = 'table_version'")
    .pluck()
    .get();
  return Number(text ?? '0');
}

function schemaLine(stream: Stream, hasKey: boolean): string {
  const keys = hasKey ? stream.keys : [];
  const properties: Record<string, unknown> = {};
  for (const column of stream.columns) {
    const { type, ...rest } = TYPES[column.type];
    properties[column.as] = {
      type: [...(keys.includes(column) ? [] : ['null']), ...type],
      ...rest,
    };
  }
  if (stream.withSequence) {
    properties['backstitch_sequence'] = { type: ['null', 'integer'] };
    properties['backstitch_received_at'] = { type: ['null', 'string'], format: 'date-time' };
  }
  return JSON.stringify({
    type: 'SCHEMA',
    stream: stream.name,
    schema: { type: 'object', properties },
    key_properties: keys.map(({ as }) => as),
  });
}

function valueOf(value: unknown, type: ColumnType): string {
  if (value === null || value === undefined) return 'null';
  if (type === 'boolean') return value === 1n ? 'true' : 'false';
  // Its source text: numbers and order of keys stay as they were sent, on one line.
  if (type === 'json' && typeof value === 'string') return value.replace(/[\r\n]/g, ' ');
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}
