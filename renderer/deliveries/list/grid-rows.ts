import type { DeliverySummary } from '../../../preload/contract/deliveries.ts';
import type { DeliveryGroup } from '../../../preload/contract/deliveries/overview.ts';
import { allKey, groupKey } from './selection.ts';

/** As many deliveries of a group are shown in place. */
export const IN_PLACE = 20;

export type GridRow =
  | { kind: 'delivery'; key: string; delivery: DeliverySummary; place: GroupPlace | null }
  | { kind: 'group'; key: string; group: DeliveryGroup; open: boolean; nth: number; of: number }
  /** Leads to all deliveries of a group that has more than are shown. */
  | { kind: 'all'; key: string; group: DeliveryGroup; place: GroupPlace };

/** Where a row stands in its group. */
interface GroupPlace {
  group: string;
  nth: number;
  of: number;
}

/** The rows of a list without groups. */
export const plainRows = (deliveries: readonly DeliverySummary[]): GridRow[] =>
  deliveries.map((delivery) => ({
    kind: 'delivery',
    key: delivery.id,
    delivery,
    place: null,
  }));

/**
 * The rows of a grouped list: each group, and below the open ones what they hold.
 *
 * @param open the first deliveries of each open group, by its key; undefined until they are there.
 */
export function groupedRows(
  groups: readonly DeliveryGroup[],
  open: ReadonlyMap<string, readonly DeliverySummary[] | undefined>,
): GridRow[] {
  return groups.flatMap((group, index): GridRow[] => {
    const isOpen = open.has(group.key);
    const key = groupKey(group.key);
    const own: GridRow = {
      kind: 'group',
      key,
      group,
      open: isOpen,
      nth: index + 1,
      of: groups.length,
    };
    const inside = (open.get(group.key) ?? []).slice(0, IN_PLACE);
    const isCut = inside.length > 0 && group.count > inside.length;
    const of = inside.length + (isCut ? 1 : 0);
    return [
      own,
      ...inside.map((delivery, i): GridRow => {
        const place = { group: key, nth: i + 1, of };
        // Of a grouped event, one delivery stands in one group only: its id is its key.
        return { kind: 'delivery', key: delivery.id, delivery, place };
      }),
      ...(isCut
        ? [
            {
              kind: 'all' as const,
              key: allKey(group.key),
              group,
              place: { group: key, nth: of, of },
            },
          ]
        : []),
    ];
  });
}
