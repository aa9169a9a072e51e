import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Waited,
  WaitForInput,
  WaitInput,
} from '../../../preload/contract/captures/waiting.ts';
import type { Clock } from '../../lib/clock.ts';
import { encodeId } from '../capture-id.ts';
import { toSummary } from '../capture-row.ts';
import type { CaptureStore } from '../capture-store.ts';
import type { PreparedSearch, Search } from '../search/search.ts';
import { changes } from './changes.ts';
import type { LiveCaptures } from './live-captures.ts';
import { placeBefore } from './place-before.ts';

interface Parts {
  store: CaptureStore;
  search: Search;
  /** A search over all that arrived before it was asked. */
  ready: (text: string) => Promise<PreparedSearch>;
  /** Resolves once everything that was answered is in the list. */
  settled: () => Promise<void>;
  live: Pick<LiveCaptures, 'onTouched'>;
  /** @throws BackstitchError SEARCH_INVALID */
  refuseMistakes: (text: string) => void;
  clock: Clock;
}

const WAITED_AT_MOST = 1000;
const WATCHED_AT_MOST = 10_001;
/** A wait looks again after this pause, and after four times as long as the last look took. */
const PAUSE_MS = 2;
/** Captures are found before they are answered: most outcomes are known so soon, and are told with them. */
const OUTCOME_MS = 8;

interface Held {
  search: string;
  settled: boolean;
  /** The row id that lies directly before what counts. */
  after: number;
  limit: number;
}

interface WatchInput {
  search: string;
  since: string | undefined;
  settled?: boolean;
  least: number;
  most: number;
  quietForMs: number;
  timeoutMs: number;
}

/**
 * Holds a call until a search finds what is wanted. It asks the database after each change, so a search
 * means here what it means in the list.
 */
export function createWaiting(parts: Parts) {
  const { store, search, ready, settled, live, refuseMistakes, clock } = parts;

  async function look({ search: text, settled: onlySettled, after, limit }: Held) {
    await settled();
    const found = search.prepare(text, clock.now());
    const { behind } = found.needsIndex ? await search.catchUp() : { behind: 0 };
    const rows = await search.oldest(found, limit, after, store);
    return {
      rows: onlySettled ? rows.filter(({ duration_us }) => duration_us !== null) : rows,
      isBehind: behind > 0,
    };
  }

  /**
   * Looks at what a search finds, at once and after each change, until it is time to answer.
   *
   * @param answerAt when to answer if nothing changes, monotonic ms; asked after each look
   */
  async function hold(
    held: Held,
    end: number,
    answerAt: (count: number, changedAt: number, areOpen: boolean) => number,
    signal: AbortSignal | undefined,
  ) {
    const change = changes(live.onTouched, signal);
    let changedAt = performance.now();
    let count = 0;
    try {
      for (;;) {
        const began = performance.now();
        const { rows, isBehind } = await look(held);
        const now = performance.now();
        if (rows.length !== count) changedAt = now;
        count = rows.length;
        const areOpen = rows.some(({ duration_us }) => duration_us === null);
        const until = Math.min(end, answerAt(count, changedAt, areOpen));
        if (now >= until || signal?.aborted) return { rows, changedAt };
        const pauseMs = Math.min(Math.max(PAUSE_MS, 4 * (now - began)), until - now);
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
        if (!isBehind) await change.before(until);
      }
    } finally {
      change.stop();
    }
  }

  async function heldUntil(
    { search: text, since, settled: onlySettled, timeoutMs }: Omit<WaitInput, 'count'>,
    { least, most }: { least: number; most: number },
    signal: AbortSignal | undefined,
  ): Promise<Waited> {
    refuseMistakes(text);
    const after = since === undefined ? -1 : placeBefore(since);
    const end = performance.now() + timeoutMs;
    const isOver = (count: number, changedAt: number, areOpen: boolean): number => {
      // That few match is known at the end only.
      const isEnough = (count >= least && least > 0) || count > most;
      if (!isEnough) return Infinity;
      return areOpen ? changedAt + OUTCOME_MS : 0;
    };
    const held = { search: text, settled: onlySettled, after, limit: WAITED_AT_MOST };
    const { rows } = await hold(held, end, isOver, signal);
    const items = rows.map(toSummary);
    const newest = items.at(-1)?.id ?? since ?? encodeId(0);
    const done = items.length >= least && items.length <= most;
    return { items, done, count: items.length, cursor: newest };
  }

  return {
    /** @throws BackstitchError SEARCH_INVALID, BAD_INPUT */
    wait: ({ count, ...input }: WaitInput, signal?: AbortSignal): Promise<Waited> =>
      heldUntil(input, { least: count, most: Infinity }, signal),

    /** @throws BackstitchError SEARCH_INVALID, BAD_INPUT */
    waitFor({ count, ...input }: WaitForInput, signal?: AbortSignal): Promise<Waited> {
      const { min: least, max: most = Infinity } =
        typeof count === 'number' ? { min: count } : count;
      return heldUntil(input, { least, most }, signal);
    },

    /**
     * As `wait`, without its limits: until so many match and `quietForMs` passed without another, or more
     * than `most` do.
     *
     * @param since a place as `wait` reads it
     * @throws BackstitchError SEARCH_INVALID, BAD_INPUT
     */
    async watch(
      input: WatchInput,
      signal?: AbortSignal,
    ): Promise<{ count: number; isQuiet: boolean }> {
      const { search: text, since, least, most, quietForMs, timeoutMs } = input;
      refuseMistakes(text);
      const after = since === undefined ? -1 : placeBefore(since);
      const limit = Math.min(
        WATCHED_AT_MOST,
        Math.max(Number.isFinite(most) ? most + 1 : 0, least, 1000),
      );
      const answerAt = (count: number, changedAt: number): number => {
        if (count > most) return 0;
        return count >= least ? changedAt + quietForMs : Infinity;
      };
      const held = { search: text, settled: input.settled === true, after, limit };
      const end = performance.now() + timeoutMs;
      const { rows, changedAt } = await hold(held, end, answerAt, signal);
      return { count: rows.length, isQuiet: performance.now() - changedAt >= quietForMs };
    },

    /**
     * Row ids of what a search finds since a place, oldest first.
     *
     * @throws BackstitchError SEARCH_INVALID, BAD_INPUT
     */
    async foundSince(text: string, since: string | undefined, limit: number): Promise<number[]> {
      refuseMistakes(text);
      const after = since === undefined ? -1 : placeBefore(since);
      await settled();
      const found = await ready(text);
      return (await search.oldest(found, limit, after, store)).map(({ id }) => id);
    },
  };
}
