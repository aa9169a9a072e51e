import type { IntegrationRules } from '../../../preload/contract/integrations.ts';
import type { TableColumn } from '../../../preload/contract/integrations/rows.ts';
import { digitsOf, readOutline } from '../../wire/json/outline.ts';

/** A field of a record beside the columns that there are. */
export interface FieldDiff {
  field: string;
  /** What was sent, short; null where nothing was. */
  value: string | null;
  type: string;
  /** Types of the columns of this field, in words. */
  columns: string;
  what: string;
  /** `bad` may be why the record was rejected. */
  tone: 'bad' | 'info' | 'fits';
}

type Rules = Pick<IntegrationRules, 'primaryKey' | 'nested' | 'detectTimestamps' | 'reservedNames'>;
type Columns = readonly Pick<TableColumn, 'base' | 'type'>[];

const RESERVED = /^(?:__?sdc|_rjm)|__(?:it|fl|de|bo|st|ti|js)$/i;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const LONGEST = 60;

/** The column that a field goes to: names ignore the case of A to Z. */
const columnOf = (field: string): string =>
  field.trim().replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * How a rejected record differs from the table, field by field; null where it cannot be read, because it
 * is longer than the list has it or no object.
 */
export function recordDiff(record: string, columns: Columns, rules: Rules): FieldDiff[] | null {
  const read = readOutline(record)?.value;
  if (typeof read !== 'object' || read === null || Array.isArray(read) || digitsOf(read) !== null)
    return null;
  const fields = fieldsOf(read, '', rules.nested === 'relational');
  const known = Map.groupBy(
    columns.filter(({ base }) => base !== null),
    ({ base }) => base ?? '',
  );
  const typesOf = (field: string): string[] => [
    ...new Set((known.get(columnOf(field)) ?? []).map(({ type }) => type)),
  ];
  const compared = fields.map(([field, value]): FieldDiff => {
    const type = typeOf(value, rules);
    const types = typesOf(field);
    const told = { field, value: textOf(value), type, columns: types.join(', ') };
    const twin = fields.find(([other]) => other !== field && columnOf(other) === columnOf(field));
    if (twin !== undefined) {
      return { ...told, what: `The same column as ${twin[0]}`, tone: 'bad' };
    }
    return { ...told, ...judge(field, type, types, rules) };
  });
  const missing = rules.primaryKey
    .filter((key) => !fields.some(([field]) => columnOf(field) === columnOf(key)))
    .map((key): FieldDiff => {
      const told = { field: key, value: null, type: '', columns: typesOf(key).join(', ') };
      return { ...told, what: 'The key is missing', tone: 'bad' };
    });
  return [...missing, ...compared];
}

function judge(
  field: string,
  type: string,
  types: readonly string[],
  rules: Rules,
): Pick<FieldDiff, 'what' | 'tone'> {
  const isKey = rules.primaryKey.some((key) => columnOf(key) === columnOf(field));
  if (isKey && type === 'null') return { what: 'The key has no value', tone: 'bad' };
  if (isKey && type === 'json') return { what: 'A key is one value', tone: 'bad' };
  if (RESERVED.test(field)) return reserved(rules.reservedNames);
  if (type === 'null') return { what: 'No value', tone: 'fits' };
  if (type === 'rows') return { what: 'Rows of a table of its own', tone: 'fits' };
  if (types.length === 0) return { what: 'A new column', tone: 'info' };
  const fits = types.includes(type) || (type === 'float' && types.includes('decimal'));
  if (fits) return { what: 'Fits', tone: 'fits' };
  if (isKey) return { what: `The key is ${types.join(' or ')}`, tone: 'bad' };
  return { what: 'Another type: a column of its own', tone: 'info' };
}

function reserved(rule: Rules['reservedNames']): Pick<FieldDiff, 'what' | 'tone'> {
  if (rule === 'rename') return { what: 'Renamed', tone: 'info' };
  if (rule === 'reject-field') return { what: 'Left out', tone: 'info' };
  return { what: 'Named like a column of Backstitch', tone: 'bad' };
}

/** Fields as they become columns: with subtables, those of objects as `parent__child`. */
function fieldsOf(value: object, above: string, flat: boolean): [string, unknown][] {
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) => {
    const field = above + name;
    const isObject =
      typeof part === 'object' && part !== null && !Array.isArray(part) && digitsOf(part) === null;
    return flat && isObject ? fieldsOf(part, `${field}__`, flat) : [[field, part] as const];
  }) as [string, unknown][];
}

function typeOf(value: unknown, rules: Rules): string {
  if (value === null) return 'null';
  const digits = digitsOf(value);
  if (digits !== null) return /[.eE]/.test(digits) ? 'float' : 'integer';
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return rules.nested === 'relational' ? 'rows' : 'json';
  if (typeof value === 'object') return 'json';
  const isTime = rules.detectTimestamps && typeof value === 'string' && DATE_TIME.test(value);
  return isTime ? 'timestamp' : 'string';
}

function textOf(value: unknown): string {
  const text = digitsOf(value) ?? (typeof value === 'string' ? value : asJson(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Of objects and lists only that they are there. */
function asJson(value: unknown): string {
  if (Array.isArray(value)) return '[…]';
  return typeof value === 'object' && value !== null ? '{…}' : JSON.stringify(value);
}
