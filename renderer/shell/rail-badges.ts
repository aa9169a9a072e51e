import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { query } from '../api/client.ts';
import { usePrefs } from '../api/prefs.ts';
import { readRejectsSeen, unseenRejects } from '../integrations/rejects-seen.ts';
import type { Route } from '../navigation/route.ts';
import { formatPlural } from '../ui/format.ts';

/** What waits for somebody on a page: how much, and what it is. */
export interface RailBadge {
  count: number;
  words: string;
}

export type RailBadges = Partial<Record<Route['page'], RailBadge>>;

/** The list comes first: figures for other pages are asked for a little later. */
const AFTER_MS = 1500;

/** When this window last showed the captures, in epoch ms; failures from before are no news. */
const useLooked = create<{ at: number }>(() => ({ at: Date.now() }));

/** What the rail says of its pages, kept up to date by the events that change it. */
export function useRailBadges(here: Route['page']): RailBadges {
  const enabled = useSettled();
  const failures = useFailures(here, enabled);
  const rejects = useRejects(enabled);
  const apps = useQuery({ ...query.apps.list.queryOptions(), enabled }).data ?? [];
  const dead = useQuery({
    ...query.deliveries.count.queryOptions({ input: { search: 'state:dead' } }),
    enabled,
  }).data?.count;
  const types = useQuery({
    ...query.events.list.queryOptions({ input: { drift: 'breaking' } }),
    enabled,
  }).data;
  const breaking = (types?.items ?? []).reduce((sum, type) => sum + type.breaking, 0);
  const problems = apps.reduce((sum, app) => sum + app.counts.problems, 0);
  return {
    ...badge('captures', failures, (n) => formatPlural(n, 'new failure')),
    ...badge('events', breaking, (n) => formatPlural(n, 'breaking change')),
    ...badge('apps', problems, (n) => formatPlural(n, 'problem')),
    ...badge('integrations', rejects, (n) => formatPlural(n, 'new reject')),
    ...badge('deliveries', dead ?? 0, (n) => formatPlural(n, 'dead letter')),
  };
}

function badge(page: Route['page'], count: number, words: (count: number) => string): RailBadges {
  return count === 0 ? {} : { [page]: { count, words: words(count) } };
}

function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return settled;
}

/** Failed captures since this window last showed the list; none while it does. */
function useFailures(here: Route['page'], enabled: boolean): number {
  const isHere = here === 'captures';
  useEffect(() => {
    if (!isHere) return undefined;
    return () => useLooked.setState({ at: Date.now() });
  }, [isHere]);
  const since = useLooked(({ at }) => at);
  const search = `status:>=400 after:${new Date(since).toISOString()}`;
  const found = useQuery({
    ...query.captures.count.queryOptions({ input: { search } }),
    enabled: enabled && !isHere,
  });
  return isHere ? 0 : (found.data?.count ?? 0);
}

/** Rejects of all integrations that nobody has looked at. */
function useRejects(enabled: boolean): number {
  const prefs = usePrefs();
  const summaries = useQuery({ ...query.integrations.summaries.queryOptions(), enabled });
  if (prefs === undefined) return 0;
  const seen = readRejectsSeen(prefs);
  return (summaries.data ?? []).reduce(
    (sum, { id, rejected }) => sum + unseenRejects(seen, id, rejected),
    0,
  );
}
