import type { ExpectationTest } from '../../../../preload/contract/interchange/expectations.ts';
import type { Report, Suite } from './report.ts';

/**
 * A report in the form that CI servers read: `testsuites > testsuite > testcase > failure`. Captured text
 * stands in it, so what XML cannot hold is written as `\uXXXX`.
 */
export function junitOf({ suites }: Report): string {
  const tests = suites.flatMap((suite) => suite.tests);
  const failures = tests.filter(({ ok }) => !ok).length;
  const total = suites.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const counts = `tests="${tests.length}" failures="${failures}" time="${seconds(total)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="backstitch" ${counts}>`,
    ...suites.map(suiteXml),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteXml({ name, file, tests, durationMs, captureIds, near }: Suite): string {
  const failures = tests.filter(({ ok }) => !ok).length;
  const counts = `tests="${tests.length}" failures="${failures}" time="${seconds(durationMs)}"`;
  const nearby = near.map(({ captureId, what, lacks }) => {
    return `nearly: ${captureId} ${what}, but not ${lacks.join(', ')}`;
  });
  const out = [`captures: ${captureIds.join(' ') || 'none'}`, ...nearby].join('\n');
  return [
    `  <testsuite name="${xml(name)}" ${counts}>`,
    ...tests.map((test) => caseXml(test, file)),
    `    <system-out>${xml(out)}</system-out>`,
    '  </testsuite>',
  ].join('\n');
}

function caseXml({ name, ok, durationMs, ...test }: ExpectationTest, file: string): string {
  const open = `    <testcase classname="${xml(file)}" name="${xml(name)}" time="${seconds(durationMs)}"`;
  if (ok) return `${open}/>`;
  const message = `expected ${test.expected}, found ${test.found}`;
  const lines = test.misses.map(
    ({ captureId, assertion, expected, found }) =>
      `${captureId}: ${assertion}\n  expected: ${expected}\n  found: ${found}`,
  );
  const captures = test.captureIds.length > 0 ? [`captures: ${test.captureIds.join(' ')}`] : [];
  const text = [message, ...lines, ...captures].join('\n');
  return [
    `${open}>`,
    `      <failure message="${xml(message)}" type="expectation">${xml(text)}</failure>`,
    '    </testcase>',
  ].join('\n');
}

/** Milliseconds as JUnit writes times. */
export const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // An attribute would make spaces of them.
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** What XML 1.0 has no way to write, and halves of surrogate pairs. */
const FORBIDDEN = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** A text as it stands in XML: captured text is anybody's. */
export function xml(text: string): string {
  return text
    .replaceAll(FORBIDDEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll(/[&<>"\n\r\t]/g, (char) => ENTITIES[char] ?? char);
}
