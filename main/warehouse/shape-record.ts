import type { Field, SourceRecord } from './json/read-records.ts';
import {
  canonicalName,
  type ColumnType,
  hasReservedPrefix,
  hasReservedSuffix,
  isTooLong,
} from './names.ts';
import { type Stored, typeOf } from './typing.ts';

/** How records of an integration are taken. */
export interface RecordRules {
  /** Names as the user typed them; none where rows get a generated key. */
  primaryKey: readonly string[];
  detectTimestamps: boolean;
}

export interface Value {
  name: string;
  type: ColumnType;
  value: Stored;
}

export type Shaped =
  | { ok: true; values: Value[]; tooLong: string[] }
  | { ok: false; reason: string };

export const MAX_DEPTH = 1000;
const MAX_KEY_LENGTH = 1024;

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
  for (const field of record.fields) {
    const name = canonicalName(field.key);
    if (named.has(name)) return no(`Field collision on ${name}`);
    named.set(name, field);
  }
  const names = [...named.keys()];
  const prefixed = names.find(hasReservedPrefix);
  if (prefixed !== undefined) {
    return no(`column names from client should not include reserved prefix on ${prefixed}`);
  }
  const suffixed = names.find(hasReservedSuffix);
  if (suffixed !== undefined) {
    return no(
      `column names from client should not include reserved datatype suffix on ${suffixed}`,
    );
  }
  const keyFault = faultOfKey(named, rules, typeOfKey);
  if (keyFault !== undefined) return no(keyFault);
  return typed(named, rules);
}

function typed(named: ReadonlyMap<string, Field>, rules: RecordRules): Shaped {
  const values: Value[] = [];
  const tooLong: string[] = [];
  for (const [name, field] of named) {
    const found = typeOf(field, rules.detectTimestamps);
    if (!found.ok) return no(found.reason);
    if (found.type === null) continue;
    if (isTooLong(name)) tooLong.push(name);
    else values.push({ name, type: found.type, value: found.value });
  }
  return { ok: true, values, tooLong };
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
