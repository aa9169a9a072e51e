import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { create } from 'zustand';
import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { book } from '../../drafts/book.ts';
import { readKept } from '../../drafts/held.ts';
import { nextTab, tabsOf } from './tab-list.ts';
import { keyOfTab, tabOfKey, unpackTab } from './tab-value.ts';

/** Tabs of this window: empty ones have no draft, and one that was closed may still have it for a moment. */
const useOpened = create<{ opened: readonly string[]; closed: readonly string[]; last: string }>(
  () => ({ opened: [], closed: [], last: '' }),
);

/** The tabs of the console, and the one that is shown. */
export function useTabs(asked: string | undefined) {
  const drafts = useQuery(query.drafts.list.queryOptions());
  const state = useOpened();
  const { data } = drafts;
  useEffect(() => {
    // Gone from the engine, too: from now on its number may be another window's new tab.
    const keys = new Set(data?.map(({ key }) => tabOfKey(key)));
    const { closed } = useOpened.getState();
    const waiting = closed.filter((tab) => keys.has(tab));
    if (waiting.length < closed.length) useOpened.setState({ closed: waiting });
  }, [data]);
  const known = tabsOf(drafts.data ?? [], state);
  const shown = asked ?? (known.includes(state.last) ? state.last : (known[0] ?? '1'));
  return { tabs: tabsOf(drafts.data ?? [], state, shown), shown };
}

/** Makes a tab one that is there, also while nothing stands in it. */
export function keepTab(tab: string): void {
  useOpened.setState(({ opened, closed }) => ({
    opened: [...new Set([...opened, tab])],
    closed: closed.filter((one) => one !== tab),
    last: tab,
  }));
}

export function dropTab(tab: string): void {
  useOpened.setState(({ opened, closed }) => ({
    opened: opened.filter((one) => one !== tab),
    closed: [...closed, tab],
  }));
}

/**
 * The tab for a query that is asked for: one that has exactly it, else a new one.
 *
 * @returns `isNew` where it has to be written there first
 */
export async function tabForQuery(text: string): Promise<{ tab: string; isNew: boolean }> {
  const list = await queryClient.fetchQuery({ ...query.drafts.list.queryOptions(), staleTime: 0 });
  const tabs = tabsOf(list, useOpened.getState());
  const kept = list.filter(({ key }) => tabOfKey(key) !== null);
  for (const { key } of kept) {
    const tab = tabOfKey(key);
    const draft = await api.drafts.get({ key });
    const value = draft === null ? null : unpackTab(readKept(draft.value)?.now);
    if (tab !== null && value?.text === text && tabs.includes(tab)) return { tab, isNew: false };
  }
  const [first = '1'] = tabs;
  // Nothing is kept of a tab that is empty, neither there nor here.
  const isEmpty = tabs.length === 1 && kept.length === 0 && !book.get(keyOfTab(first));
  return { tab: isEmpty ? first : nextTab(tabs), isNew: true };
}
