import { expect, it } from 'vitest';
import type { CaseResult, CaseVerdict } from '../../../preload/contract/interchange/suite-cases.ts';
import { byVerdict } from '../../../renderer/suites/suite-words.ts';

it('cases are in the order of what matters, and of one verdict in the order of arrival', () => {
  const verdicts: CaseVerdict[] = ['same', 'fixed', 'regressed', 'flaky', 'regressed', 'same'];
  const cases = verdicts.map((verdict, at) => ({ n: at + 1, verdict }) as CaseResult);
  expect(byVerdict(cases).map(({ n, verdict }) => `${n} ${verdict}`)).toEqual([
    '3 regressed',
    '5 regressed',
    '4 flaky',
    '2 fixed',
    '1 same',
    '6 same',
  ]);
});
