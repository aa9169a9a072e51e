import type { Expectation } from '../../preload/contract/interchange/expectations.ts';
import type { DraftWords } from '../drafts/draft-words.ts';
import { findJsonMistake } from '../../preload/rules/json-mistake.ts';

/** An expectation as it is written: a new one has no name of its own yet. */
export interface ExpectationDraft {
  name: string;
  /** JSON. The rows are another way to write it. */
  text: string;
}

/** Under what a draft is kept. A name is never empty, so that the new one has a key, too. */
export const draftKey = (name: string | null): string => `expectation:${name ?? ''}`;

/** Names of those that are not saved as they were typed; null for the new one. */
export function typedNames(drafts: readonly { key: string }[]): ReadonlySet<string | null> {
  const [before] = [draftKey(null)];
  const keys = drafts.map(({ key }) => key).filter((key) => key.startsWith(before));
  return new Set(keys.map((key) => (key === before ? null : key.slice(before.length))));
}

export const DRAFT_WORDS: DraftWords<ExpectationDraft> = {
  language: 'json',
  text: ({ text }) => text,
  part: ({ text }) => text,
  withPart: (text, draft) => ({ ...draft, text }),
};

/** What a search finds, as an expectation: at least one capture. */
export const expectationOf = (search: string): Expectation => ({ search, count: { min: 1 } });

/** An expectation as people read and change it. */
export const textOf = (expectation: object): string => JSON.stringify(expectation, null, 2);

/** What is typed, or where it stops being JSON. What it means is for the engine to judge. */
export function readDraft(
  text: string,
): { ok: true; expectation: Expectation } | { ok: false; problem: string } {
  const mistake = findJsonMistake(text);
  if (mistake !== null) {
    const { line, column, message } = mistake;
    return { ok: false, problem: `Line ${line}, column ${column}: ${message}` };
  }
  return { ok: true, expectation: JSON.parse(text) as Expectation };
}

/** What rows can be made of: an object, of whatever. */
export type Written = Readonly<Record<string, unknown>>;

/** The object of a text; null where it is none. */
export function readWritten(text: string): Written | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read)
      ? (read as Written)
      : null;
  } catch {
    // Not JSON yet.
    return null;
  }
}

const ORDER = [
  '$schema',
  'name',
  'search',
  'since',
  'within',
  'count',
  'quietFor',
  'order',
  'strict',
];
const place = (key: string): number => (ORDER.indexOf(key) + ORDER.length + 1) % (ORDER.length + 1);

/** The same with another value of a field; undefined takes it away. A new field comes where it is looked for. */
export function withField(written: Written, key: string, value: unknown): Written {
  if (value === undefined) {
    const { [key]: _, ...rest } = written;
    return rest;
  }
  if (Object.hasOwn(written, key)) return { ...written, [key]: value };
  const entries = [...Object.entries(written), [key, value] as const];
  return Object.fromEntries(entries.toSorted(([a], [b]) => place(a) - place(b)));
}

/** Fields that the rows show. */
const SHOWN = new Set(['search', 'count', 'within', 'quietFor', 'distinct', 'each', 'some']);
export const hiddenFields = (written: Written): string[] =>
  Object.keys(written).filter((key) => !SHOWN.has(key));

/** As a file for `backstitch expect --file`, with its name in it. */
export const fileOf = (name: string, expectation: Expectation): string =>
  `${textOf(name.trim() === '' ? expectation : { name: name.trim(), ...expectation })}\n`;

/** Which captures are judged: those of a while ago, all, or those that come from now on. */
export const SPANS = [
  { id: 'hour', label: 'Captures of the last hour' },
  { id: 'all', label: 'All captures' },
  { id: 'coming', label: 'What comes from now on' },
] as const;
export type Span = (typeof SPANS)[number]['id'];

/** As the contract takes it: what is there already is not waited for. */
export const spanInput = (span: Span): { since?: string; now: boolean } =>
  span === 'coming' ? { now: false } : { since: span === 'hour' ? '1h' : 'all', now: true };
