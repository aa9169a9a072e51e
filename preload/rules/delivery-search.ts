import type { DeliveryState } from '../contract/deliveries.ts';
import { readFieldTerm, splitTerms, writeFieldTerm, type FieldTerm } from './search-terms.ts';

/** Fields that a search of deliveries knows, in the order help shows them. */
export const DELIVERY_FIELDS = [
  'state',
  'destination',
  'event',
  'status',
  'since',
  'until',
] as const;
export type DeliveryField = (typeof DELIVERY_FIELDS)[number];

/** What `state:` may say, and the states it stands for. */
export const STATE_VALUES: Readonly<Record<string, readonly DeliveryState[]>> = {
  waiting: ['scheduled', 'sending', 'held'],
  dead: ['discarded', 'failed'],
  scheduled: ['scheduled'],
  sending: ['sending'],
  held: ['held'],
  delivered: ['delivered'],
  discarded: ['discarded'],
  failed: ['failed'],
  canceled: ['canceled'],
};

/** A text to be found: all of it, a part of it, or with `*` for whatever stands there. */
export interface TextPattern {
  text: string;
  exact: boolean;
}

/** Both ends belong to it. */
export interface StatusRange {
  from: number;
  to: number;
}

/** What a delivery must fulfil. Of several values any may hold; `null` stands for `none`. */
export type DeliveryCondition =
  | { field: 'state'; not: boolean; states: readonly DeliveryState[] }
  | { field: 'destination'; not: boolean; patterns: readonly TextPattern[] }
  | { field: 'event'; not: boolean; patterns: readonly (TextPattern | null)[] }
  | { field: 'status'; not: boolean; ranges: readonly (StatusRange | null)[] }
  | { field: 'since' | 'until'; not: boolean; at: number }
  | { field: 'words'; not: boolean; text: string };

export interface DeliveryMistake {
  from: number;
  to: number;
  message: string;
  /** Searches with this mistake mended, the likeliest first. */
  fixes: { label: string; text: string }[];
}

export interface DeliverySearch {
  conditions: DeliveryCondition[];
  problems: DeliveryMistake[];
}

/** Whether a search of deliveries knows a field, as it is written. */
export const isDeliveryField = (field: string): boolean =>
  DELIVERY_FIELDS.some((known) => known === field.toLowerCase());

/**
 * Reads a search of deliveries: `state:dead destination:"My shop" event:order.* -status:404 since:1h`,
 * and words of the event type, the webhook-id or the reason.
 *
 * @param now epoch ms, from which `1h` counts back.
 */
export function readDeliverySearch(search: string, now: number): DeliverySearch {
  const conditions: DeliveryCondition[] = [];
  const problems: DeliveryMistake[] = [];
  for (const { from, to, text } of splitTerms(search)) {
    const term = readFieldTerm(text);
    const inPlace = (fixed: string): string => search.slice(0, from) + fixed + search.slice(to);
    const read = term === undefined ? wordOf(text) : conditionOf(term, now);
    if (!('message' in read)) conditions.push(read);
    else {
      const fixes = read.fixes.map(({ label, text: fixed }) => ({ label, text: inPlace(fixed) }));
      problems.push({ from, to, message: read.message, fixes });
    }
  }
  return { conditions, problems };
}

type Mistake = Pick<DeliveryMistake, 'message' | 'fixes'>;

function wordOf(text: string): DeliveryCondition {
  const not = text.length > 1 && text.startsWith('-');
  return { field: 'words', not, text: unquoted(not ? text.slice(1) : text) };
}

function conditionOf(term: FieldTerm, now: number): DeliveryCondition | Mistake {
  const field = term.field.toLowerCase();
  const values = term.values.map(readValue);
  const { negated: not } = term;
  if (!isDeliveryField(field)) {
    const near = DELIVERY_FIELDS.find((known) => known[0] === field[0]);
    const asText = JSON.stringify(writeFieldTerm(term));
    return {
      message: `Unknown field “${term.field}”.`,
      fixes: [
        ...(near === undefined
          ? []
          : [{ label: `${near}:`, text: writeFieldTerm({ ...term, field: near }) }]),
        { label: `Search for ${asText} as text`, text: asText },
      ],
    };
  }
  if (values.length === 0) return { message: `“${field}:” needs a value.`, fixes: [] };
  switch (field as DeliveryField) {
    case 'state':
      return stateCondition(term, values);
    case 'destination':
      return { field: 'destination', not, patterns: values };
    case 'event':
      return { field: 'event', not, patterns: values.map((one) => (isNone(one) ? null : one)) };
    case 'status':
      return statusCondition(term, values);
    case 'since':
    case 'until':
      return timeCondition(field as 'since' | 'until', not, values, now);
  }
}

