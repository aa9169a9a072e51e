/** A stretch of time, epoch ms; `to` is not in it. */
export type TimeSpan = { from: number; to: number };
