import { arrivedAt, firstIdAt, idSpan } from '../capture-id.ts';

interface Parts {
  /** Row ids that are on disk. */
  isTaken: (rowId: number) => boolean;
  /** The id of an arrival; it moves what arrivals get from then on. */
  nextId: (nowMs: number) => number;
  now: () => number;
}

const EPOCH = arrivedAt(0);
/** Times whose next free id is remembered: others are looked for again. */
const MOST_TIMES = 10_000;
const HOUR_MS = 3_600_000;
const IN_ONE_MS = idSpan(1);

/**
 * Row ids for captures of another time: the first that is free in that millisecond, or in the next one that
 * has room. Times before 2024 share the first ids there are.
 *
 * An arrival has its id before it is on disk, so in the time of this run the second half of each millisecond is
 * taken: arrivals reach it at two million requests a second.
 */
export function openSlots({ isTaken, nextId, now }: Parts) {
  const runFrom = nextId(now());
  /** Where the next free one may be, by the first id of its time. */
  const from = new Map<number, number>();
  const halfOf = (id: number): number => (id % IN_ONE_MS) / IN_ONE_MS;
  const mayBeGiven = (id: number): boolean => id >= runFrom && halfOf(id) < 0.5;

  /**
   * @param original the id it had where it was captured; kept where that is possible.
   * @param receivedAt epoch ms; null where nobody knows.
   */
  return (original: number | undefined, receivedAt: number | null): number => {
    // Whatever lies below is given to no arrival any more.
    const ceiling = nextId(now());
    if (receivedAt === null) return ceiling;
    const at = Math.max(receivedAt, EPOCH);
    const isIts = original !== undefined && Math.abs(arrivedAt(original) - at) < HOUR_MS;
    if (isIts && original < ceiling && !mayBeGiven(original) && !isTaken(original)) return original;
    const first = firstIdAt(at);
    let id = from.get(first) ?? first;
    while (id < ceiling && (mayBeGiven(id) || isTaken(id))) {
      id += mayBeGiven(id) ? IN_ONE_MS / 2 - (id % (IN_ONE_MS / 2)) : 1;
    }
    if (id >= ceiling) return ceiling;
    const [oldest] = from.keys();
    if (from.size >= MOST_TIMES && oldest !== undefined && !from.has(first)) from.delete(oldest);
    from.set(first, id + 1);
    return id;
  };
}
