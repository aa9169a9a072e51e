import { createHash } from 'node:crypto';
import type { Range } from '../../../preload/contract/interchange/expectations/assertions.ts';
import { fits, type Need, rangeWords, shown } from './needs.ts';
import type { Found, Looked, LookedBody, Values } from './looked.ts';
import type { Failure, Place } from '../subject.ts';

/** An assertion made ready. */
export interface Check {
  /** What is looked at: `$.type`. */
  name: string;
  /** What has to hold of it: `equals "invoice.paid"`. */
  words: string;
  /** Where the values of the assertion itself stand, for what has to be cut out of its words. */
  place: Place;
  /** Undefined where it holds. */
  judge: (looked: Looked) => Failure | undefined;
}

export interface SeveralOperators {
  exists?: boolean | undefined;
  absent?: boolean | undefined;
  count?: Range | undefined;
  any?: boolean | undefined;
}

const TEXT: Place = { kind: 'text' };
/** Of many values so many are shown. */
const LISTED = 5;

/**
 * Judges values by operators. Operators on a value hold when they hold of all values and there is one;
 * with `any`, when they hold of one.
 */
export function valuesCheck(
  name: string,
  place: Place,
  values: (looked: Looked) => Values,
  needs: readonly Need[],
  operators: SeveralOperators,
): Check {
  const wanted = [...amountsOf(operators, needs.length === 0), ...needs.map(valueTest(operators))];
  return {
    name,
    words: wanted.map(({ words }) => words).join(' and '),
    place,
    judge(looked) {
      const found = values(looked);
      if ('problem' in found) {
        // A body that is no JSON has nothing at any path.
        if (wanted.every(({ ofNothing }) => ofNothing)) return undefined;
        return { expected: wanted[0]?.words ?? '', found: found.problem, place: TEXT };
      }
      for (const { test } of wanted) {
        const failure = test(found);
        if (failure !== undefined) return failure;
      }
      return undefined;
    },
  };
}

interface Wanted {
  words: string;
  /** It holds where there is no value at all. */
  ofNothing: boolean;
  test: (found: readonly Found[]) => Failure | undefined;
}

/** What is said of how many values there are. An assertion without any operator wants one. */
function amountsOf({ exists, absent, count }: SeveralOperators, isBare: boolean): Wanted[] {
  const isAsked = exists !== undefined || absent !== undefined || count !== undefined;
  const wanted: Wanted[] = [];
  const add = (words: string, fit: (values: number) => boolean): void => {
    const test = (found: readonly Found[]) =>
      fit(found.length) ? undefined : { expected: words, ...told(found) };
    wanted.push({ words, ofNothing: fit(0), test });
  };
  const wantsOne = exists ?? (absent === undefined ? undefined : !absent);
  const isThere = wantsOne ?? (isBare && !isAsked ? true : undefined);
  if (isThere === true) add('is there', (values) => values > 0);
  if (isThere === false) add('is absent', (values) => values === 0);
  if (exists !== undefined && absent !== undefined && exists === absent)
    add('is both', () => false);
  if (count !== undefined) add(`has ${rangeWords(count)}`, (values) => fits(count, values));
  return wanted;
}

const valueTest =
  ({ any }: SeveralOperators) =>
  (need: Need): Wanted => {
    const words = any ? `any ${need.words}` : need.words;
    const holds = ({ value, plain }: Found): boolean => need.holds(value, plain);
    return {
      words,
      ofNothing: false,
      test(found) {
        if (found.length === 0) return { expected: words, found: 'nothing', place: TEXT };
        if (any) return found.some(holds) ? undefined : { expected: words, ...told(found) };
        const wrong = found.find((one) => !holds(one));
        if (wrong === undefined) return undefined;
        const why = need.why?.(wrong.plain);
        if (why !== undefined && why !== '') return { expected: words, found: why, place: TEXT };
        return { expected: words, found: shown(wrong.value), place: wrong.place };
      },
    };
  };

/** Values apart: what has to be cut of each depends on where it stood. */
function told(found: readonly Found[]): Omit<Failure, 'expected'> {
  if (found.length === 0) return { found: 'nothing', place: TEXT };
  const values = found.slice(0, LISTED).map(({ value, place }) => ({ text: shown(value), place }));
  return { found: found.length > LISTED ? `… (${found.length})` : '', place: TEXT, values };
}

export interface BodyOperators {
  schema?: Need | undefined;
  sha256?: string | undefined;
  equalsFile?: string | undefined;
  contains?: string | undefined;
  size?: Range | undefined;
}

/** Judges a body by its bytes, its text, and by a schema. */
export function bodyCheck(
  name: string,
  bodyOf: (looked: Looked) => LookedBody,
  { schema, sha256, equalsFile, contains, size }: BodyOperators,
): Check {
  const tests: { words: string; test: (body: LookedBody) => string | undefined }[] = [];
  if (size !== undefined) {
    tests.push({
      words: `has ${rangeWords(size)} bytes`,
      test: ({ sent }) => {
        const bytes = sent?.sizeBytes ?? 0;
        return fits(size, bytes) ? undefined : `${bytes} bytes`;
      },
    });
  }
  if (sha256 !== undefined) {
    const words = equalsFile === undefined ? `has SHA-256 ${sha256}` : `equals ${equalsFile}`;
    tests.push({
      words,
      test: ({ sent }) => {
        const own = sent?.sha256 ?? hashOf(sent?.bytes ?? null);
        if (own === sha256.toLowerCase()) return undefined;
        return `${sent?.sizeBytes ?? 0} bytes with SHA-256 ${own ?? 'unknown'}`;
      },
    });
  }
  if (contains !== undefined) {
    tests.push({
      words: `contains ${shown(contains)}`,
      test: (body) => body.problem ?? (body.text().includes(contains) ? undefined : body.text()),
    });
  }
  if (schema !== undefined) {
    tests.push({ words: schema.words, test: (body) => misfit(body, schema) });
  }
  return {
    name,
    words: tests.map(({ words }) => words).join(' and '),
    place: TEXT,
    judge(looked) {
      const body = bodyOf(looked);
      for (const { words, test } of tests) {
        const found = test(body);
        if (found === undefined) continue;
        const cut = found === '' ? 'an empty body' : found.slice(0, 20_000);
        return { expected: words, found: cut, place: { kind: 'json', path: [] } };
      }
      return undefined;
    },
  };
}

const hashOf = (bytes: Uint8Array | null): string | null =>
  bytes && createHash('sha256').update(bytes).digest('hex');

function misfit(body: LookedBody, schema: Need): string | undefined {
  if (body.problem !== null) return body.problem;
  const json = body.json();
  if ('problem' in json) return json.problem;
  return schema.holds(json.exact, json.plain) ? undefined : (schema.why?.(json.plain) ?? '');
}
