import { formatCount } from '../ui/format.ts';
import { exact } from '../ui/time/moments.ts';

/** Deliveries that have not arrived, and when the first and the last of them were created. */
export interface Lost {
  count: number;
  /** Epoch ms; null where there is none. */
  oldest: number | null;
  newest: number | null;
}

/** Several counts as one. */
export function lostOf(counts: readonly Lost[]): Lost {
  const times = counts.flatMap(({ oldest, newest }) => [oldest, newest]).filter((t) => t !== null);
  return {
    count: counts.reduce((sum, { count }) => sum + count, 0),
    oldest: times.length === 0 ? null : Math.min(...times),
    newest: times.length === 0 ? null : Math.max(...times),
  };
}

/** How much a recovery would take up, in a sentence. */
export function foundWords({ count, oldest, newest }: Lost, now: number): string {
  const words = count === 1 ? '1 delivery has' : `${formatCount(count)} deliveries have`;
  if (oldest === null || newest === null) return `${words} not arrived.`;
  const times = `the oldest of ${exact(oldest, now)}, the newest of ${exact(newest, now)}`;
  return `${words} not arrived, ${times}.`;
}
