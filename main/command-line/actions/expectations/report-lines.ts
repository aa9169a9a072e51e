import type { Report, Suite } from './report.ts';

/** Of one test so many captures are told. */
const MISSES = 5;

/** A report as a terminal shows it: what failed, why, and what nearly matched. */
export function linesOf({ suites, ok }: Report): string[] {
  const tests = suites.flatMap((suite) => suite.tests);
  const failed = tests.filter((test) => !test.ok).length;
  const last = ok
    ? `All ${tests.length} checks of ${counted(suites.length)} held.`
    : `${failed} of ${tests.length} checks of ${counted(suites.length)} failed.`;
  return [...suites.flatMap(suiteLines), last];
}

const counted = (suites: number): string =>
  suites === 1 ? '1 expectation' : `${suites} expectations`;

function suiteLines({ name, file, ok, tests, captures, near }: Suite): string[] {
  const count = captures === 1 ? '1 capture' : `${captures} captures`;
  const lines = [`${ok ? 'ok' : 'FAILED'}  ${name} (${file}, ${count})`];
  for (const test of tests.filter((one) => !one.ok)) {
    lines.push(`  ${test.name}`, `    expected: ${test.expected}`, `    found:    ${test.found}`);
    for (const { captureId, assertion, found } of test.misses.slice(0, MISSES)) {
      lines.push(`    ${captureId}  ${assertion}: found ${found}`);
    }
    if (test.misses.length === 0 && test.captureIds.length > 0) {
      lines.push(`    captures: ${test.captureIds.slice(0, MISSES).join(' ')}`);
    }
  }
  if (near.length > 0) lines.push('  Nearly matched:');
  for (const { captureId, what, lacks } of near) {
    lines.push(`    ${captureId}  ${what}`, `      but not ${lacks.join(', ')}`);
  }
  return lines;
}
