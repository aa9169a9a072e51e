import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import {
  dropRemoved,
  insertArrivals,
  newestId,
  replaceChanged,
  type ListData,
} from './list-pages.ts';
import { isPatched, type Listing } from './listing.ts';

/** Rows the first page may grow to by arrivals before the list must begin again. */
const GROWTH_LIMIT = 4000;
/** More new rows at once than this are read as a page instead of being put in one by one. */
const PATCH_LIMIT = 200;

/** What came while a fetch is under way. */
export interface Meanwhile {
  added: CaptureSummary[];
  changed: CaptureSummary[];
  removed: string[];
  /** Captures came, changed or went, and only that was told: what is fetched may lack them. */
  spoiled: boolean;
}

/** What a search finds, sorts or reads columns for is known by the engine: it is asked again. */
export function withMeanwhile(data: ListData, listing: Listing, meanwhile: Meanwhile): ListData {
  const { added, changed, removed } = meanwhile;
  const grown = isPatched(listing) && added.length > 0 ? withArrivals(data, added) : data;
  return dropRemoved(replaceChanged(grown, changed), removed);
}

/** A list with what arrived; where that is too much to put in, it is told to begin again. */
export function withArrivals(data: ListData, added: readonly CaptureSummary[]): ListData {
  const grown = (data.pages[0]?.items.length ?? 0) > GROWTH_LIMIT;
  const newest = newestId(data);
  const fresh = added.filter(({ id }) => id > newest).length;
  const gap = data.gap || grown || fresh > PATCH_LIMIT;
  return gap ? { ...data, gap } : insertArrivals(data, added);
}
