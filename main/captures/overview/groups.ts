import type { Group, GroupBy, GroupPage } from '../../../preload/contract/captures/overview.ts';
import { encodeId } from '../capture-id.ts';
import { quoteValue } from '../search/lex.ts';

/** What is grouped by, its sender, twice the time of arrival plus 1 where it failed, row id. */
export type GroupRow = [
  key: string | number | null,
  provider: string | null,
  timed: number,
  id: number,
];

interface Gathered {
  value: string | number | null;
  provider: string | null;
  count: number;
  failed: number;
  newest: number;
  /** Row id of the newest. */
  id: number;
  spark: number[];
}

/** Never an answer: the request did not arrive whole, or nothing was sent back. */
export const UNANSWERED =
  '(c.failure IS NOT NULL OR (c.status IS NULL AND c.duration_us IS NOT NULL))';
/** Holds for captures that count as failed. */
export const FAILED = `(${UNANSWERED} OR c.status >= 400)`;

const COLUMNS: Record<GroupBy, string> = {
  event: 'c.event_type',
  provider: 'c.provider',
  endpoint: 'c.endpoint_id',
  status: 'c.status',
  path: 'c.path',
};

/** @param failed SQL that holds for captures that count as failed. */
export const groupColumns = (by: GroupBy, failed: string): string =>
  `${COLUMNS[by]}, c.provider, c.received_at * 2 + ${failed}, c.id`;

/**
 * @param slices newest first.
 * @param time `parts` of `widthMs` from `from` on (epoch ms): each group is counted in each.
 */
export async function collectGroups(
  slices: AsyncIterable<GroupRow[]>,
  by: GroupBy,
  time: { from: number; widthMs: number; parts: number },
): Promise<Map<string, Gathered>> {
  const groups = new Map<string, Gathered>();
  for await (const slice of slices) {
    for (const [value, provider, timed, id] of slice) {
      const key = keyOf(by, value, provider);
      const receivedAt = Math.floor(timed / 2);
      let group = groups.get(key);
      if (group === undefined) {
        const spark = Array.from({ length: time.parts }, () => 0);
        group = { value, provider, count: 0, failed: 0, newest: receivedAt, id, spark };
        groups.set(key, group);
      }
      group.count += 1;
      group.failed += timed % 2;
      const part = Math.floor((receivedAt - time.from) / time.widthMs);
      const at = Math.min(Math.max(part, 0), time.parts - 1);
      group.spark[at] = (group.spark[at] ?? 0) + 1;
    }
  }
  return groups;
}

/** Events of one name are those of one sender: `order.created` is not the same at two shops. */
function keyOf(by: GroupBy, value: string | number | null, provider: string | null): string {
  // So that what has none cannot be taken for one of that name.
  const own = value === null ? '' : `=${value}`;
  return by === 'event' ? `${provider ?? ''} ${own}` : own;
}

/**
 * @param before row id: groups whose newest capture is older than it.
 * @param nameOf name of the endpoint that took a capture.
 */
export function pageOfGroups(
  groups: ReadonlyMap<string, Gathered>,
  { by, limit, before }: { by: GroupBy; limit: number; before: number },
  nameOf: (id: number) => string,
): GroupPage {
  const below = [...groups]
    .filter(([, { id }]) => id < before)
    .toSorted(([, a], [, b]) => b.id - a.id);
  const items = below.slice(0, limit).map(([key, { value, id, ...group }]): Group => {
    const name = by === 'endpoint' ? nameOf(id) : '';
    const label = value === null ? NONE[by] : name || String(value);
    const search = groupSearch(by, value, group.provider);
    return { ...group, key, label, search, sample: encodeId(id) };
  });
  const last = items.at(-1);
  return { items, next: below.length > limit && last ? last.sample : null, total: groups.size };
}

const NONE: Record<GroupBy, string> = {
  event: 'No event type',
  provider: 'Unknown sender',
  endpoint: 'No endpoint',
  status: 'Not answered',
  path: 'No path',
};

/** Fields that look for a part of the value unless told to compare the whole. */
const PARTIAL: ReadonlySet<GroupBy> = new Set(['event', 'path']);

/** The search that finds a group alone. Letters are compared without regard to case, as everywhere in a search. */
export function groupSearch(
  by: GroupBy,
  value: string | number | null,
  provider: string | null,
): string {
  const term = (field: GroupBy, wanted: string | number | null): string => {
    if (wanted === null) return `-${field}:*`;
    return `${field}:${PARTIAL.has(field) ? '=' : ''}${quoteValue(String(wanted))}`;
  };
  // A status is a number: there is no pattern for it.
  if (by === 'status' && value === null) return '-status:>=100';
  return by === 'event' ? `${term('provider', provider)} ${term('event', value)}` : term(by, value);
}
