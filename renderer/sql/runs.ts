import { create } from 'zustand';
import type { Cell } from '../../preload/contract/integrations/rows.ts';
import type { QueryResult } from '../../preload/contract/integrations/sql.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import type { ChartLook } from './result/chart-points.ts';
import { PLAN_WORDS } from './text/mistake-place.ts';

/** A query of a tab that runs, or ran last. */
export interface Run {
  kind: 'rows' | 'plan';
  state: 'running' | 'done' | 'failed' | 'cancelled';
  /** The text of the tab when it was run, and where in it the query begins. */
  text: string;
  from: number;
  result: QueryResult | null;
  error: unknown;
}

interface Order extends Pick<Run, 'kind' | 'text' | 'from'> {
  to: number;
  params: Readonly<Record<string, Cell>>;
}

/** What ran last in each tab. It goes on, and stays, while other tabs and pages are looked at. */
export const useRuns = create<{ by: Readonly<Record<string, Run>> }>(() => ({ by: {} }));

const stops = new Map<string, AbortController>();

const put = (tab: string, run: Run): void =>
  useRuns.setState(({ by }) => ({ by: { ...by, [tab]: run } }));

/** Runs a query of a tab; the one that still runs there is cancelled. */
export async function startRun(tab: string, order: Order): Promise<void> {
  stops.get(tab)?.abort();
  const stop = new AbortController();
  stops.set(tab, stop);
  const { kind, text, from, to, params } = order;
  const run: Run = { kind, text, from, state: 'running', result: null, error: null };
  put(tab, run);
  const sql = text.slice(from, to);
  // Another query has taken its place: what came of this one is not wanted any more.
  const isPresent = (): boolean => stops.get(tab) === stop;
  try {
    const isPlan = kind === 'plan';
    const result = await api.sql.run(
      {
        sql: isPlan ? PLAN_WORDS + sql : sql,
        params: { ...params },
        keep: !isPlan,
      },
      { signal: stop.signal },
    );
    if (isPresent()) put(tab, { ...run, state: 'done', result });
  } catch (error) {
    if (isPresent()) {
      put(tab, { ...run, state: stop.signal.aborted ? 'cancelled' : 'failed', error });
    }
  }
  void queryClient.invalidateQueries({ queryKey: query.sql.queries.key() });
}

export const cancelRun = (tab: string): void => stops.get(tab)?.abort();

/** How the result of a tab is looked at; undefined while nobody chose. */
interface View {
  shown: 'grid' | 'chart';
  look: ChartLook;
}

export const useViews = create<{ by: Readonly<Record<string, View>> }>(() => ({ by: {} }));

export const putView = (tab: string, view: View): void =>
  useViews.setState(({ by }) => ({ by: { ...by, [tab]: view } }));

/** Another query is looked at as it was kept. */
export const forgetView = (tab: string): void =>
  useViews.setState(({ by }) => {
    const { [tab]: _gone, ...rest } = by;
    return { by: rest };
  });

/** Forgets what ran in a tab, which is closed. */
export function forgetRun(tab: string): void {
  cancelRun(tab);
  forgetView(tab);
  stops.delete(tab);
  useRuns.setState(({ by }) => {
    const { [tab]: _gone, ...rest } = by;
    return { by: rest };
  });
}
