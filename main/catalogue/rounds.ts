import type { CataloguedCaptures } from '../captures/catalogued/catalogued.ts';
import type { Clock } from '../lib/clock.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { CatalogueStore } from './store.ts';
import type { StudyResult } from './study/study.ts';
import type { Studying } from './study/studying.ts';

interface Parts {
  store: CatalogueStore;
  waiting: CataloguedCaptures;
  studying: Studying;
  commit: GroupCommit['commit'];
  clock: Clock;
  /** Resolves once everything that was answered is in the list. */
  settled: () => Promise<void>;
  onRound: (found: StudyResult, typeIds: readonly number[]) => void;
  log: (message: string, error: unknown) => void;
}

/** Captures of one round, and of one transaction. */
const ROUND = 500;
/** After an arrival, so that what arrives together is looked at together. */
const CALM_MS = 400;
const RETRY_MS = 5000;
const BEHIND_AT_MOST = 10_000;
/** A round that fails so often is looked at one by one, and what fails then is left out. */
const STUBBORN = 2;

/**
 * Looks at captures that wait, oldest first, round by round, some time after they were answered. What a
 * round found and which captures it took is one transaction: a crash loses none and counts none twice.
 */
export function createRounds(parts: Parts) {
  const { store, waiting, studying, commit, clock } = parts;
  const stop = new AbortController();
  let cancelTimer: (() => void) | undefined;
  let running: Promise<boolean> | undefined;
  let failures = 0;
  /** Counts what people changed of types: a round that read before is done once more. */
  let edits = 0;

  async function run(): Promise<boolean> {
    await parts.settled();
    const ids = waiting.waiting(failures > STUBBORN ? 1 : ROUND);
    if (ids.length === 0) return false;
    const seen = edits;
    const found = await studying.study(ids, stop.signal).catch((error: unknown) => {
      // One that cannot be read, whatever is tried, must not keep all others waiting.
      if (stop.signal.aborted || ids.length > 1 || failures <= STUBBORN * 2) throw error;
      parts.log('A capture is left out of the event types.', error);
      return { types: [], captures: [] };
    });
    const typeIds = await commit(() => (edits === seen ? write(ids, found) : null), 'nothing');
    if (typeIds === null) return true;
    failures = 0;
    parts.onRound(found, typeIds);
    return true;
  }

  function write(ids: readonly number[], { types, captures }: StudyResult): number[] {
    const typeIds = types.map(({ row, changes }) => store.put(row, changes));
    waiting.note(
      ids,
      captures.map(({ type, ...rest }) => ({ ...rest, typeId: typeIds[type] ?? 0 })),
    );
    return typeIds;
  }

  /** One round at a time, whoever asks. */
  function round(): Promise<boolean> {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function runScheduled(): Promise<void> {
    try {
      if (await round()) schedule(0);
    } catch (error) {
      failed(error);
    }
  }

  function failed(error: unknown): void {
    if (stop.signal.aborted) return;
    failures += 1;
    parts.log('Captures could not be looked at for their event types; it is tried again.', error);
    schedule(RETRY_MS);
  }

  function schedule(ms: number): void {
    if (stop.signal.aborted) return;
    cancelTimer ??= clock.after(ms, () => {
      cancelTimer = undefined;
      void runScheduled();
    });
  }

  schedule(CALM_MS);
  return {
    /** Tells that captures may wait. */
    wake: (): void => schedule(CALM_MS),
    /**
     * Looks at what waits, for so long at most.
     *
     * @returns how many still wait, counted up to 10,000
     */
    async catchUp(deadlineMs: number): Promise<number> {
      const until = performance.now() + deadlineMs;
      try {
        while (!stop.signal.aborted && performance.now() < until) {
          if (!(await round())) break;
        }
      } catch (error) {
        failed(error);
      }
      return waiting.countWaiting(BEHIND_AT_MOST);
    },
    /** Carries out what a person changes of types; call it for each such write. */
    edit<T>(job: () => T): Promise<T> {
      return commit(() => {
        edits += 1;
        return job();
      });
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stop.abort('Backstitch is closing.');
      cancelTimer?.();
      await running?.catch(() => false);
    },
  };
}
