import type { Clock } from '../../main/lib/clock.ts';

/** A clock that stands still until the test moves it. */
export function manualClock(): Clock & { advance(ms: number): void } {
  let now = 0;
  let jobs: { at: number; job: () => void }[] = [];
  return {
    now: () => now,
    after(ms, job) {
      const entry = { at: now + ms, job };
      jobs.push(entry);
      return () => {
        jobs = jobs.filter((each) => each !== entry);
      };
    },
    advance(ms) {
      now += ms;
      const due = jobs.filter((each) => each.at <= now);
      jobs = jobs.filter((each) => each.at > now);
      for (const each of due) each.job();
    },
  };
}
