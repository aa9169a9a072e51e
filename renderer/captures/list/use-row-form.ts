import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type RefObject } from 'react';
import type { GroupBy } from '../../../preload/contract/captures/overview.ts';
import type { Order } from '../../../preload/contract/captures/views.ts';
import { query } from '../../api/client.ts';
import { useProviders } from '../../senders/use-senders.ts';
import { useTheme } from '../../ui/platform/theme.ts';
import { useMedia } from '../../ui/platform/use-media.ts';
import { columnOf } from '../row/columns.ts';
import { rowForm, type Density, type RowForm, type ShownColumn } from '../row/row-form.ts';
import { isMarker, type ListRow } from './list-rows.ts';
import { isByTime } from './listing.ts';

/** Characters of the ruler that tells how wide one is. */
const RULER = 100;
export const RULER_TEXT = '0'.repeat(RULER);
/** The longest event counts in steps, so that columns do not come and go with every arrival. */
const STEP = 8;
const LONGEST = 60;

const ENDPOINT: ShownColumn = { id: 'endpoint', width: columnOf('endpoint').width };

const UNMEASURED = { width: 1000, charPx: 7.25 };

/**
 * How the rows of a list look at its present width.
 *
 * @param ruler an element that holds `RULER_TEXT` in the type of the rows.
 */
export function useRowForm(
  scroller: RefObject<HTMLElement | null>,
  ruler: RefObject<HTMLElement | null>,
  rows: readonly ListRow[],
  shown: {
    /** null: as the window is set. */
    density: Density | null;
    columns: readonly ShownColumn[];
    order: Order;
    group: GroupBy | null;
    /** Room at the left that rows leave free. */
    indent?: number;
  },
): RowForm {
  const { width, charPx } = useMeasures(scroller, ruler);
  const coarse = useMedia('(pointer: coarse)');
  const { longest, endpoints } = useMemo(() => lookThrough(rows), [rows]);
  const set = useTheme((state) => state.density);
  const { columns, order, group, indent = 0 } = shown;
  const density = shown.density ?? set;
  return useMemo(() => {
    const named = columns.some(({ id }) => id === 'endpoint');
    // Which endpoint took a capture says something as soon as there are two of them.
    const isWanted = endpoints > 1 && !named && group !== 'endpoint';
    const all = isWanted ? [ENDPOINT, ...columns] : columns;
    // Under a group, too, no line between rows says which day it was.
    const days = group !== null || !isByTime(order);
    return rowForm({ width: width - indent, charPx, density, coarse, columns: all, longest, days });
  }, [width, charPx, density, coarse, columns, longest, endpoints, order, group, indent]);
}

function lookThrough(rows: readonly ListRow[]): { longest: number; endpoints: number } {
  const names = new Set<string>();
  let longest = 0;
  for (const row of rows) {
    if (isMarker(row)) continue;
    longest = Math.max(longest, row.eventType?.length ?? 0);
    names.add(row.endpointName);
  }
  return { longest: Math.min(LONGEST, Math.ceil(longest / STEP) * STEP), endpoints: names.size };
}

function useMeasures(
  scroller: RefObject<HTMLElement | null>,
  ruler: RefObject<HTMLElement | null>,
): { width: number; charPx: number } {
  const [measures, setMeasures] = useState(UNMEASURED);
  useEffect(() => {
    const measure = (): void => {
      const width = scroller.current?.clientWidth ?? UNMEASURED.width;
      const text = ruler.current?.getBoundingClientRect().width ?? 0;
      const charPx = text > 0 ? text / RULER : UNMEASURED.charPx;
      setMeasures((old) =>
        old.width === width && old.charPx === charPx ? old : { width, charPx },
      );
    };
    const observer = new ResizeObserver(measure);
    for (const element of [scroller.current, ruler.current]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, ruler]);
  return measures;
}

export type RowFacts = {
  /** Name of a provider; empty for none. */
  senderOf: (provider: string | null) => string;
  /** Path of an endpoint; empty where it takes every path, or is gone. */
  pathOf: (endpointId: string | null) => string;
};

/** What rows say beside their capture. */
export function useRowFacts(): RowFacts {
  const providers = useProviders();
  const endpoints = useQuery(query.endpoints.list.queryOptions()).data;
  return useMemo(() => {
    const labels = new Map(providers.map(({ id, label }) => [id, label]));
    const paths = new Map<string, string>((endpoints ?? []).map(({ id, path }) => [id, path]));
    return {
      senderOf: (provider) =>
        provider === null
          ? ''
          : (labels.get(provider) ?? (provider === 'custom' ? 'Custom scheme' : provider)),
      pathOf: (endpointId) => (endpointId === null ? '' : (paths.get(endpointId) ?? '')),
    };
  }, [providers, endpoints]);
}
