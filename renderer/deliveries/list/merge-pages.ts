import type { DeliverySummary } from '../../../preload/contract/deliveries.ts';

type Items = readonly DeliverySummary[];

/**
 * The first page after a change: what is newest, then what it pushed out of the page. Without the
 * latter those would be missing between this page and the next.
 */
export function mergeFirst(before: Items, fresh: Items): DeliverySummary[] {
  const known = new Set(fresh.map(({ id }) => id));
  const last = fresh.at(-1);
  if (last === undefined) return [];
  const at = before.findIndex(({ id }) => id === last.id);
  const pushedOut =
    at < 0 ? before.filter((one) => one.createdAt < last.createdAt) : before.slice(at);
  return [...fresh, ...pushedOut.filter(({ id }) => !known.has(id))];
}

/** A later page after a change: the same rows as they are now, without those that left the filter. */
export function mergeLater(
  before: Items,
  fresh: Items,
  changed: ReadonlySet<string>,
): DeliverySummary[] {
  const now = new Map(fresh.map((one) => [one.id, one]));
  return before.flatMap((one) => {
    const next = now.get(one.id);
    if (next !== undefined) return [next];
    return changed.has(one.id) ? [] : [one];
  });
}
