import { SignatureMark } from '../../../../preload/contract/captures.ts';
import { FIELDS, nearest } from '../fields.ts';
import type { Item, Lexeme } from '../lex.ts';
import { likelySizes, likelyStatuses, likelyTimes } from '../likely.ts';
import {
  exactly,
  readNumber,
  readRange,
  readSize,
  readStatus,
  readStatusClass,
} from '../numbers.ts';
import type { NumberRange, Test, TextColumn } from '../terms.ts';
import { type Now, parseTime } from '../times.ts';
import { instead, Mistake } from './mistake.ts';

export interface ParseContext extends Now {
  /** Reads the public form of a capture id. */
  decodeId: (text: string) => number | undefined;
}

/** Columns that are compared whole; others are looked into. */
const WHOLE: ReadonlySet<TextColumn> = new Set([
  'method',
  'endpoint',
  'provider',
  'delivery',
  'sig',
]);
const MARKS = SignatureMark.options;
/** What a search by words can find. */
export const WORD = /[\p{L}\p{N}\p{Co}]/u;

function needValue(item: Item): string {
  if (item.text !== '' || item.quoted) return item.text;
  throw new Mistake({ from: Math.max(0, item.from - 1), to: item.to }, 'Write a value here.');
}

export function oneOf<T extends string>(item: Item, known: readonly T[]): T {
  const value = needValue(item).toLowerCase();
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  const near = nearest(value, known);
  const offered = near === undefined ? known : [near];
  const repairs = offered.map((text) => instead(item, text));
  throw new Mistake(item, `“${item.text}” is not one of ${known.join(', ')}.`, repairs);
}

export const rangeReader = (field: 'status' | 'size') => (item: Item) => {
  const text = needValue(item);
  const read = field === 'status' ? readStatus : readSize;
  const inClass: NumberRange | undefined = field === 'status' ? readStatusClass(text) : undefined;
  const range = inClass ?? readRange(text, read);
  if (range !== undefined && range !== 'bad') return range;
  const value = range === 'bad' ? undefined : read(text);
  if (value !== undefined) return exactly(value);
  const examples = FIELDS.find(({ name }) => name === field)?.example ?? '';
  const what = field === 'status' ? 'a status' : 'a size';
  const likely = field === 'status' ? likelyStatuses(text) : likelySizes(text);
  const repairs = likely.map((one) => instead(item, one));
  throw new Mistake(item, `“${text}” is not ${what}. Write it like ${examples}.`, repairs);
};

export function oneTime(lexeme: Lexeme, context: ParseContext): number {
  const [item, second] = lexeme.items;
  if (!item) throw new Mistake(lexeme, 'Write a single time here.');
  if (second) {
    const from = item.to;
    const rest = { from, to: lexeme.to, text: '', label: item.text };
    throw new Mistake(lexeme, 'Write a single time here.', [rest]);
  }
  const text = needValue(item);
  const time = parseTime(text, context);
  if (time !== undefined) return time;
  const repairs = likelyTimes(text).map((one) => instead(item, one));
  const message = `“${text}” is not a time. Write 2026-11-20, 14:00, today or 2h.`;
  throw new Mistake(item, message, repairs);
}

export function readId(item: Item, context: ParseContext): number {
  const id = context.decodeId(needValue(item));
  if (id === undefined) {
    throw new Mistake(item, `“${item.text}” is not the id of a capture.`);
  }
  return id;
}

export function readTraceId(item: Item): { id: string; row: number } {
  const id = needValue(item).toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(id)) {
    throw new Mistake(item, `“${item.text}” is not a trace id: that has 32 digits of 0-9 and a-f.`);
  }
  // Ids made here end with the row of the capture (`main/trace/trace-id.ts`); no row is above 2^53.
  return { id, row: Math.min(Number.parseInt(id.slice(16), 16), Number.MAX_SAFE_INTEGER) };
}

export function readPhrase(item: Item): { text: string; prefix: boolean } {
  const text = needValue(item);
  const words = item.quoted ? text : text.replace(/\*+$/, '');
  if (WORD.test(words)) return { text: words, prefix: words !== text };
  throw new Mistake(item, 'Nothing to search for here.');
}

export function columnTest(field: TextColumn): (item: Item) => Test {
  return (item) => {
    const text = needValue(item);
    if (item.whole) return { kind: 'equals', text, number: null };
    if (!item.quoted && text.includes('*')) return { kind: 'pattern', pattern: text };
    if (field === 'sig') return { kind: 'equals', text: oneOf(item, MARKS), number: null };
    if (WHOLE.has(field)) return { kind: 'equals', text, number: null };
    return { kind: 'contains', text };
  };
}

export function readTest(item: Item): Test {
  const text = needValue(item);
  if (item.quoted) return { kind: 'equals', text, number: null };
  if (/^\*+$/.test(text)) return { kind: 'any' };
  const range = readRange(text, readNumber);
  if (range !== undefined && range !== 'bad') return { kind: 'range', range };
  if (range === 'bad' && /^[<>]/.test(text)) {
    const rest = text.replace(/^[<>]=?/, '');
    throw new Mistake(item, `“${rest}” is not a number.`, rest === '' ? [] : [instead(item, rest)]);
  }
  if (text.includes('*')) return { kind: 'pattern', pattern: text };
  return { kind: 'equals', text, number: readNumber(text) ?? null };
}
