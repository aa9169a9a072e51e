import { setTimeout as sleep } from 'node:timers/promises';
import { BackstitchError } from '../lib/errors.ts';
import type { CaptureStore } from './capture-store.ts';
import type { PreparedSearch, Search } from './search/search.ts';

interface Parts {
  store: CaptureStore;
  search: Search;
  /** A search over all that arrived before it was asked. */
  ready: (text: string) => Promise<PreparedSearch>;
  /** Resolves once everything that was answered is in the list. */
  settled: () => Promise<void>;
  now: () => number;
}

/** For so long the search index may lag behind captures that are asked for. */
const TRIES = 100;
const PAUSE_MS = 50;
const FOUND_AT_MOST = 100_000;

/** Captures chosen by a search, as row ids: what other rooms work on in bulk. */
export function createSelection({ store, search, ready, settled, now }: Parts) {
  return {
    /** What is wrong with a search, in words; null where nothing is. */
    searchProblem(text: string): string | null {
      return search.prepare(text, now()).problems[0]?.message ?? null;
    },
    /** @throws BackstitchError SEARCH_INVALID with the first mistake of a search. */
    checkSearch(text: string): void {
      const [problem] = search.prepare(text, now()).problems;
      if (problem !== undefined) {
        throw new BackstitchError('SEARCH_INVALID', problem.message, { field: 'search' });
      }
    },
    /**
     * Those of `rowIds` that a search finds, oldest first. Waits until the search knows them.
     *
     * @throws where the index stays behind.
     */
    async matching(text: string, rowIds: readonly number[]): Promise<number[]> {
      for (let tries = 0; store.unindexed(rowIds) > 0; tries += 1) {
        if (tries === TRIES) throw new Error('the search index is behind');
        await search.catchUp();
        await sleep(PAUSE_MS);
      }
      store.settle();
      return (await search.among(search.prepare(text, now()), rowIds)).toReversed();
    },
    /** All that a search finds, oldest first; the newest 100,000 where there are more. */
    async find(text: string): Promise<number[]> {
      await settled();
      const found = await search.ids(await ready(text), { limit: FOUND_AT_MOST });
      return found.toReversed();
    },
    after: store.after,
    newest: store.maxId,
  };
}
