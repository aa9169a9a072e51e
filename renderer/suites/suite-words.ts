import type { SuiteRun } from '../../preload/contract/interchange/suites.ts';
import type {
  BaselineFrom,
  CaseResult,
  CaseVerdict,
} from '../../preload/contract/interchange/suite-cases.ts';
import type { Tone } from '../ui/badge.tsx';
import { formatPlural } from '../ui/format.ts';

interface Words {
  label: string;
  tone: Tone;
  says: string;
}

/** In the order of how much they matter. */
export const VERDICTS: Record<CaseVerdict, Words> = {
  regressed: { label: 'regressed', tone: 'bad', says: 'Right before, wrong now.' },
  'new-bad': { label: 'wrong', tone: 'bad', says: 'Wrong, and nothing is known of before.' },
  unreachable: { label: 'no answer', tone: 'bad', says: 'Nobody answered, or not in time.' },
  'still-bad': { label: 'still wrong', tone: 'bad', says: 'Wrong before, and now.' },
  flaky: { label: 'flaky', tone: 'warn', says: 'Other answers to the same request.' },
  changed: { label: 'changed', tone: 'warn', says: 'Right, but another answer than before.' },
  fixed: { label: 'fixed', tone: 'good', says: 'Wrong before, right now.' },
  new: { label: 'new', tone: 'neutral', says: 'Right; nothing is known of before.' },
  same: { label: 'same', tone: 'neutral', says: 'Right, as before.' },
};

export const VERDICT_ORDER = Object.keys(VERDICTS) as CaseVerdict[];

/** What matters most comes first; of one verdict, in the order of arrival. */
export const byVerdict = (cases: readonly CaseResult[]): CaseResult[] =>
  cases.toSorted(
    (a, b) => VERDICT_ORDER.indexOf(a.verdict) - VERDICT_ORDER.indexOf(b.verdict) || a.n - b.n,
  );

/** Whose answer a case is held against. */
export const FROM: Record<BaselineFrom, string> = {
  expected: 'Expected by the suite',
  run: 'In the run before',
  replay: 'At the last replay',
  forward: 'When it was forwarded',
  capture: 'What the sender got',
};

/** How a run went, in a word and a tone. */
export function runWords({ state, ok, failing }: SuiteRun): { label: string; tone: Tone } {
  if (state === 'running') return { label: 'running', tone: 'info' };
  if (state === 'canceled') return { label: 'stopped', tone: 'neutral' };
  if (state === 'interrupted') return { label: 'interrupted', tone: 'warn' };
  return ok ? { label: 'holds', tone: 'good' } : { label: `${failing} failed`, tone: 'bad' };
}

/** What a run came to: "1 regressed, 2 same". */
export function countWords({ counts, total }: Pick<SuiteRun, 'counts' | 'total'>): string {
  const told = VERDICT_ORDER.flatMap((verdict) => {
    const count = counts[verdict] ?? 0;
    return count === 0 ? [] : [`${count} ${VERDICTS[verdict].label}`];
  });
  return told.length === 0 ? formatPlural(total, 'case') : told.join(', ');
}

/** Where a run went, for people. */
export const targetWords = ({ to, url }: Pick<SuiteRun, 'to' | 'url'>): string =>
  to.kind === 'intake' ? 'Backstitch' : url;
