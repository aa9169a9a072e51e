import type { CaptureEvent } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Clock } from '../../lib/clock.ts';
import { decodeId, encodeId } from '../capture-id.ts';
import { toSummary } from '../capture-row.ts';
import type { CaptureStore, Condition } from '../capture-store.ts';
import type { LiveCaptures } from './live-captures.ts';
import { placeBefore } from './place-before.ts';
import type { PreparedSearch, Search } from '../search/search.ts';

interface Parts {
  store: CaptureStore;
  search: Search;
  /** A search over all that arrived before it was asked. */
  ready: (text: string) => Promise<PreparedSearch>;
  /** Resolves once everything that was answered is in the list. */
  settled: () => Promise<void>;
  live: Pick<LiveCaptures, 'subscribe'>;
  /** @throws BackstitchError SEARCH_INVALID */
  refuseMistakes: (text: string) => void;
  nextId: (nowMs: number) => number;
  clock: Clock;
}

/** What a reader that comes back may have missed before it had better read the list. */
const MISSED_AT_MOST = 1000;
const ITEMS_AT_ONCE = 200;
/** So often a stream waits a fifth of a second for an index that is behind. */
const CATCH_UPS = 25;
const NEWEST = Number.MAX_SAFE_INTEGER;

/**
 * Following what arrives, by a search, as a stream. It asks the database after each change, so a search
 * means here what it means in the list.
 */
export function createFollowing(parts: Parts) {
  const { store, search, ready, settled, live, refuseMistakes, nextId, clock } = parts;

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
    const rows = await search.oldest(await ready(text), MISSED_AT_MOST + 1, after, store);
    if (rows.length > MISSED_AT_MOST) {
      yield {
        kind: 'refresh',
        why: `More than ${MISSED_AT_MOST} captures arrived meanwhile.`,
        anywhere: false,
      };
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
    store.settle();
    const found = await search.among(search.prepare(text, clock.now()), ids);
    const rows = store.page(these(found), fresh.length, NEWEST).toReversed();
    return rows.length === 0 ? undefined : { ...event, items: rows.map(toSummary) };
  }

  return {
    /** A place between what has arrived and what will. */
    mark(): { cursor: string; mark: string; at: number } {
      const at = clock.now();
      const mark = encodeId(nextId(at));
      return { cursor: mark, mark, at };
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
  };
}

const these = (ids: readonly number[]): Condition => ({
  where: 'c.id IN (SELECT value FROM json_each(:these_))',
  params: { these_: JSON.stringify(ids) },
});
