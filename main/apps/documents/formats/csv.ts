import { parse } from 'csv-parse/sync';
import { Double, Int32, Long, ObjectId, Timestamp } from 'bson';
import { parseEjson, toEjson } from '../values/ejson.ts';
import { messageOf, MongoDBError } from '../values/mongo-error.ts';
import { type Document, emptyDocument, isDocument, type Value } from '../values/values.ts';

/*
 * Documents as a table. A column is a path (`address.city`); an empty cell is a field that is not
 * there. Numbers, true, false, null and dates (2026-11-26T09:00:00.000Z) stand as such, what has no
 * such form as EJSON, and a text that would be taken for one of these in quotes of its own. So what
 * was exported reads back the same, but for the width of numbers: int, long or double.
 */

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;
const OBJECT_ID = /^[0-9a-f]{24}$/i;
/** What a spreadsheet would run. Some take the full-width signs, too. */
const FORMULA = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
const MAX_COLUMNS = 5000;

interface Row {
  record: string[];
  info: { lines: number };
}

/** @throws MongoDBError that names the line */
export function readCsv(text: string): Document[] {
  let rows: Row[];
  try {
    // With `info` rows come with their lines, which the types do not say.
    const parsed: unknown = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      skip_empty_lines: true,
      max_record_size: 16_000_000,
    });
    rows = parsed as Row[];
  } catch (error) {
    throw new MongoDBError(`not valid CSV: ${messageOf(error)}`);
  }
  const [head, ...rest] = rows;
  if (head === undefined) return [];
  const paths = pathsOf(head.record);
  return rest.map(({ record, info }) => {
    const document = emptyDocument();
    for (const [at, cell] of record.entries()) {
      const path = paths[at];
      if (path === undefined || cell === '') continue;
      setAt(document, path, readCell(cell, path.length === 1 && path[0] === '_id'), info.lines);
    }
    return document;
  });
}

/** Names of 5,000 columns fit. */
const HEAD_CHARS = 1_000_000;
/**
 * A comma, unless the head has more semicolons or tabs: spreadsheets of many countries write those. What stands
 * in quotes belongs to a name, a line break, too.
 */
function delimiterOf(text: string): string {
  const outside = text.slice(0, HEAD_CHARS).replaceAll(/"[^"]*"/g, '');
  const head = outside.slice(0, outside.indexOf('\n') + 1 || outside.length);
  const count = (sign: string): number => head.split(sign).length;
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

function pathsOf(names: readonly string[]): string[][] {
  if (names.length > MAX_COLUMNS)
    throw new MongoDBError(`there are more than ${MAX_COLUMNS} columns`);
  const seen = new Set<string>();
  return names.map(readName).map((name, at) => {
    const path = name.split('.');
    if (path.includes('')) throw new MongoDBError(`column ${at + 1} has no usable name: "${name}"`);
    if (seen.has(name)) throw new MongoDBError(`the column "${name}" stands twice`);
    seen.add(name);
    return path;
  });
}

function setAt(document: Document, path: readonly string[], value: Value, line: number): void {
  let inner = document;
  for (const key of path.slice(0, -1)) {
    const next = inner[key] ?? (inner[key] = emptyDocument());
    if (!isDocument(next)) throw clash(path, line);
    inner = next;
  }
  const last = path.at(-1) ?? '';
  if (inner[last] !== undefined) throw clash(path, line);
  inner[last] = value;
}

const clash = (path: readonly string[], line: number): MongoDBError =>
  new MongoDBError(`line ${line}: "${path.join('.')}" and another column fill the same field`);

function readCell(cell: string, isId: boolean): Value {
  if (isId && OBJECT_ID.test(cell)) return new ObjectId(cell);
  if (DATE.test(cell)) {
    const date = new Date(cell);
    return Number.isNaN(date.getTime()) ? cell : date;
  }
  if (!meansMore(cell) || (NUMBER.test(cell) && !Number.isFinite(Number(cell)))) return cell;
  try {
    return parseEjson(cell);
  } catch {
    // Begins like EJSON and is none: a text.
    return cell;
  }
}

const meansMore = (cell: string): boolean =>
  NUMBER.test(cell) || /^(?:true|false|null|["{[])/.test(cell);

/** Rows of the documents; `_id` first, then each field where it is first met, with all below it. */
export function writeCsv(documents: readonly Document[]): string {
  const columns = new Map<string, number>([['_id', 0]]);
  const rows = documents.map((document) => {
    const cells = new Map<number, string>();
    for (const [path, value] of leaves(document, '')) {
      const at = columns.get(path) ?? columns.size;
      columns.set(path, at);
      if (columns.size > MAX_COLUMNS) {
        throw new MongoDBError(`these documents have more than ${MAX_COLUMNS} fields: choose JSON`);
      }
      cells.set(at, writeCell(value, path === '_id'));
    }
    return cells;
  });
  const line = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;
  const shown = together([...columns].map(([path, at]) => ({ keys: path.split('.'), path, at })));
  const cellsOf = (cells: Map<number, string>) => shown.map(({ at }) => cells.get(at) ?? '');
  return (
    line(shown.map(({ path }) => writeName(path))) +
    rows.map((cells) => line(cellsOf(cells))).join('')
  );
}

interface Column {
  keys: string[];
  path: string;
  at: number;
}

/**
 * Columns of one field beside each other. A document that is read back has them so, whatever order
 * others brought: without it, what is exported again would differ.
 */
function together(columns: readonly Column[], depth = 0): Column[] {
  return [...Map.groupBy(columns, ({ keys }) => keys[depth]).values()].flatMap((group) => [
    ...group.filter(({ keys }) => keys.length === depth + 1),
    ...together(
      group.filter(({ keys }) => keys.length > depth + 1),
      depth + 1,
    ),
  ]);
}

function* leaves(document: Document, prefix: string): Generator<[path: string, value: Value]> {
  for (const [key, value] of Object.entries(document)) {
    const path = prefix + key;
    const opens =
      isDocument(value) && Object.keys(value).length > 0 && Object.keys(value).every(isPlain);
    if (opens) yield* leaves(value, `${path}.`);
    else yield [path, value];
  }
}
/** The name of a column: in quotes of its own where a spreadsheet would run it. */
const writeName = (name: string): string =>
  FORMULA.test(name) || name.startsWith('"') ? JSON.stringify(name) : name;

function readName(name: string): string {
  if (!name.startsWith('"')) return name;
  try {
    return String(JSON.parse(name));
  } catch {
    // A name that begins with a quote, of another program.
    return name;
  }
}

/** Whether a key can be a part of a path. */
const isPlain = (key: string): boolean => key !== '' && !key.includes('.') && !key.startsWith('$');

function writeCell(value: Value, isId: boolean): string {
  if (typeof value === 'string') {
    const isTaken =
      value === '' ||
      meansMore(value) ||
      DATE.test(value) ||
      FORMULA.test(value) ||
      (isId && OBJECT_ID.test(value));
    return isTaken ? JSON.stringify(value) : value;
  }
  if (isId && value instanceof ObjectId) return value.toHexString();
  if (value instanceof Int32) return String(value.value);
  if (value instanceof Long && !(value instanceof Timestamp)) return value.toString();
  if (value instanceof Double && NUMBER.test(String(value.value))) return String(value.value);
  if (value instanceof Date && DATE.test(isoOf(value))) return isoOf(value);
  return toEjson(value);
}
const isoOf = (date: Date): string => (Number.isNaN(date.getTime()) ? '' : date.toISOString());

const quoted = (cell: string): string =>
  /[",\r\n;\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
