import type {
  AnswerMatch,
  CaseAnswer,
  CaseDetail,
  CaseResult,
} from '../../../preload/contract/interchange/suite-cases.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Answer, Before } from '../answer.ts';
import { differencesOf } from './alike.ts';
import { failsBy, judge, type Strictness } from './judge.ts';

/** A case that was sent. */
export interface SentCase {
  n: number;
  captureId: CaptureId | null;
  name: string;
  good: string[];
  before: Before | null;
  answers: readonly Answer[];
  notes: readonly string[];
}

export interface Judging extends Strictness {
  body: AnswerMatch;
  ignore: string[];
  maxMs: number | null;
}

/** Detail of a case, without the bodies of its answers. */
export type KeptDetail = Omit<CaseDetail, keyof CaseResult | 'before' | 'answers'> & {
  before: Omit<CaseAnswer, 'bodyText'> | null;
  answers: Omit<CaseAnswer, 'bodyText'>[];
};

export interface JudgedCase {
  result: CaseResult;
  detail: KeptDetail;
}

const DIFFERENCES = 500;

/** The verdict of a case with everything that is shown of it. Pure. */
export function judgeCase(sent: SentCase, how: Judging): JudgedCase {
  const { n, captureId, name, good, before, answers, notes } = sent;
  const rules = { match: how.body, ignore: how.ignore };
  const { verdict, why, medianMs, slower } = judge({ before, answers, good, rules });
  const tooSlow = how.maxMs !== null && medianMs !== null && medianMs > how.maxMs;
  const answered = answers.find(({ status }) => status !== null);
  const told =
    before === null || answered === undefined
      ? { differences: [], ignored: 0, notes: [] }
      : differencesOf(before.answer, answered, how.ignore);
  const isCut = [before?.answer, answered].some((one) => one?.cut === true);
  const cut = isCut ? ['Of a long answer, the first 64 KiB are kept and compared.'] : [];
  return {
    result: {
      n,
      captureId,
      name,
      verdict,
      why,
      fails: failsBy(verdict, tooSlow, how),
      status: answered?.status ?? null,
      expected: good,
      medianMs,
      beforeFrom: before?.from ?? null,
      beforeStatus: before?.answer.status ?? null,
      beforeMs: before?.answer.totalMs ?? null,
      slower,
      tooSlow,
    },
    detail: {
      before: before && kept(before.answer),
      answers: answers.map(kept),
      differences: told.differences.slice(0, DIFFERENCES),
      ignored: told.ignored,
      notes: [...notes, ...cut, ...told.notes],
    },
  };
}

function kept(answer: Answer): Omit<CaseAnswer, 'bodyText'> {
  const { body: _, ...rest } = answer;
  return rest;
}
