import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeliveryFilter, DeliverySummary } from '../../../preload/contract/deliveries.ts';
import { query } from '../../api/client.ts';
import { groupedRows, IN_PLACE, plainRows, type GridRow } from './grid-rows.ts';
import { useGrouping } from './selection.ts';
import type { DeliveryList } from './use-delivery-list.ts';

const GROUPS_AT_MOST = 500;

/** The rows that are shown: deliveries, or groups of them with what the open ones hold. */
export function useRows(filter: DeliveryFilter, plain: DeliveryList) {
  const { by } = useGrouping();
  const [openKeys, setOpenKeys] = useState<ReadonlySet<string>>(new Set());
  const groups = useQuery({
    ...query.deliveries.groups.queryOptions({
      input: { ...filter, by: by ?? 'event', limit: GROUPS_AT_MOST },
    }),
    enabled: by !== null,
    placeholderData: (before) => before,
  });
  const items = by === null ? [] : (groups.data?.items ?? []);
  const open = items.filter(({ key }) => openKeys.has(key));
  const contents = useQueries({
    queries: open.map((group) =>
      query.deliveries.list.queryOptions({
        input: { ...filter, search: `${filter.search} ${group.search}`.trim(), limit: IN_PLACE },
      }),
    ),
  });
  const held = new Map<string, readonly DeliverySummary[] | undefined>(
    open.map(({ key }, index) => [key, contents[index]?.data?.items]),
  );
  const rows: GridRow[] = by === null ? plainRows(plain.rows) : groupedRows(items, held);
  const toggle = (key: string): void =>
    setOpenKeys((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const { list } = plain;
  return {
    rows,
    by,
    toggle,
    isPending: by === null ? list.isPending : groups.isPending,
    error: by === null ? list.error : groups.error,
    retry: (): void => void (by === null ? list.refetch() : groups.refetch()),
    hasMore: by === null && list.hasNextPage,
    more(): void {
      if (by === null && !list.isFetchingNextPage && list.error === null) void list.fetchNextPage();
    },
  };
}
