import type { Order } from '../../../preload/contract/captures/views.ts';

/** What a list holds: what a search finds, in an order, with the columns that are read for it. */
export type Listing = {
  search: string;
  order: Order;
  /** Columns that come with each capture as `extra`. */
  columns: readonly string[];
};

/** Newest first, without further columns. */
export function listingOf(search: string): Listing {
  return { search, order: 'newest', columns: [] };
}

/** Whether what arrives can be put in as it is told: anything else is known by the engine alone. */
export function isPatched({ search, order, columns }: Listing): boolean {
  return search === '' && order === 'newest' && columns.length === 0;
}

/** Whether the rows stand in the order of time, so that days and outages have a place between them. */
export const isByTime = (order: Order): boolean => order === 'newest' || order === 'oldest';

/** The same for equal listings. */
export const listingText = ({ search, order, columns }: Listing): string =>
  JSON.stringify([search, order, columns]);
