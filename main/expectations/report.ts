import type {
  Expectation,
  ExpectationTest,
} from '../../preload/contract/interchange/expectations.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Check } from './evaluate/checks.ts';
import { fits, rangeWords } from './evaluate/needs.ts';
import { findOrder } from './evaluate/order.ts';
import type { createTally, Tally, Twins } from './evaluate/tally.ts';
import type { Clipped } from './source.ts';
import type { Failure } from './subject.ts';

/** All that judging came to. */
export interface Results {
  expectation: Expectation;
  /** What was judged, oldest first. */
  ids: readonly CaptureId[];
  /** More match than are judged. */
  isTooMany: boolean;
  isQuiet: boolean;
  /** For each search of `order`, those of `ids` that it finds. */
  order: readonly ReadonlySet<CaptureId>[];
  judged: {
    each: readonly Check[];
    some: readonly Check[];
    tally: ReturnType<typeof createTally>;
    /** Captures that could not be judged: time or memory was up. */
    missed: number;
  };
  durationMs: number;
}

type Test = Omit<ExpectationTest, 'durationMs'>;

const TEXT = { kind: 'text' } as const;
const IDS = 100;

/** Tells results as tests, in the order of the fields of an expectation. Texts are redacted and cut. */
export function report(results: Results, clipped: Clipped): ExpectationTest[] {
  const { expectation, judged } = results;
  const tests: Test[] = [countTest(results)];
  if (expectation.quietFor !== undefined) tests.push(quietTest(expectation.quietFor, results));
  if (expectation.order !== undefined) {
    tests.push(orderTest(expectation.order, expectation.strict === true, results, clipped));
  }
  judged.each.forEach((check, at) => {
    const tally = judged.tally.each()[at];
    if (tally !== undefined) tests.push(eachTest(check, tally, clipped));
  });
  if (judged.some.length > 0) tests.push(someTest(results, clipped));
  if (expectation.distinct !== undefined) {
    tests.push(distinctTest(expectation.distinct, judged.tally.twins(), clipped));
  }
  if (judged.missed > 0) tests.push(missedTest(judged.missed));
  return tests.map((test) => ({ ...test, durationMs: Math.round(results.durationMs) }));
}

const captures = (count: number): string => (count === 1 ? '1 capture' : `${count} captures`);

function held(name: string, expected: string, found: string): Test {
  return { name, ok: true, expected, found, captureIds: [], misses: [] };
}

function countTest({ expectation, ids, isTooMany }: Results): Test {
  const count = expectation.count ?? { min: 1 };
  const expected = rangeWords(count);
  const name = `count is ${expected}`;
  if (isTooMany) {
    const found = `more than ${captures(ids.length)}, the most that is judged`;
    return { ...held(name, expected, found), ok: false };
  }
  return { ...held(name, expected, captures(ids.length)), ok: fits(count, ids.length) };
}

function quietTest(quietFor: string, { isQuiet, ids }: Results): Test {
  const found = isQuiet ? 'nothing more' : `captures until the end, ${ids.length} in all`;
  const test = held(`quiet for ${quietFor}`, `nothing more for ${quietFor}`, found);
  return { ...test, ok: isQuiet };
}

function orderTest(
  searches: readonly string[],
  strict: boolean,
  { ids, order }: Results,
  clipped: Clipped,
): Test {
  const expected = clipped.text(searches.join(', then '), TEXT);
  const name = strict ? 'order, nothing between' : 'order';
  const found = findOrder(ids, order, strict);
  if (found.ok) return held(name, expected, captures(found.ids.length));
  const missing = clipped.text(searches[found.step] ?? '', TEXT);
  const place = `${found.step + 1} of ${searches.length}`;
  const words =
    found.why === 'missing'
      ? `no capture for ${place}, ${missing}, after the others`
      : `${found.between} in place of ${place}, ${missing}`;
  const captureIds = found.why === 'between' ? [found.between] : found.ids;
  return { ...held(name, expected, words), ok: false, captureIds: captureIds.slice(0, IDS) };
}

function labelOf({ name, words, place }: Check, clipped: Clipped): string {
  return `${clipped.text(name, TEXT)} ${clipped.text(words, place)}`;
}

/** No more of what was found is in a report. */
const LONGEST = 300;

function foundWords({ found, place, values = [] }: Failure, clipped: Clipped): string {
  const listed = values.map((value) => clipped.text(value.text, value.place));
  const words = [...listed, ...(found === '' ? [] : [clipped.text(found, place)])].join(', ');
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
}

function eachTest(check: Check, { failed, ids, misses }: Tally, clipped: Clipped): Test {
  const label = labelOf(check, clipped);
  const expected = clipped.text(check.words, check.place);
  if (failed === 0) return held(`each: ${label}`, expected, 'held of every capture');
  const told = misses.map(({ id, failure }) => ({
    captureId: id,
    assertion: label,
    expected: clipped.text(failure.expected, check.place),
    found: foundWords(failure, clipped),
  }));
  const more = failed > 1 ? ` (and ${captures(failed - 1)} more)` : '';
  return {
    name: `each: ${label}`,
    ok: false,
    expected,
    found: (told[0]?.found ?? '') + more,
    captureIds: ids,
    misses: told,
  };
}

function someTest({ judged }: Results, clipped: Clipped): Test {
  const label = judged.some.map((check) => labelOf(check, clipped)).join(' and ');
  const name = `some: ${label}`;
  if (judged.tally.isSomeMet()) return held(name, label, 'a capture for which all of it holds');
  const nearest = judged.tally.nearest();
  const misses = nearest.flatMap(({ id, failures }) =>
    failures.map(({ at, failure }) => {
      const check = judged.some[at];
      return {
        captureId: id,
        assertion: check === undefined ? '' : labelOf(check, clipped),
        expected: clipped.text(failure.expected, check?.place ?? TEXT),
        found: foundWords(failure, clipped),
      };
    }),
  );
  return {
    name,
    ok: false,
    expected: label,
    found: 'no capture for which all of it holds',
    captureIds: nearest.map(({ id }) => id),
    misses,
  };
}

function distinctTest(distinct: string, twins: readonly Twins[], clipped: Clipped): Test {
  const name = `distinct ${distinct}`;
  const expected = 'no two captures with the same value';
  const [first] = twins;
  if (first === undefined) return held(name, expected, 'no two with the same');
  const keys = [...distinct.matchAll(/[\w-]+/g)].map(([key]) => key);
  // Where a path does not name all keys it leads through, nobody knows what has to be cut.
  const isNamed = !/\.\.|[*?:]/.test(distinct);
  const value = isNamed ? clipped.text(first.key, { kind: 'json', path: keys }) : 'one value';
  const more = twins.length > 1 ? `, and ${twins.length - 1} more values` : '';
  return {
    name,
    ok: false,
    expected,
    found: `${value} in ${captures(first.ids.length)}${more}`,
    captureIds: twins.flatMap(({ ids }) => ids).slice(0, IDS),
    misses: [],
  };
}

function missedTest(missed: number): Test {
  const found = `${captures(missed)} that took too long or too much memory to judge`;
  return { ...held('judged in time', 'every capture judged', found), ok: false };
}
