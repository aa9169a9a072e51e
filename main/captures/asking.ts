import type { Database } from 'better-sqlite3';
import type { Clock } from '../lib/clock.ts';
import type { CaptureStore } from './capture-store.ts';
import { createListing, within } from './listing/listing.ts';
import { createNear } from './near.ts';
import { createOverview } from './overview/overview.ts';
import { createQuickFind } from './quick-find.ts';
import { refusing } from './search/refuse.ts';
import type { PreparedSearch, Search } from './search/search.ts';
import { createSelection } from './selection.ts';
import type { Totals } from './totals.ts';

interface Parts {
  db: Database;
  store: CaptureStore;
  search: Search;
  totals: Totals;
  /** A search over all that arrived before it was asked, the latest included. */
  ready: (text: string) => Promise<PreparedSearch>;
  /** Resolves once everything that was answered is in the list. */
  settled: () => Promise<void>;
  clock: Clock;
}

/** Counting ends there. */
const COUNTED = 10_000;

/** What is asked of the captures by a search: lists, counts, groups, what to type next. */
export function createAsking({ db, store, search, totals, ready, settled, clock }: Parts) {
  const now = (): number => clock.now();
  const selection = createSelection({ store, search, ready, settled, now });
  const findQuickly = createQuickFind({ db, search, settle: store.settle, now });
  const refuseMistakes = refusing(search, clock);
  const calls = {
    list: createListing({ db, store, search, ready, settled, now }),
    async count(input: {
      search: string;
      from?: number | undefined;
      to?: number | undefined;
    }): Promise<{ count: number; capped: boolean }> {
      await settled();
      const { from, to } = input;
      if (input.search.trim() === '' && from === undefined && to === undefined) {
        return { count: Math.min(totals.held, COUNTED), capped: totals.held > COUNTED };
      }
      return search.count(within(await ready(input.search), from, to));
    },
    ...createOverview({ db, search, ready, settled, now }),
    async quickFind(text: string) {
      await settled();
      return findQuickly(text);
    },
    /** Mistakes of a search; where there are none, values that may be slips of the keyboard. */
    problemsOf({ text }: { text: string }) {
      store.settle();
      const mistakes = search.mistakes(text, now());
      return mistakes.length > 0 ? mistakes : search.slips(text, now());
    },
    complete(input: { text: string; cursor: number }) {
      store.settle();
      return search.complete(input.text, input.cursor, now());
    },
    near: createNear({ search, settled, now }),
  };
  return { calls, selection, refuseMistakes };
}
