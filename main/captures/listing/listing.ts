import type { Database } from 'better-sqlite3';
import type { CapturePage, ListInput } from '../../../preload/contract/captures.ts';
import type { Order } from '../../../preload/contract/captures/views.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { decodeId, firstIdAt } from '../capture-id.ts';
import { type CaptureRow, toSummary } from '../capture-row.ts';
import type { CaptureStore } from '../capture-store.ts';
import type { PreparedSearch, Search } from '../search/search.ts';
import { openColumns } from './columns.ts';

interface Parts {
  db: Database;
  store: CaptureStore;
  search: Search;
  /** A search over all that arrived before it was asked. */
  ready: (text: string) => Promise<PreparedSearch>;
  /** Resolves once everything that was answered is in the list. */
  settled: () => Promise<void>;
  now: () => number;
}

/** Rows from a place on, one more than asked for where there are more. */
type Rows = CaptureRow[];

const NEWEST = Number.MAX_SAFE_INTEGER;
/** Sorting by anything but time reads all that is found. */
const SORTED_AT_MOST = 10_000;
const SORTED_BY = {
  largest: 'c.size_bytes',
  slowest: 'coalesce(c.duration_us, -1)',
} as const satisfies Partial<Record<Order, string>>;

/** The list of captures, a page at a time. */
export function createListing({ db, store, search, ready, settled, now }: Parts) {
  const columns = openColumns({
    db,
    fieldId: search.fieldId,
    indexedIn: search.indexedIn,
    valuesOf: search.valuesOf,
  });

  async function prepared({ search: text, from, to }: ListInput): Promise<PreparedSearch> {
    // Without words or fields the index has nothing to say.
    const whole = text.trim() === '' ? search.prepare('', now()) : await ready(text);
    return within(whole, from, to);
  }

  async function byTime(found: PreparedSearch, { limit, before, order }: ListInput): Promise<Rows> {
    const at = before === undefined ? undefined : decodeId(before);
    if (order === 'oldest') return search.oldest(found, limit + 1, at ?? -1, store);
    return search.page(found, limit + 1, at ?? NEWEST, store);
  }

  /** @throws BackstitchError SEARCH_TOO_WIDE */
  async function byValue(
    found: PreparedSearch,
    { limit, before }: ListInput,
    by: string,
  ): Promise<Rows> {
    const ids = await search.ids(found, { limit: SORTED_AT_MOST + 1 });
    if (ids.length > SORTED_AT_MOST) {
      throw new BackstitchError('SEARCH_TOO_WIDE', undefined, {
        hint: 'Narrow the search first, or order by time.',
        field: 'order',
      });
    }
    // A cursor holds the value too: its capture may be deleted by now.
    const [value, id] = (before ?? '').split('.').map(Number);
    const isOn = before !== undefined && value !== undefined && id !== undefined;
    return store.sorted(ids, by, isOn ? { value, id } : null, limit + 1);
  }

  function cursorOf(row: CaptureRow, order: Order): string {
    if (order === 'largest') return `${row.size_bytes}.${row.id}`;
    if (order === 'slowest') return `${row.duration_us ?? -1}.${row.id}`;
    return toSummary(row).id;
  }

  /** @throws BackstitchError SEARCH_TOO_WIDE */
  return async (input: ListInput): Promise<CapturePage> => {
    await settled();
    const found = await prepared(input);
    const { order = 'newest', limit, columns: asked = [] } = input;
    const rows =
      order === 'largest' || order === 'slowest'
        ? await byValue(found, input, SORTED_BY[order])
        : await byTime(found, input);
    const page = rows.slice(0, limit);
    const extras = asked.length === 0 ? undefined : columns(page, asked);
    const last = page.at(-1);
    return {
      items: page.map((row) => ({
        ...toSummary(row),
        ...(extras && { extra: extras.get(row.id) }),
      })),
      next: rows.length > limit && last ? cursorOf(last, order) : null,
      problems: found.problems.length > 0 ? search.mistakes(input.search, now()) : [],
    };
  };
}

/** The same search, of a time: epoch ms, `to` does not count. */
export function within(found: PreparedSearch, from?: number, to?: number): PreparedSearch {
  const { compiled, params } = found;
  const fromId = Math.max(compiled.fromId, from === undefined ? 0 : firstIdAt(from));
  const belowId = Math.min(compiled.belowId, to === undefined ? NEWEST : firstIdAt(to));
  return {
    ...found,
    params: { ...params, from_: fromId, below_: belowId },
    compiled: { ...compiled, fromId, belowId },
  };
}
