import type { ExpectationReport } from '../../../preload/contract/interchange/expectations.ts';
import { formatPlural } from '../../ui/format.ts';

/** What a report comes to, in one sentence. */
export function sentenceOf({ ok, tests, captures }: ExpectationReport): string {
  const checks = formatPlural(tests.length, 'check');
  const judged = formatPlural(captures, 'capture');
  if (ok) return `It holds: ${checks}, ${judged}.`;
  const failed = tests.filter((test) => !test.ok).length;
  return `It does not hold: ${failed} of ${checks} failed, ${judged}.`;
}
