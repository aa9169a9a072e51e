import type { CaseVerdict } from '../../../preload/contract/interchange/suite-cases.ts';
import type { Answer, Before } from '../answer.ts';
import { type AlikeRules, unlike } from './alike.ts';

export interface ToJudge {
  /** null where nothing is known of earlier answers. */
  before: Before | null;
  /** One for each time it was sent; at least one. */
  answers: readonly Answer[];
  /** Statuses that are right: 200, 2xx. */
  good: readonly string[];
  rules: AlikeRules;
}

export interface Judged {
  verdict: CaseVerdict;
  /** One sentence without values of the answers. */
  why: string;
  medianMs: number | null;
  slower: boolean;
}

const SLOWER_TIMES = 3;
const SLOWER_MS = 250;
const SLOWER_REPEATS = 3;

export const isGood = (status: number | null, good: readonly string[]): boolean =>
  status !== null &&
  good.some((one) => one === String(status) || one === `${Math.floor(status / 100)}xx`);

/** What became of a case: its answers now, held against what was answered before. Pure. */
export function judge({ before, answers, good, rules }: ToJudge): Judged {
  const medianMs = medianOf(answers);
  const beforeMs = before?.answer.totalMs ?? null;
  const slower =
    answers.length >= SLOWER_REPEATS &&
    medianMs !== null &&
    beforeMs !== null &&
    medianMs >= beforeMs * SLOWER_TIMES &&
    medianMs >= beforeMs + SLOWER_MS;
  return { ...verdictOf({ before, answers, good, rules }), medianMs, slower };
}

function verdictOf({ before, answers, good, rules }: ToJudge): Pick<Judged, 'verdict' | 'why'> {
  const [first] = answers;
  if (first === undefined) throw new RangeError('A case without an answer cannot be judged.');
  if (answers.every(({ status }) => status === null)) {
    return { verdict: 'unreachable', why: first.error ?? 'There was no answer.' };
  }
  const disagreement = disagreeing(answers, rules);
  if (disagreement !== undefined) return { verdict: 'flaky', why: disagreement };
  const { status } = first;
  const wanted = `${good.join(' or ')} is right`;
  if (!isGood(status, good)) {
    if (before === null) return { verdict: 'new-bad', why: `Answered ${status}; ${wanted}.` };
    return wasGood(before, good)
      ? { verdict: 'regressed', why: `Answered ${status} instead of ${wordsOf(before)}.` }
      : { verdict: 'still-bad', why: `Answered ${status}, and was wrong before; ${wanted}.` };
  }
  if (before === null) return { verdict: 'new', why: `Answered ${status}; no answer before it.` };
  if (!wasGood(before, good)) {
    return { verdict: 'fixed', why: `Answered ${status} instead of ${lastWords(before)}.` };
  }
  const other = unlike(before.answer, first, rules);
  if (other === undefined) return { verdict: 'same', why: `Answered ${status}, as before.` };
  return { verdict: 'changed', why: `Right, but another answer: ${other}.` };
}

const wasGood = ({ good, answer }: Before, patterns: readonly string[]): boolean =>
  good ?? isGood(answer.status, patterns);

const wordsOf = ({ answer }: Before): string =>
  answer.status === null ? 'what was expected' : String(answer.status);

/** What is expected is right by itself: what was wrong came after it. */
const lastWords = (before: Before): string =>
  before.from === 'expected' ? 'something wrong' : wordsOf(before);

/** How the answers to the same request disagree; undefined where they do not. */
function disagreeing(answers: readonly Answer[], rules: AlikeRules): string | undefined {
  const statuses = answers.map(({ status }) => (status === null ? 'nothing' : String(status)));
  if (new Set(statuses).size > 1) return `Answered ${statuses.join(', ')} to the same request.`;
  const [first, ...others] = answers;
  for (const other of others) {
    const words = first && unlike(first, other, rules);
    if (words !== undefined) return `Other answers to the same request: ${words}.`;
  }
  return undefined;
}

function medianOf(answers: readonly Answer[]): number | null {
  const times = answers
    .filter(({ status }) => status !== null)
    .flatMap(({ totalMs }) => totalMs ?? [])
    .toSorted((a, b) => a - b);
  const middle = times.length >> 1;
  const [low, high] = [times[middle - 1], times[middle]];
  if (high === undefined) return null;
  return times.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}

/** What fails a run. */
export interface Strictness {
  strict: boolean;
  allowKnown: boolean;
}

const ALWAYS: ReadonlySet<CaseVerdict> = new Set(['regressed', 'new-bad', 'unreachable']);
const IF_STRICT: ReadonlySet<CaseVerdict> = new Set(['changed', 'flaky']);

export const failsBy = (verdict: CaseVerdict, tooSlow: boolean, how: Strictness): boolean =>
  tooSlow ||
  ALWAYS.has(verdict) ||
  (verdict === 'still-bad' && !how.allowKnown) ||
  (how.strict && IF_STRICT.has(verdict));
