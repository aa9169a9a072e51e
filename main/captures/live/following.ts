import { setTimeout as sleep } from 'node:timers/promises';
import type { CaptureEvent, Waited, WaitInput } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { decodeId, encodeId, firstIdAt } from '../capture-id.ts';
import { toSummary } from '../capture-row.ts';
import type { CaptureStore } from '../capture-store.ts';
import type { LiveCaptures } from './live-captures.ts';
import type { PreparedSearch, Search } from '../search/search.ts';

interface Parts {
  store: CaptureStore;
  search: Search;
  /** A search over all that arrived before it was asked. */
  ready: (text: string) => Promise<PreparedSearch>;
  /** Resolves once everything that was answered is in the list. */
  settled: () => Promise<void>;
  live: Pick<LiveCaptures, 'subscribe' | 'onTouched'>;
  nextId: (nowMs: number) => number;
  clock: Clock;
}

/** What a reader that comes back may have missed before it had better read the list. */
const MISSED_AT_MOST = 1000;
const WAITED_AT_MOST = 1000;
const ITEMS_AT_ONCE = 200;
/** A wait looks again after this pause, and after four times as long as the last look took. */
const PAUSE_MS = 10;
/** So often a stream waits a fifth of a second for an index that is behind. */
const CATCH_UPS = 25;
const NEWEST = Number.MAX_SAFE_INTEGER;

/**
 * Following what arrives, by a search: as a stream, or held until enough is there. Both ask the database
 * anew after each change, so a search means here what it means in the list.
 */
