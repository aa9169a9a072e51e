import { useQueries, useQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { query } from '../../api/client.ts';
import { formatCount } from '../../ui/format.ts';
import { useSearch } from '../search-store.ts';
import { openView, useViews } from '../views/use-views.ts';
import { useRecentSearches } from './recent-searches.ts';

export type Starter = {
  section: 'Recent' | 'Views' | 'Try';
  label: string;
  detail: string;
  take: () => void;
};

const FIXED = ['sig:bad', 'status:5xx', 'is:replay'];

/**
 * What an empty search box offers: recent searches, views, and examples made of what is held.
 *
 * @param wanted whether the box has the focus and no text.
 */
export function useStarters(wanted: boolean) {
  const recent = useRecentSearches((s) => s.recent);
  const views = useViews();
  const tries = useTries(wanted);
  const [active, setActive] = useState(-1);
  const searchFor = useSearch((s) => s.searchFor);
  const starters: Starter[] = [
    ...recent.map((text) => ({
      section: 'Recent' as const,
      label: text,
      detail: '',
      take: () => searchFor(text),
    })),
    ...views
      .filter(({ search }) => search !== '')
      .map((view) => ({
        section: 'Views' as const,
        label: view.name,
        detail: view.search,
        take: () => openView(view),
      })),
    ...tries.map(({ text, count }) => ({
      section: 'Try' as const,
      label: text,
      detail: count,
      take: () => searchFor(text),
    })),
  ];
  const open = wanted && starters.length > 0;
  return {
    starters,
    open,
    active: open ? Math.min(active, starters.length - 1) : -1,
    reset: () => setActive(-1),
    /** True when the key was meant for the list. */
    onKeyDown(event: KeyboardEvent): boolean {
      if (!open) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const chosen = starters[active];
      if (step !== undefined) {
        const from = active < 0 && step < 0 ? 0 : active;
        setActive((from + step + starters.length) % starters.length);
      } else if (event.key === 'Enter' && chosen) {
        setActive(-1);
        chosen.take();
      } else {
        return false;
      }
      event.preventDefault();
      return true;
    },
  };
}

/** Examples that find something, with how many captures. */
function useTries(wanted: boolean): { text: string; count: string }[] {
  const groups = useQuery({
    ...query.captures.groups.queryOptions({ input: { search: '', by: 'provider', limit: 5 } }),
    enabled: wanted,
    staleTime: 5000,
  });
  const most = groups.data?.items
    .filter(({ provider }) => provider !== null)
    .toSorted((a, b) => b.count - a.count)[0];
  const counts = useQueries({
    queries: FIXED.map((search) => ({
      ...query.captures.count.queryOptions({ input: { search } }),
      enabled: wanted,
    })),
  });
  const tries: { text: string; count: string }[] = [];
  if (most) tries.push({ text: most.search, count: formatCount(most.count) });
  for (const [index, text] of FIXED.entries()) {
    const found = counts[index]?.data;
    if (found && found.count > 0) {
      tries.push({ text, count: formatCount(found.count, found.capped) });
    }
  }
  return tries;
}
