/** Time, handed in so that tests can own it. */
export interface Clock {
  /** Wall clock, epoch ms. */
  now(): number;
  /** Runs `job` once after `ms`; the returned function takes it back. */
  after(ms: number, job: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, job) {
    const timer = setTimeout(job, ms);
    return () => clearTimeout(timer);
  },
};
