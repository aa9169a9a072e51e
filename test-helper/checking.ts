import { ExpectationFailed } from './errors.ts';
import type { Expectation } from './public.d.ts';
import type { Rest } from './rest.ts';

/** What is read of a report; a type test holds it to the contract. */
export interface Report {
  name: string;
  ok: boolean;
  captures: number;
  tests: {
    name: string;
    ok: boolean;
    expected: string;
    found: string;
    misses: { captureId: string; assertion: string; expected: string; found: string }[];
  }[];
  near: { captureId: string; what: string; lacks: string[] }[];
}

/** As `Backstitch.expect`: judges everything that is held, unless the expectation says since when. */
export async function check(rest: Rest, expectation: Expectation): Promise<void> {
  const json = { expectation, since: 'all' };
  const report = await rest.ask<Report>('POST', '/expectations/check', { json });
  if (!report.ok) throw new ExpectationFailed(textOf(report), report);
}

/** The report for a person: what did not hold, of which capture, and what came near. */
function textOf({ name, captures, tests, near }: Report): string {
  const failed = tests.filter(({ ok }) => !ok);
  const lines = failed.flatMap((test) => [
    `  ${test.name}: expected ${test.expected}, found ${test.found}`,
    ...test.misses.map(
      ({ captureId, assertion, expected, found }) =>
        `    ${captureId} ${assertion}: expected ${expected}, found ${found}`,
    ),
  ]);
  const nearly = near.map(
    ({ captureId, what, lacks }) => `  ${captureId} ${what}: ${lacks.join('; ')}`,
  );
  return [
    `${name || 'The expectation'} does not hold (${captures} captures were judged).`,
    ...lines,
    ...(nearly.length > 0 ? ['Nearly matched:', ...nearly] : []),
  ].join('\n');
}
