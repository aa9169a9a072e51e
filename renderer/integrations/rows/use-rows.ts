import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { IntegrationId } from '../../../preload/contract/integrations.ts';
import type { RowPage } from '../../../preload/contract/integrations/rows.ts';
import { query } from '../../api/client.ts';
import type { TableLook } from './table-look.ts';

const PAGE = 200;

/** The rows of a table as they are looked at: the first page, and those that are scrolled to. */
export function useRows(id: IntegrationId, table: string, look: TableLook, filter: string) {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const page = (at: number) =>
    query.integrations.rows.queryOptions({
      input: {
        id,
        table,
        order: look.sort.name,
        descending: look.sort.descending,
        filter,
        where: [...look.where],
        limit: PAGE,
        offset: at * PAGE,
      },
      placeholderData: (before: RowPage | undefined) => before,
      retry: false,
    });
  const first = useQuery(page(0));
  const from = Math.floor(range.first / PAGE);
  const to = Math.floor(range.last / PAGE);
  const wanted = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((at) => at > 0);
  const more = useQueries({
    queries: wanted.map((at) => ({ ...page(at), placeholderData: undefined })),
  });
  return {
    first,
    /** The row at a place among all, with the capture it came in; undefined while it is not read. */
    rowAt(row: number) {
      const at = Math.floor(row / PAGE);
      const held = at === 0 ? first.data : more[wanted.indexOf(at)]?.data;
      const values = held?.rows[row % PAGE];
      if (held === undefined || values === undefined) return undefined;
      return { values, captureId: held.captures[row % PAGE] ?? null };
    },
    onRange(a: number, b: number): void {
      if (a !== range.first || b !== range.last) setRange({ first: a, last: b });
    },
  };
}
