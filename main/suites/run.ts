import type { SuiteOptions } from '../../preload/contract/interchange/suite-cases.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Answer, Before } from './answer.ts';
import { judgeCase } from './judge/judge-case.ts';
import type { SentOnce } from './parts.ts';
import type { KeptResult } from './store.ts';

/** A case that is ready to be sent. */
export interface ReadyCase {
  captureId: CaptureId | null;
  /** What is the same case in another run. */
  key: string;
  name: string;
  good: string[];
  /** What it is held against: asked for before the first answer comes. */
  before: () => Promise<Before | null>;
  send: (signal: AbortSignal) => Promise<SentOnce>;
}

export interface RunParts {
  /** Looked up when its turn comes; undefined where its capture is gone. */
  cases: readonly (() => Promise<ReadyCase | undefined>)[];
  options: SuiteOptions;
  signal: AbortSignal;
  /** A result, as soon as it is there. */
  keep: (result: KeptResult) => Promise<void>;
}

/** Sends the cases in their order, `concurrency` at a time, and judges each. Ends early where `signal` aborts. */
export async function runCases({ cases, options, signal, keep }: RunParts): Promise<void> {
  const left = [...cases.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined && !signal.aborted; next = left.shift()) {
      const [at, ready] = next;
      const one = await ready();
      const result = one && (await runCase(at + 1, one, options, signal));
      if (result !== undefined) await keep(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, cases.length) }, work));
}

/** @returns undefined where it was stopped before it was judged */
async function runCase(
  n: number,
  { captureId, key, name, good, before: lookUp, send }: ReadyCase,
  options: SuiteOptions,
  signal: AbortSignal,
): Promise<KeptResult | undefined> {
  const before = await lookUp();
  const answers: Answer[] = [];
  const notes = new Set<string>();
  // One after the other: a handler that is asked twice at once is another test.
  for (let time = 0; time < options.repeat; time += 1) {
    const { answer, note } = await send(signal);
    if (signal.aborted) return undefined;
    answers.push(answer);
    if (note !== null) notes.add(note);
  }
  const sent = { n, captureId, name, good, before, answers, notes: [...notes] };
  const { result, detail } = judgeCase(sent, options);
  const judged = answers.find(({ status }) => status !== null);
  return {
    key,
    result,
    detail,
    body: judged?.body ?? null,
    beforeBody: before?.answer.body ?? null,
  };
}
