import type { Order } from '../../../../preload/contract/captures/views.ts';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { CaptureEvent, CaptureSummary } from '../../../../preload/contract/captures.ts';
import {
  createListCache,
  listKey,
  type PageInput,
} from '../../../../renderer/captures/list/list-cache.ts';
import type { ListData } from '../../../../renderer/captures/list/list-pages.ts';
import { listingOf, type Listing } from '../../../../renderer/captures/list/listing.ts';
import { capture } from './sample-captures.ts';

const ALL = listingOf('');

function compareIn(order: Order) {
  const later = (a: CaptureSummary, b: CaptureSummary): number => (a.id < b.id ? 1 : -1);
  return (a: CaptureSummary, b: CaptureSummary): number => {
    if (order === 'oldest') return -later(a, b);
    return (order === 'largest' ? b.sizeBytes - a.sizeBytes : 0) || later(a, b);
  };
}

/** An engine that holds captures in an array and answers when the test lets it. */
function openEngine() {
  const held: CaptureSummary[] = [];
  const listeners = new Set<(event: CaptureEvent) => void>();
  let gate: Promise<void> = Promise.resolve();
  return {
    held,
    /** Calls from now on are worked out at once, their answers held back until the returned call. */
    holdAnswers(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    add(...numbers: number[]): void {
      const items = numbers.map((n) => capture(n));
      held.unshift(...items.toReversed());
      for (const tell of listeners) tell({ kind: 'added', items });
    },
    /** Captures of other times, as an import brings them: only that something came is told. */
    bring(...numbers: number[]): void {
      held.push(...numbers.map((n) => capture(n)));
      for (const tell of listeners) tell({ kind: 'refresh', why: 'An import.', anywhere: true });
    },
    change(n: number, part: Partial<CaptureSummary>): void {
      const item = capture(n, part);
      const at = held.findIndex(({ id }) => id === item.id);
      held[at] = item;
      for (const tell of listeners) tell({ kind: 'changed', items: [item] });
    },
    remove(n: number): void {
      const { id } = capture(n);
      held.splice(0, held.length, ...held.filter((item) => item.id !== id));
      for (const tell of listeners) tell({ kind: 'removed', ids: [id], why: 'deleted' });
    },
    async fetchPage({ limit, before, order = 'newest', columns = [] }: PageInput) {
      const sorted = held.toSorted(compareIn(order));
      const start = before === undefined ? 0 : sorted.findIndex(({ id }) => id === before) + 1;
      const items = sorted.slice(start, start + limit).map((item) => ({
        ...item,
        ...(columns.length > 0 && {
          extra: Object.fromEntries(columns.map((column) => [column, `${column} of ${item.id}`])),
        }),
      }));
      const next = sorted.length > start + limit ? (items.at(-1)?.id ?? null) : null;
      await gate;
      return { items, next, problems: [] };
    },
    onEvent(listener: (event: CaptureEvent) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function openList(listing: Listing = ALL) {
  const engine = openEngine();
  const cache = new QueryClient();
  const list = createListCache({ cache, fetchPage: engine.fetchPage, onEvent: engine.onEvent });
  const stop = list.follow();
  const load = async (): Promise<void> => {
    cache.setQueryData(listKey(listing), await list.fetchHead(listing));
  };
  const data = (): ListData =>
    cache.getQueryData<ListData>(listKey(listing)) ?? { pages: [], gap: false };
  const ids = (): number[] =>
    data().pages.flatMap((page) => page.items.map((item) => Number(item.id.slice(1))));
  /** As a page does that shows it: the list is fetched again when it is out of date. */
  const show = (): void => {
    const queryFn = (): Promise<ListData> => list.fetchHead(listing);
    const observer = new QueryObserver(cache, { queryKey: listKey(listing), queryFn });
    shown.push(observer.subscribe(() => {}));
  };
  const shown: (() => void)[] = [];
  return {
    engine,
    cache,
    list,
    load,
    show,
    data,
    ids,
    [Symbol.dispose]: () => {
      stop();
      for (const leave of shown) leave();
      cache.clear();
    },
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('the cached list', () => {
  it('shows a capture that arrives while the first page is on its way', async () => {
    using page = openList();
    page.engine.add(1, 2);
    const answer = page.engine.holdAnswers();
    const loading = page.load();
    page.engine.add(3);
    answer();
    await loading;
    expect(page.ids()).toEqual([3, 2, 1]);
  });

  it('shows a capture that arrives between the answer and the cache', async () => {
    for (let turns = 0; turns < 40; turns += 1) {
      using page = openList();
      page.engine.add(1);
      const answer = page.engine.holdAnswers();
      const { cache, list } = page;
      const loading = cache.fetchQuery({
        queryKey: listKey(ALL),
        queryFn: () => list.fetchHead(ALL),
      });
      answer();
      for (let i = 0; i < turns; i += 1) await Promise.resolve();
      page.engine.add(2);
      await loading;
      await expect.poll(page.ids, { message: `after ${turns} turns` }).toEqual([2, 1]);
    }
  });

  it('keeps an older capture that was slow to be kept while a newer page is fetched', async () => {
    using page = openList();
    page.engine.add(1, 3);
    await page.load();
    const answer = page.engine.holdAnswers();
    const loading = page.load();
    page.engine.add(2);
    answer();
    await loading;
    expect(page.ids()).toEqual([3, 2, 1]);
  });

  it('shows what becomes of a capture while the first page is on its way', async () => {
    using page = openList();
    page.engine.add(1);
    const answer = page.engine.holdAnswers();
    const loading = page.load();
    page.engine.change(1, { provider: 'github' });
    answer();
    await loading;
    expect(page.data().pages[0]?.items[0]?.provider).toBe('github');
  });

  it('keeps a capture that arrives while an older page is on its way', async () => {
    using page = openList();
    page.engine.add(...range(1, 300));
    await page.load();
    const answer = page.engine.holdAnswers();
    const loading = page.list.fetchMore(ALL);
    page.engine.add(301);
    answer();
    await loading;
    await expect.poll(page.ids).toEqual(range(1, 301).toReversed());
  });

  it('catches up after a break without losing or doubling a row', async () => {
    using page = openList();
    page.engine.add(...range(1, 250));
    await page.load();
    await page.list.fetchMore(ALL);
    // Nobody hears of these: the connection is away.
    page.engine.held.unshift(
      ...range(251, 300)
        .map((n) => capture(n))
        .toReversed(),
    );
    await page.load();
    expect(page.ids()).toEqual(range(1, 300).toReversed());
  });

  it('says that there is a gap when more arrived in a break than a page holds', async () => {
    using page = openList();
    page.engine.add(1, 2, 3);
    await page.load();
    page.engine.held.unshift(
      ...range(4, 900)
        .map((n) => capture(n))
        .toReversed(),
    );
    await page.load();
    expect(page.data().gap).toBe(true);
    expect(page.ids()).toEqual([3, 2, 1]);
    await page.list.startAnew(ALL);
    expect(page.data().gap).toBe(false);
    expect(page.ids()).toEqual(range(701, 900).toReversed());
  });

  it('stops growing under a flood and begins again on request', async () => {
    using page = openList();
    page.engine.add(1);
    await page.load();
    for (let from = 2; from < 5000; from += 200) page.engine.add(...range(from, from + 199));
    await expect.poll(() => page.data().gap).toBe(true);
    expect(page.ids().length).toBeLessThan(4400);
    await page.list.startAnew(ALL);
    expect(page.ids()).toHaveLength(200);
    expect(page.data().gap).toBe(false);
  });

  it('puts 200 new rows at once in, and reads the first page again for more', async () => {
    for (const [many, gap] of [
      [200, false],
      [201, true],
    ] as const) {
      using page = openList();
      page.engine.add(1);
      await page.load();
      page.engine.add(...range(2, many + 1));
      const shown = () => [page.data().gap, page.ids().length];
      await expect.poll(shown).toEqual(gap ? [true, 1] : [false, many + 1]);
    }
  });

  it('does not bring back a row that was deleted while it waited to be shown', async () => {
    using page = openList();
    page.engine.add(1);
    await page.load();
    page.engine.add(2);
    page.engine.add(3);
    page.engine.remove(3);
    page.engine.add(4);
    await expect.poll(page.ids).toEqual([4, 2, 1]);
  });
});

it('does not let a page asked for earlier spoil a list that began again meanwhile', async () => {
  using page = openList();
  page.engine.add(1);
  await page.load();
  page.engine.held.unshift(
    ...range(2, 500)
      .map((n) => capture(n))
      .toReversed(),
  );
  const answerLate = page.engine.holdAnswers();
  const late = page.load();
  const answerAnew = page.engine.holdAnswers();
  const anew = page.list.startAnew(ALL);
  answerAnew();
  await anew;
  answerLate();
  await late;
  expect(page.data().gap).toBe(false);
  expect(page.ids()).toEqual(range(301, 500).toReversed());
});

describe('a list into which captures of other times come', () => {
  it('shows those that came while its first page was on its way', async () => {
    using page = openList();
    page.engine.add(1, 5);
    const answer = page.engine.holdAnswers();
    page.show();
    page.engine.bring(3, 4);
    answer();
    await expect.poll(page.ids).toEqual([5, 4, 3, 1]);
  });

  it('shows those that came while it was read again, or began again', async () => {
    using page = openList();
    page.engine.add(1, 5);
    page.show();
    await expect.poll(page.ids).toEqual([5, 1]);
    const answer = page.engine.holdAnswers();
    page.engine.bring(3);
    page.engine.bring(4);
    answer();
    await expect.poll(page.ids).toEqual([5, 4, 3, 1]);
    const later = page.engine.holdAnswers();
    const anew = page.list.startAnew(ALL);
    page.engine.bring(2);
    later();
    await anew;
    await expect.poll(page.ids).toEqual([5, 4, 3, 2, 1]);
  });

  it('shows them between rows that were loaded further down', async () => {
    using page = openList();
    page.engine.add(...range(1, 500).filter((n) => n !== 50 && n !== 150));
    page.show();
    await expect.poll(() => page.ids().length).toBe(200);
    await page.list.fetchMore(ALL);
    await page.list.fetchMore(ALL);
    expect(page.ids()).toHaveLength(498);
    page.engine.bring(50, 150);
    await expect.poll(page.ids).toEqual(range(1, 500).toReversed());
  });

  it('shows them where nobody looked while they came', async () => {
    using page = openList();
    page.engine.add(1, 5);
    await page.load();
    page.engine.bring(3);
    page.show();
    await expect.poll(page.ids).toEqual([5, 3, 1]);
  });
});

describe('a list in another order', () => {
  const oldest: Listing = { search: '', order: 'oldest', columns: [] };
  const largest: Listing = { search: '', order: 'largest', columns: [] };

  it('has arrivals at its end where the oldest stand first, once it is loaded to the end', async () => {
    using page = openList(oldest);
    page.engine.add(1, 2);
    page.show();
    await expect.poll(page.ids).toEqual([1, 2]);
    page.engine.add(3, 4);
    await expect.poll(page.ids).toEqual([1, 2, 3, 4]);
    page.engine.remove(2);
    page.engine.change(3, { pinned: true });
    await expect.poll(page.ids).toEqual([1, 3, 4]);
    const isPinned = () => page.data().pages.flatMap(({ items }) => items)[1]?.pinned;
    await expect.poll(isPinned).toBe(true);
  });

  it('leaves arrivals to the pages below where the oldest are not loaded to the end', async () => {
    using page = openList(oldest);
    page.engine.add(...range(1, 250));
    page.show();
    await expect.poll(page.ids).toEqual(range(1, 200));
    page.engine.add(251);
    await page.list.fetchMore(oldest);
    await expect.poll(page.ids).toEqual(range(1, 251));
  });

  it('says by size that more came, and shows it at its place when it is read again', async () => {
    using page = openList(largest);
    const { held } = page.engine;
    held.unshift(capture(2, { sizeBytes: 5 }), capture(1, { sizeBytes: 50 }));
    page.show();
    await expect.poll(page.ids).toEqual([1, 2]);
    page.engine.add(3);
    await expect.poll(() => page.data().gap).toBe(true);
    expect(page.ids()).toEqual([1, 2]);
    await page.list.startAnew(largest);
    expect(page.ids()).toEqual([1, 3, 2]);
    expect(page.data().gap).toBe(false);
  });
});

describe('a list with columns that are read for it', () => {
  const named: Listing = { search: '', order: 'newest', columns: ['body.a'] };
  const extras = (page: { data: () => ListData }): unknown[] =>
    page.data().pages.flatMap(({ items }) => items.map(({ extra }) => extra));

  it('has them for arrivals too', async () => {
    using page = openList(named);
    page.engine.add(1);
    page.show();
    await expect.poll(page.ids).toEqual([1]);
    page.engine.add(2);
    await expect.poll(page.ids).toEqual([2, 1]);
    expect(extras(page)).toEqual([
      { 'body.a': 'body.a of c000002' },
      { 'body.a': 'body.a of c000001' },
    ]);
  });

  it('keeps them when a capture changes', async () => {
    using page = openList(named);
    page.engine.add(1);
    page.show();
    await expect.poll(page.ids).toEqual([1]);
    page.engine.change(1, { pinned: true });
    await expect.poll(() => page.data().pages[0]?.items[0]?.pinned).toBe(true);
    expect(extras(page)).toEqual([{ 'body.a': 'body.a of c000001' }]);
  });

  it('is as long as the same list was without them', async () => {
    using page = openList();
    page.engine.add(...range(1, 450));
    await page.load();
    await page.list.fetchMore(ALL);
    const list = await page.list.fetchHead(named);
    expect(list.pages.flatMap(({ items }) => items)).toHaveLength(400);
  });
});
