import type {
  CapturePage,
  CaptureSummary,
  ListedCapture,
} from '../../../preload/contract/captures.ts';

/**
 * The captures list as the query cache holds it: pages from the top down. `gap`: newer captures
 * exist than the list holds, and only a list begun again can show them.
 */
export type ListData = { pages: readonly CapturePage[]; gap: boolean };

/** A list that begins with one page. */
export function listOf(page: CapturePage): ListData {
  return { pages: [page], gap: false };
}

/** Id of the first capture: of the newest, in the order of the newest. */
export function newestId(data: ListData): string {
  return data.pages.find((page) => page.items.length > 0)?.items[0]?.id ?? '';
}

/** Id of the last loaded capture; '' where there is none. */
export function lastId(data: ListData): string {
  return data.pages.findLast((page) => page.items.length > 0)?.items.at(-1)?.id ?? '';
}

const newestFirst = (a: CaptureSummary, b: CaptureSummary): number =>
  a.id < b.id ? 1 : a.id > b.id ? -1 : 0;

/** The oldest id a page is answerable for; the last page answers for all that is older. */
const floorOf = (page: CapturePage): string =>
  page.next === null ? '' : (page.items.at(-1)?.id ?? page.next);

/**
 * Puts captures into the list, each where its id belongs, at most once. Those older than the last
 * loaded row are left out: paging brings them.
 */
export function insertArrivals(data: ListData, arrivals: readonly CaptureSummary[]): ListData {
  let left = [...arrivals];
  const pages = data.pages.map((page) => {
    if (left.length === 0) return page;
    const floor = floorOf(page);
    const mine = left.filter((item) => item.id >= floor);
    left = left.filter((item) => item.id < floor);
    return withItems(page, mine);
  });
  return changedOnly(data, pages);
}

function withItems(page: CapturePage, arrivals: readonly CaptureSummary[]): CapturePage {
  if (arrivals.length === 0) return page;
  const known = new Set(page.items.map((item) => item.id));
  const fresh = arrivals.filter((item) => !known.has(item.id));
  if (fresh.length === 0) return page;
  return { ...page, items: [...fresh, ...page.items].sort(newestFirst) };
}

/**
 * Puts changed captures in the place of the old ones; pages without one stay the same objects. Columns
 * that were read for a capture stay: what is told of it later does not carry them.
 */
export function replaceChanged(data: ListData, changed: readonly ListedCapture[]): ListData {
  if (changed.length === 0) return data;
  const byId = new Map(changed.map((item) => [item.id, item]));
  const pages = data.pages.map((page) =>
    page.items.some((item) => byId.has(item.id))
      ? { ...page, items: page.items.map((item) => withColumnsOf(item, byId.get(item.id))) }
      : page,
  );
  return changedOnly(data, pages);
}

function withColumnsOf(old: ListedCapture, item: ListedCapture | undefined): ListedCapture {
  if (item === undefined) return old;
  return item.extra === undefined && old.extra !== undefined ? { ...item, extra: old.extra } : item;
}

/** Takes removed captures out; pages without one stay the same objects. */
export function dropRemoved(data: ListData, ids: Iterable<string>): ListData {
  const gone = new Set(ids);
  const pages = data.pages.map((page) =>
    page.items.some((item) => gone.has(item.id))
      ? {
          ...page,
          items: page.items.filter((item) => !gone.has(item.id)),
        }
      : page,
  );
  return changedOnly(data, pages);
}

/**
 * Adds a further page.
 *
 * @param before the cursor it was asked for; a page for another cursor came too late and is dropped.
 */
export function appendPage(data: ListData, before: string, page: CapturePage): ListData {
  const last = data.pages.at(-1);
  if (!last || last.next !== before) return data;
  return { ...data, pages: [...data.pages, page] };
}

/**
 * Adds what stands behind the last capture of a list that was loaded to its end.
 *
 * @param last id the page was asked for behind; where the list ends otherwise by now, it is dropped.
 */
export function growTail(data: ListData, last: string, page: CapturePage): ListData {
  if (page.items.length === 0 || lastId(data) !== last) return data;
  return { ...data, pages: [...data.pages, page] };
}

/**
 * Brings the list up to date with a first page fetched again.
 *
 * @param asOf the newest id of the list when the fetch began: what came later is not held against
 * the fetched page, which may not know it yet.
 * @returns the list with `gap` set where captures between the two may be in neither.
 */
export function mergeHead(data: ListData, fetched: CapturePage, asOf: string): ListData {
  const oldest = fetched.items.at(-1);
  const reaches = fetched.next === null || (oldest !== undefined && oldest.id <= asOf);
  if (!reaches) return { ...data, gap: true };
  const alive = dropRemoved(data, goneWithin(data, fetched, asOf));
  const [head, ...rest] = replaceChanged(insertArrivals(alive, fetched.items), fetched.items).pages;
  if (!head) return listOf(fetched);
  return { pages: [{ ...head, problems: fetched.problems }, ...rest], gap: false };
}

/** Ids in the fetched span that were not fetched: they are gone. */
function* goneWithin(data: ListData, fetched: CapturePage, asOf: string): Generator<string> {
  const floor = floorOf(fetched);
  const alive = new Set(fetched.items.map((item) => item.id));
  for (const page of data.pages) {
    for (const { id } of page.items) {
      if (id < floor) return;
      if (id <= asOf && !alive.has(id)) yield id;
    }
  }
}

function changedOnly(data: ListData, pages: readonly CapturePage[]): ListData {
  return pages.every((page, i) => page === data.pages[i]) ? data : { ...data, pages };
}
