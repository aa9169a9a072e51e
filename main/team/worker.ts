import type { Clock } from '../lib/clock.ts';

/**
 * Does one thing again and again: at once while there is more to do, then when it is poked, and else after a while.
 *
 * @param work says whether there is more.
 */
export function createWorker(parts: {
  clock: Clock;
  idleMs: () => number;
  /** Least time between two rounds where the first left nothing: what comes meanwhile goes together. */
  gapMs: number;
  work: () => Promise<boolean>;
  /** Called after each round, with whether there is more. */
  onRound: (more: boolean) => void;
  onFailed: (error: unknown) => void;
}) {
  const end = { isOver: false };
  let wasPoked = false;
  /** Somebody waits for the next round: nothing is gathered before it. */
  let isHurried = false;
  let wake = (): void => {};

  let stop = (): void => {};

  /** @param early whether a poke ends it. */
  async function pause(ms: number, early: boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    stop = resolve;
    if (early) wake = resolve;
    const cancel = parts.clock.after(ms, resolve);
    await promise;
    cancel();
  }

  async function wait(): Promise<void> {
    if (!isHurried) await pause(parts.gapMs, false);
    if (!wasPoked && !isHurried && !end.isOver) await pause(parts.idleMs(), true);
  }

  async function run(): Promise<void> {
    try {
      while (!end.isOver) {
        wasPoked = false;
        isHurried = false;
        const more = await parts.work();
        if (end.isOver) return;
        parts.onRound(more);
        if (!more) await wait();
      }
    } catch (error) {
      if (!end.isOver) parts.onFailed(error);
    }
  }

  const ended = run();
  return {
    poke(): void {
      wasPoked = true;
      wake();
    },
    /** Begins the next round at once. */
    hurry(): void {
      isHurried = true;
      stop();
    },
    /** Resolves once the round that goes on is over. */
    async stop(): Promise<void> {
      end.isOver = true;
      stop();
      await ended;
    },
  };
}
