import type {
  Expectation,
  ExpectationReport,
  ExpectationTest,
  Near,
} from '../../../../preload/contract/interchange/expectations.ts';

/** What one expectation came to; no report where it was interrupted. */
export type Verdict =
  | { from: string; report: ExpectationReport }
  | { from: string; report: undefined; of: Expectation };

/** One expectation. */
export interface Suite {
  name: string;
  /** The file it is from. */
  file: string;
  ok: boolean;
  durationMs: number;
  /** How many captures were judged. */
  captures: number;
  captureIds: string[];
  tests: ExpectationTest[];
  /** Captures that nearly matched. */
  near: Near[];
}

/** What `--report` writes. `format` goes up where what stands here changes its meaning. */
export interface Report {
  format: 1;
  ok: boolean;
  /** Epoch ms. */
  startedAt: number;
  /** Version of the Backstitch that judged. */
  engine: string;
  suites: Suite[];
}

export function reportOf(
  verdicts: readonly Verdict[],
  facts: { startedAt: number; engine: string },
): Report {
  const suites = verdicts.map((one) =>
    one.report === undefined ? interrupted(one.from, one.of) : suiteOf(one.from, one.report),
  );
  return { format: 1, ok: suites.every(({ ok }) => ok), ...facts, suites };
}

function suiteOf(file: string, report: ExpectationReport): Suite {
  const { name, ok, durationMs, captures, captureIds, tests, near } = report;
  return { name, file, ok, durationMs, captures, captureIds, tests, near };
}

function interrupted(file: string, { name, search }: Expectation): Suite {
  const test: ExpectationTest = {
    name: 'judged',
    ok: false,
    durationMs: 0,
    expected: 'judged',
    found: 'interrupted before that',
    captureIds: [],
    misses: [],
  };
  const facts = { ok: false, durationMs: 0, captures: 0, captureIds: [], near: [] };
  return { file, name: name ?? search ?? 'captures', ...facts, tests: [test] };
}
