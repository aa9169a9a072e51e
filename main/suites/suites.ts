import type { Database } from 'better-sqlite3';
import type {
  Suite,
  SuiteRun,
  SuiteSecret,
  SuiteSource,
} from '../../preload/contract/interchange/suites.ts';
import type {
  CaseDetail,
  CaseResult,
  CaseVerdict,
  SuiteId,
  SuiteOptions,
  SuiteRunId,
  SuiteTarget,
} from '../../preload/contract/interchange/suite-cases.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { createPublisher, presentFirst } from '../lib/publisher.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { caseReader } from './ready.ts';
import { runCases } from './run.ts';
import { openSaved } from './saved.ts';
import type { Handled } from './parts.ts';
import { openSuiteStore } from './store.ts';

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  handled: Handled;
  log: (message: string, error: unknown) => void;
}

interface StartInput {
  source: SuiteSource;
  to: SuiteTarget;
  options: SuiteOptions;
  against?: SuiteRunId | undefined;
}

interface Running {
  stop: AbortController;
  ended: Promise<void>;
}

const TELL_EVERY_MS = 200;

/** What a handler answers now, held against what it answered before. Methods are those of the contract. */
export function openSuites({ db, groups, clock, handled, log }: Parts) {
  const store = openSuiteStore(db);
  const running = new Map<SuiteRunId, Running>();
  /** Taken before the first await of a start, so that two at once cannot both begin. */
  const busy = new Set<string>();
  const changes = createPublisher<{ runId: SuiteRunId | null }>({ runId: null });
  const waiting = new Map<SuiteRunId, () => void>();
  const saved = openSaved({ store, groups, handled, now: () => clock.now() });
  const readyCases = caseReader(store, handled);
  store.interrupt();

  /** A long run changes often, and each telling makes every page ask for all of it. */
  function tell(id: SuiteRunId): void {
    if (waiting.has(id)) return;
    waiting.set(
      id,
      clock.after(TELL_EVERY_MS, () => {
        waiting.delete(id);
        changes.publish({ runId: id });
      }),
    );
  }

  function mustFind(id: SuiteRunId): SuiteRun {
    const found = store.run(id);
    if (found !== undefined) return found;
    throw new BackstitchError('SUITE_RUN_NOT_FOUND');
  }

  async function start(input: StartInput): Promise<SuiteRun> {
    const { source, to, against = null } = input;
    if (against !== null) mustFind(against);
    const suite = source.kind === 'suite' ? saved.mustFind(source.id) : undefined;
    const options: SuiteOptions =
      suite === undefined
        ? input.options
        : {
            ...input.options,
            body: suite.body,
            ignore: [...new Set([...suite.ignore, ...input.options.ignore])],
          };
    const url = await handled.checked(to);
    if (busy.has(url)) throw new BackstitchError('SUITE_BUSY');
    busy.add(url);
    try {
      const cases = await readyCases({ source, to, options, against, url });
      if (cases.length === 0) throw nothing(source);
      const begun = {
        source,
        what: suite?.name ?? whatOf(source),
        to,
        url,
        options,
        startedAt: clock.now(),
        endedAt: null,
        state: 'running' as const,
        total: cases.length,
        against,
      };
      const id = await groups.commit(() => store.begin(begun));
      const stop = new AbortController();
      const ended = carryOut(id, url, { cases, options, signal: stop.signal }).finally(() => {
        running.delete(id);
        waiting.get(id)?.();
        waiting.delete(id);
        changes.publish({ runId: id });
      });
      running.set(id, { stop, ended });
      changes.publish({ runId: id });
      return mustFind(id);
    } catch (error) {
      busy.delete(url);
      throw error;
    }
  }

  async function carryOut(
    id: SuiteRunId,
    url: string,
    parts: Omit<Parameters<typeof runCases>[0], 'keep'>,
  ): Promise<void> {
    let state: 'finished' | 'canceled' = 'canceled';
    try {
      await runCases({
        ...parts,
        async keep(result) {
          // A power cut takes the last results of a run that it cuts off anyway: nobody waits for the disk.
          const { captureId, verdict } = result.result;
          const write = (): void => {
            store.putResult(id, result);
            if (captureId !== null) handled.judged(captureId, verdict);
          };
          await groups.commit(write, 'nothing', 'committed');
          tell(id);
        },
      });
      if (!parts.signal.aborted) state = 'finished';
    } catch (error) {
      log('A run of a suite failed.', error);
    }
    // Whoever reads that it ended may begin the next one.
    busy.delete(url);
    await groups
      .commit(() => store.end(id, clock.now(), state))
      .catch((error: unknown) => log('The end of a run could not be written.', error));
  }

  return {
    start,
    runs: (): SuiteRun[] => store.runs(),
    /** @throws BackstitchError SUITE_RUN_NOT_FOUND */
    run: ({ id }: { id: SuiteRunId }): SuiteRun => mustFind(id),
    cases(input: {
      id: SuiteRunId;
      verdict?: CaseVerdict | undefined;
      after: number;
      limit: number;
    }): CaseResult[] {
      mustFind(input.id);
      const all = store.results(input.id, input.after, 1000);
      const wanted = all.filter(
        ({ verdict }) => input.verdict === undefined || verdict === input.verdict,
      );
      return wanted.slice(0, input.limit);
    },
    case({ id, n }: { id: SuiteRunId; n: number }): CaseDetail {
      const found = store.result(id, n);
      if (found !== undefined) return found;
      throw new BackstitchError('SUITE_RUN_NOT_FOUND', 'This run has no such case, or not yet.');
    },
    /** Resolves once the request under way was stopped. */
    async cancel({ id }: { id: SuiteRunId }): Promise<SuiteRun> {
      mustFind(id);
      const under = running.get(id);
      under?.stop.abort();
      await under?.ended;
      return mustFind(id);
    },
    live(_input?: undefined, signal?: AbortSignal) {
      const following = changes.subscribe(signal);
      return presentFirst({ runId: null as SuiteRunId | null }, following);
    },
    list: (): Suite[] => store.suites(),
    get: ({ id }: { id: SuiteId }): Suite => saved.mustFind(id),
    save: (input: { name: string; runId: SuiteRunId; cases?: number[] | undefined }) =>
      saved.fromRun(mustFind(input.runId), input),
    update: saved.update,
    remove: saved.remove,
    secrets: ({ id }: { id: SuiteId }): SuiteSecret[] => saved.secrets(id),
    export: saved.export,
    import: saved.import,
    async [Symbol.asyncDispose](): Promise<void> {
      for (const { stop } of running.values()) stop.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
      changes.close();
    },
  };
}

function whatOf(source: SuiteSource): string {
  if (source.kind === 'search') return source.search.trim() || 'all captures';
  if (source.kind === 'variants') return `variants of ${source.captureId}`;
  const count = source.kind === 'captures' ? source.ids.length : 0;
  return count === 1 ? 'one capture' : `${count} captures`;
}

function nothing({ kind }: SuiteSource): BackstitchError {
  const message =
    kind === 'suite'
      ? 'This suite has no cases.'
      : 'There is no capture to send: the search finds none.';
  return new BackstitchError('SUITE_INVALID', message, { field: 'source' });
}