/** A term that would be right, called by what is new in it. */
const fix = (text: string): { label: string; text: string } => ({
  label: text.replace(/^-?\w+:/, ''),
  text,
});

function stateCondition(
  term: FieldTerm,
  values: readonly TextPattern[],
): DeliveryCondition | Mistake {
  const states: DeliveryState[] = [];
  for (const { text } of values) {
    const word = text.toLowerCase();
    const found = Object.hasOwn(STATE_VALUES, word) ? STATE_VALUES[word] : undefined;
    if (found === undefined) {
      const near = Object.keys(STATE_VALUES).filter((known) => known[0] === word[0]);
      const names = near.length > 0 ? near : ['waiting', 'delivered', 'dead'];
      return {
        message: `“${text}” is not a state.`,
        fixes: names.slice(0, 3).map((name) => fix(writeFieldTerm({ ...term, values: [name] }))),
      };
    }
    states.push(...found);
  }
  return { field: 'state', not: term.negated, states: [...new Set(states)] };
}

const STATUS = /^(>=|<=|>|<)?([1-5]\d\d)$/;

function statusCondition(
  term: FieldTerm,
  values: readonly TextPattern[],
): DeliveryCondition | Mistake {
  const ranges: (StatusRange | null)[] = [];
  for (const value of values) {
    const range = isNone(value) ? null : statusRange(value.text);
    if (range === undefined) {
      const digit = /[1-5]/.exec(value.text)?.[0] ?? '5';
      const wanted = [`${digit}xx`, `>=${digit}00`];
      return {
        message: `“${value.text}” is not a status.`,
        fixes: wanted.map((one) => fix(writeFieldTerm({ ...term, values: [one] }))),
      };
    }
    ranges.push(range);
  }
  return { field: 'status', not: term.negated, ranges };
}

function statusRange(text: string): StatusRange | undefined {
  const whole = /^([1-5])xx$/i.exec(text);
  if (whole) return { from: Number(whole[1]) * 100, to: Number(whole[1]) * 100 + 99 };
  const between = /^([1-5]\d\d)(?:\.\.|-)([1-5]\d\d)$/.exec(text);
  if (between) return { from: Number(between[1]), to: Number(between[2]) };
  const one = STATUS.exec(text);
  if (!one) return undefined;
  const [, sign = '', digits] = one;
  const at = Number(digits);
  switch (sign) {
    case '>=':
      return { from: at, to: 999 };
    case '>':
      return { from: at + 1, to: 999 };
    case '<=':
      return { from: 0, to: at };
    case '<':
      return { from: 0, to: at - 1 };
    default:
      return { from: at, to: at };
  }
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function timeCondition(
  field: 'since' | 'until',
  not: boolean,
  values: readonly TextPattern[],
  now: number,
): DeliveryCondition | Mistake {
  const [value] = values;
  const at = value === undefined ? undefined : timeOf(value.text, now);
  if (at !== undefined) return { field, not, at };
  return {
    message: `“${value?.text ?? ''}” is not a time, for example 1h, 7d or 2026-11-25T14:00.`,
    fixes: [fix(`${field}:1h`), fix(`${field}:24h`)],
  };
}

function timeOf(text: string, now: number): number | undefined {
  const ago = /^(\d{1,6})(s|min|m|h|d)$/i.exec(text);
  if (ago) return now - Number(ago[1]) * (UNITS[ago[2]?.toLowerCase() ?? ''] ?? 0);
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined;
  // A day alone is that of the place where one is, as a time without a zone is.
  const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
  return Number.isNaN(at) ? undefined : at;
}

const isNone = ({ text, exact }: TextPattern): boolean => !exact && text.toLowerCase() === 'none';

function readValue(written: string): TextPattern {
  const exact = written.startsWith('=');
  return { text: unquoted(exact ? written.slice(1) : written), exact };
}

function unquoted(text: string): string {
  const quoted = /^"((?:[^"\\]|\\[^])*)"?$/.exec(text);
  return quoted ? (quoted[1] ?? '').replaceAll(/\\([^])/g, '$1') : text;
}

/** A value of a term as it must be written, to be found exactly: `="My shop"`. */
export function exactValue(text: string): string {
  return /^[\w.:@/-]+$/.test(text) ? `=${text}` : `=${JSON.stringify(text)}`;
}
