import type { AnswerMatch } from '../../../preload/contract/interchange/suite-cases.ts';
import { type AnswerDifferences, compareAnswers } from '../../compare/compare-answers.ts';
import { ignoringBy } from '../../compare/ignore.ts';
import { headerValue } from '../../lib/headers.ts';
import type { Answer } from '../answer.ts';
import { shapeChanges } from './shape.ts';

export interface AlikeRules {
  match: AnswerMatch;
  /** Paths of answers that may differ, beside what is built in. */
  ignore: string[];
}

/** Differences that are only another way to write the same. */
const SPELLINGS: ReadonlySet<string> = new Set(['spelling', 'order']);
const NAMED = 5;

/** How two answers differ, as far as both are known. */
export function differencesOf(before: Answer, now: Answer, ignore: string[]): AnswerDifferences {
  if (before.body === null || now.body === null) return { differences: [], ignored: 0, notes: [] };
  return compareAnswers(
    { headers: before.headers, body: before.body },
    { headers: now.headers, body: now.body },
    ignore,
  );
}

/**
 * What tells two answers apart by these rules, in words and without a value of them; undefined where they are
 * alike. Both must be answers.
 */
export function unlike(before: Answer, now: Answer, rules: AlikeRules): string | undefined {
  if (before.status !== null && before.status !== now.status) {
    return `status ${now.status} instead of ${before.status}`;
  }
  if (rules.match === 'status' || before.body === null || now.body === null) return undefined;
  const places =
    rules.match === 'exact' ? exactly(before, now, rules) : byShape(before, now, rules);
  if (places.length === 0) return undefined;
  const more = places.length > NAMED ? ` and ${places.length - NAMED} more` : '';
  return `${places.slice(0, NAMED).join('; ')}${more}`;
}

function exactly(before: Answer, now: Answer, { ignore }: AlikeRules): string[] {
  const { differences } = differencesOf(before, now, ignore);
  const places = differences
    .filter(({ kind }) => !SPELLINGS.has(kind))
    // The path for people names elements by a value of theirs; the pattern holds none.
    .map(
      ({ part, path, pattern, kind }) => `${pattern ?? `${part} ${path}`} ${WORDS[kind] ?? kind}`,
    );
  // Only what was kept of long answers could be compared.
  const isLonger = (before.cut || now.cut) && before.sizeBytes !== now.sizeBytes;
  return isLonger ? [...places, 'another length'] : places;
}

const WORDS: Readonly<Record<string, string>> = {
  added: 'is new',
  removed: 'is gone',
  changed: 'changed',
  type: 'has another type',
  moved: 'moved',
};

function byShape(before: Answer, now: Answer, { ignore }: AlikeRules): string[] {
  const types = [mediaType(before), mediaType(now)];
  const isIgnored = ignoringBy(ignore);
  const places =
    types[0] === types[1] || isIgnored(['header', 'content-type']) !== null
      ? []
      : [`content type ${types[1] ?? 'none'} instead of ${types[0] ?? 'none'}`];
  // Half of a JSON text has no shape.
  if (before.cut || now.cut) return places;
  const [was, is] = [jsonOf(before), jsonOf(now)];
  if (was === undefined || is === undefined) {
    if ((was === undefined) !== (is === undefined)) places.push(`body is ${is ? '' : 'no '}JSON`);
    else if ((before.sizeBytes === 0) !== (now.sizeBytes === 0)) {
      places.push(now.sizeBytes === 0 ? 'body is empty' : 'body is no longer empty');
    }
    return places;
  }
  for (const { path, words } of shapeChanges(was.value, is.value)) {
    if (isIgnored(path.split('.')) === null) places.push(`${path} ${words}`);
  }
  return places;
}

const mediaType = ({ headers }: Answer): string | undefined =>
  headerValue(headers, 'content-type')?.split(';')[0]?.trim().toLowerCase();

function jsonOf({ body }: Answer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse((body ?? Buffer.alloc(0)).toString()) };
  } catch {
    // Whatever it is, it is not JSON.
    return undefined;
  }
}
