import { CASE_VERDICTS } from '../../../../preload/rules/suites/case-verdicts.ts';
import type { CaseResult } from '../../../../preload/contract/interchange/suite-cases.ts';
import { seconds, xml } from '../expectations/junit.ts';

/** What a run of a suite came to. */
export interface SuiteReport {
  /** The suite, or the search. */
  name: string;
  url: string;
  total: number;
  cases: readonly CaseResult[];
}

/** Cases that a person should look at; the rest are counted. */
export function suiteLines({ url, total, cases }: SuiteReport): string[] {
  const told = cases.filter((one) => one.fails || one.slower || !QUIET.has(one.verdict));
  const counts = CASE_VERDICTS.flatMap((verdict) => {
    const count = cases.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const failing = cases.filter(({ fails }) => fails).length;
  const missing = total === cases.length ? [] : [`${total - cases.length} not judged`];
  return [
    ...told.map(line),
    `${total === 1 ? '1 case' : `${total} cases`} to ${url}: ${[...counts, ...missing].join(', ')}.`,
    failing === 0 && total === cases.length ? 'It holds.' : `${failing} failed.`,
  ];
}

const QUIET: ReadonlySet<string> = new Set(['same', 'new']);

function line({ n, name, verdict, why, fails, medianMs, ...one }: CaseResult): string {
  const time = medianMs === null ? '' : ` (${Math.round(medianMs)} ms)`;
  return `${fails ? '!' : ' '} ${verdict.padEnd(11)} ${n} ${name}: ${why}${time}${remarks(one)}`;
}

function remarks({
  slower,
  tooSlow,
  beforeMs,
}: Pick<CaseResult, 'slower' | 'tooSlow' | 'beforeMs'>): string {
  const before = beforeMs === null ? '' : `, before ${Math.round(beforeMs)} ms`;
  if (tooSlow) return ` Too slow${before}.`;
  return slower ? ` Slower${before}.` : '';
}

/** The report in the form that CI servers read: one test for each case. */
export function suiteJunit({ name, url, cases }: SuiteReport): string {
  const failures = cases.filter(({ fails }) => fails).length;
  const known = cases.filter(isKnown).length;
  const time = seconds(cases.reduce((sum, { medianMs }) => sum + (medianMs ?? 0), 0));
  const counts = `tests="${cases.length}" failures="${failures}" skipped="${known}" time="${time}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="backstitch" ${counts}>`,
    `  <testsuite name="${xml(name)}" ${counts}>`,
    ...cases.map((one) => caseXml(one, url)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Bad before, and allowed to be. */
const isKnown = ({ verdict, fails }: CaseResult): boolean => verdict === 'still-bad' && !fails;

function caseXml(one: CaseResult, url: string): string {
  const { n, name, verdict, why, medianMs, fails } = one;
  const open = `    <testcase classname="${xml(url)}" name="${xml(`${n} ${name}`)}" time="${seconds(medianMs ?? 0)}"`;
  const words = xml(`${verdict}: ${why}${remarks(one)}`);
  if (fails) {
    return `${open}>\n      <failure message="${words}" type="${verdict}">${words}</failure>\n    </testcase>`;
  }
  return isKnown(one)
    ? `${open}>\n      <skipped message="${words}"/>\n    </testcase>`
    : `${open}/>`;
}
