import type { CodeSuggestion } from '../../ui/code/code-props.ts';

/** A value of a document as a person reads it: its type, and its text. */
export interface Shown {
  type: string;
  text: string;
}

const TYPES: Record<string, (inner: unknown) => Shown> = {
  $oid: (inner) => ({ type: 'ObjectId', text: String(inner) }),
  $numberInt: (inner) => ({ type: 'Int', text: String(inner) }),
  $numberLong: (inner) => ({ type: 'Long', text: String(inner) }),
  $numberDouble: (inner) => ({ type: 'Double', text: String(inner) }),
  $numberDecimal: (inner) => ({ type: 'Decimal', text: String(inner) }),
  $date: (inner) => ({ type: 'Date', text: dateText(inner) }),
  $binary: () => ({ type: 'Binary', text: '…' }),
  $uuid: (inner) => ({ type: 'UUID', text: String(inner) }),
  $timestamp: (inner) => ({ type: 'Timestamp', text: JSON.stringify(inner) }),
  $regularExpression: (inner) => ({ type: 'Regex', text: JSON.stringify(inner) }),
};

function dateText(inner: unknown): string {
  const ms =
    typeof inner === 'object' && inner !== null
      ? Number(Reflect.get(inner, '$numberLong'))
      : Date.parse(String(inner));
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString();
}

/** Reads a value of canonical or relaxed EJSON. */
export function shownValue(value: unknown): Shown {
  if (value === null) return { type: 'Null', text: 'null' };
  if (typeof value === 'string') return { type: 'Text', text: value };
  if (typeof value === 'boolean') return { type: 'Boolean', text: String(value) };
  if (typeof value !== 'object') return { type: 'Number', text: JSON.stringify(value) };
  if (Array.isArray(value)) return { type: `Array ${value.length}`, text: JSON.stringify(value) };
  const keys = Object.keys(value);
  const [first = ''] = keys;
  const read = Object.hasOwn(TYPES, first) ? TYPES[first] : undefined;
  if (read !== undefined) return read(Reflect.get(value, first));
  return { type: `Object ${keys.length}`, text: JSON.stringify(value) };
}

const WORDS: readonly { label: string; detail: string }[] = [
  { label: '{"$oid": "000000000000000000000000"}', detail: 'ObjectId, 24 hexadecimal digits' },
  { label: '{"$date": "2026-01-31T12:00:00Z"}', detail: 'Date' },
  { label: '{"$numberInt": "1"}', detail: 'Int, 32 bits' },
  { label: '{"$numberLong": "1"}', detail: 'Long, 64 bits' },
  { label: '{"$numberDouble": "1.5"}', detail: 'Double' },
  { label: '{"$numberDecimal": "1.50"}', detail: 'Decimal' },
  { label: '{"$uuid": "00000000-0000-4000-8000-000000000000"}', detail: 'UUID' },
  { label: '{"$binary": {"base64": "", "subType": "00"}}', detail: 'Binary' },
  { label: '{"$regularExpression": {"pattern": "", "options": ""}}', detail: 'Regex' },
  { label: 'true', detail: 'Boolean' },
  { label: 'false', detail: 'Boolean' },
  { label: 'null', detail: 'Null' },
];

/** Values that could stand where something is begun: after a colon, a comma in a list, a bracket. */
export function suggestEjson(text: string, cursor: number): CodeSuggestion[] {
  const before = text.slice(Math.max(0, cursor - 200), cursor);
  const begun = /(?:[:[]|,)\s*([\w{"$]*)$/.exec(before)?.[1];
  if (begun === undefined) return [];
  // Behind a comma of an object stands a name, not a value.
  if (/,\s*[\w{"$]*$/.test(before) && !/\[[^\]{}]*$/.test(before)) return [];
  const wanted = begun.replaceAll(/[{"$]/g, '').toLowerCase();
  return WORDS.filter(({ label, detail }) =>
    `${label} ${detail}`.toLowerCase().includes(wanted),
  ).map((word) => ({ ...word, from: cursor - begun.length }));
}
