import type { Clock } from '../../main/lib/clock.ts';

export interface FakeClock extends Clock {
  /** Lets time pass, running what falls due, each followed by the promises it settles. */
  pass(ms: number): Promise<void>;
  /** Time passes but nothing runs, as on a closed laptop; what fell due runs right after. */
  sleep(ms: number): Promise<void>;
  readonly waiting: number;
}

export function fakeClock(start = 1_700_000_000_000): FakeClock {
  let now = start;
  let jobs: { at: number; job: () => void }[] = [];

  async function settle(): Promise<void> {
    for (let i = 0; i < 12; i += 1) await Promise.resolve();
  }

  return {
    now: () => now,
    after(ms, job) {
      const entry = { at: now + ms, job };
      jobs.push(entry);
      return () => {
        jobs = jobs.filter((other) => other !== entry);
      };
    },
    async pass(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const [first] = jobs.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!first) break;
        jobs = jobs.filter((other) => other !== first);
        now = Math.max(now, first.at);
        first.job();
        await settle();
      }
      now = end;
    },
    async sleep(ms) {
      now += ms;
      await this.pass(0);
    },
    get waiting() {
      return jobs.length;
    },
  };
}
