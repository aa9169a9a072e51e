import type { Database } from 'better-sqlite3';
import type { Suite, SuiteRun } from '../../preload/contract/interchange/suites.ts';
import type {
  CaseAnswer,
  CaseDetail,
  CaseResult,
  CaseVerdict,
  SuiteId,
  SuiteRunId,
} from '../../preload/contract/interchange/suite-cases.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { KeptCase } from './case.ts';
import type { Answer } from './answer.ts';
import type { JudgedCase, KeptDetail } from './judge/judge-case.ts';

/** A run without what is counted of its results. */
export type BegunRun = Omit<SuiteRun, 'id' | 'done' | 'counts' | 'slower' | 'failing' | 'ok'>;

/** A result with the bodies of the answer that was judged and of the one before. */
export interface KeptResult extends JudgedCase {
  /** What is the same case in another run. */
  key: string;
  body: Buffer | null;
  beforeBody: Buffer | null;
}

interface SuiteRow {
  id: SuiteId;
  name: string;
  match: Suite['body'];
  ignored: string;
  updated_at: number;
  cases: number;
}
interface CaseRow {
  n: number;
  capture_id: CaptureId | null;
  name: string;
  request: string;
  body: Buffer;
  expect: string;
  answer: Buffer | null;
}
interface RunRow {
  id: number;
  started_at: number;
  ended_at: number | null;
  url: string;
  state: SuiteRun['state'];
  detail: string;
}
interface CountRow {
  verdict: CaseVerdict;
  count: number;
  slower: number;
  fails: number;
}
interface ResultRow {
  result: string;
  detail: string;
  body: Buffer | null;
  before_body: Buffer | null;
}

const RUNS_KEPT = 50;
const SUITE = `SELECT s.*, (SELECT count(*) FROM suite_cases c WHERE c.suite_id = s.id) AS cases
                 FROM suites s`;

