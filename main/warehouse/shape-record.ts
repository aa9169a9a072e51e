import type { Field, SourceRecord } from './json/read-records.ts';
import { canonicalName, columnName, type ColumnType, isTooLong, renamed } from './names.ts';
import { type Stored, typeOf } from './typing.ts';

/** How records of an integration are taken. */
export interface RecordRules {
  /** Names as the user typed them; none where rows get a generated key. */
  primaryKey: readonly string[];
  detectTimestamps: boolean;
  /** What becomes of a field whose name belongs to Backstitch: `__st`, `_sdc_…`. */
  reservedNames: 'reject-record' | 'reject-field' | 'rename';
}

export interface Value {
  name: string;
  type: ColumnType;
  value: Stored;
}

export type Shaped =
  | {
      ok: true;
      values: Value[];
      /** Reasons why fields of it were left out. */
      leftOut: string[];
    }
  | { ok: false; reason: string };

export const MAX_DEPTH = 1000;
const MAX_KEY_LENGTH = 1024;

const RESERVED = {
  prefix: (name: string) =>
    `column names from client should not include reserved prefix on ${name}`,
  suffix: (name: string) =>
    `column names from client should not include reserved datatype suffix on ${name}`,
};

const no = (reason: string): Shaped => ({ ok: false, reason });

/**
 * A record as typed values under the names of its columns, or the first reason why it cannot be
 * loaded. What depends on the table (types of keys, number of columns) is left to the loader.
 *
 * @param typeOfKey type of a key column that the table already has.
 */
export function shapeRecord(
  record: SourceRecord,
  rules: RecordRules,
  typeOfKey: (name: string) => ColumnType | undefined,
): Shaped {
  if (record.kind !== 'object') return no('data must be an object');
  if (record.depth > MAX_DEPTH) return no(`nesting deeper than ${MAX_DEPTH} levels`);
  const named = new Map<string, Field>();
  const leftOut: string[] = [];
  let reserved: { prefix?: string; suffix?: string } | undefined;
  for (const field of record.fields) {
    const column = columnName(field.key);
    let { name } = column;
    if (column.reserved !== null) {
      if (rules.reservedNames === 'reject-record') (reserved ??= {})[column.reserved] ??= name;
      else if (rules.reservedNames === 'rename') name = renamed(name, column.reserved);
      else {
        leftOut.push(RESERVED[column.reserved](name));
        continue;
      }
    }
    if (named.has(name)) return no(`Field collision on ${name}`);
    named.set(name, field);
  }
  if (reserved?.prefix !== undefined) return no(RESERVED.prefix(reserved.prefix));
  if (reserved?.suffix !== undefined) return no(RESERVED.suffix(reserved.suffix));
  if (rules.primaryKey.length > 0) {
    const keyFault = faultOfKey(named, rules, typeOfKey);
    if (keyFault !== undefined) return no(keyFault);
  }
  return typed(named, rules, leftOut);
}

function typed(named: ReadonlyMap<string, Field>, rules: RecordRules, leftOut: string[]): Shaped {
  const values: Value[] = [];
  for (const [name, field] of named) {
    const found = typeOf(field, rules.detectTimestamps);
    if (!found.ok) return no(found.reason);
    if (found.type === null) continue;
    if (isTooLong(name)) leftOut.push(`Column name ${name} is too long for SQLite`);
    else values.push({ name, type: found.type, value: found.value });
  }
  return { ok: true, values, leftOut };
}

/** Checks in the order of the specification: each over all key fields before the next one. */
function faultOfKey(
  named: ReadonlyMap<string, Field>,
  { primaryKey, detectTimestamps }: RecordRules,
  typeOfKey: (name: string) => ColumnType | undefined,
): string | undefined {
  const keys = primaryKey.map((typedName) => {
    const name = canonicalName(typedName);
    return { typedName, name, field: named.get(name) };
  });
  const absent = keys.find(({ field }) => field === undefined);
  if (absent) return `Record is missing key property ${absent.typedName}`;
  const empty = keys.find(({ field }) => field?.kind === 'null');
  if (empty) return `keys cannot be null in data: ${empty.typedName}`;
  const nested = keys.find(({ field }) => field?.kind === 'json');
  if (nested) return `Primary Key ${nested.typedName} must be a scalar`;
  const types = keys.map(({ name, field }) => {
    const found = field && typeOf(field, detectTimestamps);
    return { name, found };
  });
  const long = types.some(
    ({ found }) =>
      found?.ok === true && found.type === 'string' && String(found.value).length > MAX_KEY_LENGTH,
  );
  if (long) return `String keys cannot be longer than ${MAX_KEY_LENGTH} characters`;
  for (const { name, found } of types) {
    const before = typeOfKey(name);
    if (before === undefined || found?.ok !== true || found.type === null) continue;
    if (found.type !== before) {
      return 'Incoming Primary Key type does not match Primary Key type in existing table';
    }
  }
  return undefined;
}
