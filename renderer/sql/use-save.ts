import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { KeptQuery } from '../../preload/contract/integrations/sql.ts';
import { api, query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { useKeptChart } from './result/kept-charts.ts';
import { useViews } from './runs.ts';
import type { useSqlTab } from './tabs/sql-tab.ts';

/** How the query of a tab is kept under a name. */
export interface KeepQuery {
  /** Writes the text into the saved query that the tab came from. */
  again: (saved: { id: number; name: string }, sql: string) => void;
  /** The tab is from now on this saved query. */
  taken: (kept: KeptQuery) => void;
}

export function useSave(tab: string, draft: ReturnType<typeof useSqlTab>): KeepQuery {
  const cache = useQueryClient();
  const { keep } = useKeptChart(null);
  const taken = ({ id, name }: KeptQuery): void => {
    draft.update((before) => ({ ...before, saved: { id, name } }));
    const view = useViews.getState().by[tab];
    if (view?.shown === 'chart') keep(id, view.look);
  };
  const save = useMutation({
    mutationFn: (input: { id: number; name: string; sql: string }) => api.sql.saveQuery(input),
    onSuccess: async (kept) => {
      taken(kept);
      toast({ title: `Saved ${kept.name}`, tone: 'good' });
      await cache.invalidateQueries({ queryKey: query.sql.queries.key() });
    },
    onError: sayNot('Not saved'),
  });
  return { taken, again: (saved, sql) => save.mutate({ ...saved, sql }) };
}