export function createFollowing(parts: Parts) {
  const { store, search, ready, settled, live, nextId, clock } = parts;

  /** @throws BackstitchError SEARCH_INVALID */
  function refuseMistakes(text: string): void {
    const [mistake] = search.mistakes(text, clock.now());
    if (mistake === undefined) return;
    const [fix] = mistake.fixes;
    throw new BackstitchError('SEARCH_INVALID', mistake.message, {
      ...(fix && { hint: `Try ${fix.text}` }),
      field: 'search',
      place: { from: mistake.from, to: mistake.to },
    });
  }

  async function* filtered(
    events: AsyncGenerator<CaptureEvent, void, void>,
    text: string,
    after: number | undefined,
  ): AsyncGenerator<CaptureEvent, void, void> {
    const told = new Set<CaptureId>();
    try {
      if (after !== undefined) {
        for await (const event of missed(text, after)) {
          if (event.kind === 'added') for (const { id } of event.items) told.add(id);
          yield event;
        }
      }
      for await (const event of events) {
        const rest = await kept(event, text, told);
        if (rest !== undefined) yield rest;
      }
    } finally {
      await events.return();
    }
  }

  async function* missed(text: string, after: number): AsyncGenerator<CaptureEvent, void, void> {
    await settled();
    const rows = search.oldest(await ready(text), MISSED_AT_MOST + 1, after, store);
    if (rows.length > MISSED_AT_MOST) {
      yield { kind: 'refresh', why: `More than ${MISSED_AT_MOST} captures arrived meanwhile.` };
      return;
    }
    for (let at = 0; at < rows.length; at += ITEMS_AT_ONCE) {
      yield { kind: 'added', items: rows.slice(at, at + ITEMS_AT_ONCE).map(toSummary) };
    }
  }

  /** What of an event a search finds now; undefined where nothing is left of it. */
  async function kept(
    event: CaptureEvent,
    text: string,
    told: Set<CaptureId>,
  ): Promise<CaptureEvent | undefined> {
    if (event.kind !== 'added' && event.kind !== 'changed') return event;
    const fresh = event.items.filter(({ id }) => event.kind !== 'added' || !told.delete(id));
    if (fresh.length === 0) return undefined;
    if (text === '') return { ...event, items: fresh };
    const ids = fresh.map(({ id }) => decodeId(id) ?? -1);
    for (let tries = 0; tries < CATCH_UPS && store.unindexed(ids) > 0; tries += 1) {
      await search.catchUp();
    }
    const { where, params } = search.prepare(text, clock.now());
    const condition = {
      where: `c.id IN (SELECT value FROM json_each(:these_)) AND ${where}`,
      params: { ...params, these_: JSON.stringify(ids) },
    };
    const rows = store.page(condition, fresh.length, NEWEST).toReversed();
    return rows.length === 0 ? undefined : { ...event, items: rows.map(toSummary) };
  }

  async function look({ search: text, settled: onlySettled }: WaitInput, after: number) {
    await settled();
    const { behind } = await search.catchUp();
    const found = search.prepare(text, clock.now());
    const rows = search.oldest(found, WAITED_AT_MOST, after, store);
    return {
      rows: onlySettled ? rows.filter(({ duration_us }) => duration_us !== null) : rows,
      isBehind: behind > 0,
    };
  }

  return {
    /** A place between what has arrived and what will. */
    mark(): { mark: string; at: number } {
      const at = clock.now();
      return { mark: encodeId(nextId(at)), at };
    },

    /**
     * Changes from now on, of captures that a search finds; before them, where `since` is given, what
     * arrived later than that: up to 1000 captures, else one `refresh`.
     *
     * @throws BackstitchError SEARCH_INVALID, BAD_INPUT
     */
    live(
      input: { search?: string | undefined; since?: string | undefined } = {},
      signal?: AbortSignal,
    ): AsyncGenerator<CaptureEvent, void, void> {
      const text = (input.search ?? '').trim();
      refuseMistakes(text);
      const after = input.since === undefined ? undefined : placeBefore(input.since);
      const events = live.subscribe(signal);
      return text === '' && after === undefined ? events : filtered(events, text, after);
    },

    /** @throws BackstitchError SEARCH_INVALID, BAD_INPUT */
    async wait(input: WaitInput, signal?: AbortSignal): Promise<Waited> {
      const { since, count, timeoutMs } = input;
      refuseMistakes(input.search);
      const after = since === undefined ? -1 : placeBefore(since);
      const end = performance.now() + timeoutMs;
      const change = changes(live.onTouched, signal);
      try {
        for (;;) {
          const began = performance.now();
          const { rows, isBehind } = await look(input, after);
          const now = performance.now();
          const done = rows.length >= count;
          if (done || now >= end || signal?.aborted) return { items: rows.map(toSummary), done };
          const pauseMs = Math.min(Math.max(PAUSE_MS, 4 * (now - began)), end - now);
          await sleep(pauseMs, undefined, { signal }).catch(() => {});
          if (!isBehind) await change.before(end);
        }
      } finally {
        change.stop();
      }
    },
  };
}

/** The row id that lies directly before what counts. */
function placeBefore(since: string): number {
  if (/^\d{12,}$/.test(since)) return firstIdAt(Number(since)) - 1;
  const id = decodeId(since);
  if (id !== undefined) return id;
  throw new BackstitchError('BAD_INPUT', `“${since}” is no capture, mark or time.`, {
    field: 'since',
  });
}

/** Remembers that something changed until somebody asks, and wakes who waits for it. */
function changes(on: LiveCaptures['onTouched'], signal?: AbortSignal) {
  let isChanged = false;
  let wake = (): void => {};
  const tell = (): void => {
    isChanged = true;
    wake();
  };
  const leave = on(tell);
  signal?.addEventListener('abort', tell, { once: true });
  return {
    /** Resolves at the next change, at once where there was one since the last call, or at a time. */
    async before(end: number): Promise<void> {
      if (!isChanged && !signal?.aborted) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, Math.max(0, end - performance.now()));
        });
        clearTimeout(timer);
      }
      isChanged = false;
    },
    stop(): void {
      leave();
      signal?.removeEventListener('abort', tell);
    },
  };
}