/** Reads and writes suites, their cases, runs and results. */
export function openSuiteStore(db: Database) {
  const selectSuites = db.prepare<[], SuiteRow>(`${SUITE} ORDER BY s.name`);
  const selectSuite = db.prepare<[string], SuiteRow>(`${SUITE} WHERE s.id = ?`);
  const selectNamed = db.prepare<[string], SuiteRow>(`${SUITE} WHERE s.name = ?`);
  const putSuite = db.prepare<[string, string, string, string, number]>(
    `INSERT INTO suites (id, name, match, ignored, updated_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, match = excluded.match,
         ignored = excluded.ignored, updated_at = excluded.updated_at`,
  );
  const deleteSuite = db.prepare<[string]>('DELETE FROM suites WHERE id = ?');
  const selectCases = db.prepare<[string], CaseRow>(
    'SELECT * FROM suite_cases WHERE suite_id = +? ORDER BY n',
  );
  const putCase = db.prepare(
    `INSERT INTO suite_cases (suite_id, n, capture_id, name, request, body, expect, answer)
       VALUES (:suiteId, :n, :captureId, :name, :request, :body, :expect, :answer)`,
  );
  const selectRuns = db.prepare<[], RunRow>('SELECT * FROM suite_runs ORDER BY id DESC');
  const selectRun = db.prepare<[number], RunRow>('SELECT * FROM suite_runs WHERE id = ?');
  const insertRun = db.prepare<[number, string, string]>(
    `INSERT INTO suite_runs (started_at, url, state, detail) VALUES (?, ?, 'running', ?)`,
  );
  const endRun = db.prepare<[number, string, number]>(
    'UPDATE suite_runs SET ended_at = ?, state = ? WHERE id = ?',
  );
  const interrupt = db.prepare(
    `UPDATE suite_runs SET state = 'interrupted' WHERE state = 'running'`,
  );
  const trim = db.prepare(
    `DELETE FROM suite_runs WHERE id <= (
       SELECT id FROM suite_runs ORDER BY id DESC LIMIT 1 OFFSET ${RUNS_KEPT})`,
  );
  const counts = db.prepare<[number], CountRow>(
    `SELECT verdict, count(*) AS count, sum(slower) AS slower, sum(fails) AS fails
       FROM suite_results WHERE run_id = +? GROUP BY verdict`,
  );
  const putResult = db.prepare(
    `INSERT INTO suite_results
       (run_id, n, case_key, verdict, slower, fails, result, detail, body, before_body)
       VALUES (:runId, :n, :key, :verdict, :slower, :fails, :result, :detail, :body, :beforeBody)`,
  );
  const selectResults = db.prepare<[number, number, number], { result: string; verdict: string }>(
    'SELECT result, verdict FROM suite_results WHERE run_id = ? AND n > ? ORDER BY n LIMIT ?',
  );
  const selectResult = db.prepare<[number, number], ResultRow>(
    'SELECT result, detail, body, before_body FROM suite_results WHERE run_id = ? AND n = ?',
  );
  const selectOfRun = db.prepare<[string, number], ResultRow>(
    'SELECT result, detail, body, before_body FROM suite_results WHERE case_key = ? AND run_id = ?',
  );
  const selectLast = db.prepare<[string, string], ResultRow>(
    `SELECT r.result, r.detail, r.body, r.before_body
       FROM suite_results r JOIN suite_runs u ON u.id = r.run_id
      WHERE r.case_key = +? AND u.url = +? AND r.verdict <> 'unreachable'
      ORDER BY r.run_id DESC LIMIT 1`,
  );

  function toRun({ id, started_at, ended_at, url, state, detail }: RunRow): SuiteRun {
    const rows = counts.all(id);
    const sum = (of: 'count' | 'slower' | 'fails'): number =>
      rows.reduce((all, row) => all + row[of], 0);
    const failing = sum('fails');
    return {
      ...(JSON.parse(detail) as Omit<BegunRun, 'startedAt' | 'endedAt' | 'url' | 'state'>),
      id: id as SuiteRunId,
      startedAt: started_at,
      endedAt: ended_at,
      url,
      state,
      done: sum('count'),
      counts: Object.fromEntries(rows.map(({ verdict, count }) => [verdict, count])),
      slower: sum('slower'),
      failing,
      ok: state === 'finished' && failing === 0,
    };
  }

  return {
    suites: (): Suite[] => selectSuites.all().map(toSuite),
    suite: (id: string): Suite | undefined => optional(selectSuite.get(id), toSuite),
    named: (name: string): Suite | undefined => optional(selectNamed.get(name), toSuite),
    put: ({ id, name, body, ignore, updatedAt }: Omit<Suite, 'cases'>): void =>
      void putSuite.run(id, name, body, JSON.stringify(ignore), updatedAt),
    remove: (id: string): void => void deleteSuite.run(id),
    cases: (id: string): KeptCase[] => selectCases.all(id).map(toCase),
    putCase(suiteId: SuiteId, { n, captureId, name, request, expect }: KeptCase): void {
      const { body, ...head } = request;
      const { answer } = expect;
      putCase.run({
        suiteId,
        n,
        captureId,
        name,
        request: JSON.stringify(head),
        body,
        expect: JSON.stringify({ ...expect, answer: answer && { ...answer, body: undefined } }),
        answer: answer?.body ?? null,
      });
    },
    runs: (): SuiteRun[] => selectRuns.all().map(toRun),
    run: (id: SuiteRunId): SuiteRun | undefined => optional(selectRun.get(id), toRun),
    begin(run: BegunRun): SuiteRunId {
      const { startedAt, url, endedAt: _, state: __, ...detail } = run;
      const { lastInsertRowid } = insertRun.run(startedAt, url, JSON.stringify(detail));
      trim.run();
      return Number(lastInsertRowid) as SuiteRunId;
    },
    end: (id: SuiteRunId, at: number, state: 'finished' | 'canceled'): void =>
      void endRun.run(at, state, id),
    /** Runs that were under way when the engine stopped. */
    interrupt: (): void => void interrupt.run(),
    putResult(runId: SuiteRunId, { key, result, detail, body, beforeBody }: KeptResult): void {
      const { n, verdict, slower, fails } = result;
      putResult.run({
        runId,
        n,
        key,
        verdict,
        slower: slower ? 1 : 0,
        fails: fails ? 1 : 0,
        result: JSON.stringify(result),
        detail: JSON.stringify(detail),
        body,
        beforeBody,
      });
    },
    results: (id: SuiteRunId, after: number, limit: number): CaseResult[] =>
      selectResults.all(id, after, limit).map(({ result }) => JSON.parse(result) as CaseResult),
    result: (id: SuiteRunId, n: number): CaseDetail | undefined =>
      optional(selectResult.get(id, n), toDetail),
    /** The answer that was judged, of this case in a run; undefined where there was none. */
    answerIn: (key: string, runId: SuiteRunId): Answer | undefined =>
      optional(selectOfRun.get(key, runId), toAnswer),
    /** The newest one of any run against this URL. */
    lastAnswer: (key: string, url: string): Answer | undefined =>
      optional(selectLast.get(key, url), toAnswer),
    answerOf: (id: SuiteRunId, n: number): Answer | undefined =>
      optional(selectResult.get(id, n), toAnswer),
  };
}

const optional = <R, T>(row: R | undefined, read: (row: R) => T): T | undefined =>
  row === undefined ? undefined : read(row);

const toSuite = ({ id, name, match, ignored, updated_at, cases }: SuiteRow): Suite => ({
  id,
  name,
  cases,
  body: match,
  ignore: JSON.parse(ignored) as string[],
  updatedAt: updated_at,
});

function toCase({ n, capture_id, name, request, body, expect, answer }: CaseRow): KeptCase {
  const wanted = JSON.parse(expect) as KeptCase['expect'];
  return {
    n,
    captureId: capture_id,
    name,
    request: { ...(JSON.parse(request) as Omit<KeptCase['request'], 'body'>), body },
    expect: { ...wanted, answer: wanted.answer && { ...wanted.answer, body: answer } },
  };
}

function toDetail({ result, detail, body, before_body }: ResultRow): CaseDetail {
  const { before, answers, ...rest } = JSON.parse(detail) as KeptDetail;
  const judged = answers.findIndex(({ status }) => status !== null);
  return {
    ...(JSON.parse(result) as CaseResult),
    ...rest,
    before: before && { ...before, bodyText: textOf(before_body) },
    // Of several answers, the body of the one that was judged is kept.
    answers: answers.map((answer, at): CaseAnswer => ({
      ...answer,
      bodyText: at === judged ? textOf(body) : null,
    })),
  };
}

function toAnswer({ detail, body }: ResultRow): Answer | undefined {
  const { answers } = JSON.parse(detail) as KeptDetail;
  const answer = answers.find(({ status }) => status !== null);
  // Of several, the last says when it was asked.
  return answer && { ...answer, at: answers.at(-1)?.at ?? answer.at, body };
}

function textOf(body: Buffer | null): string | null {
  if (body === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    // Bytes are not shown as text.
    return null;
  }
}
