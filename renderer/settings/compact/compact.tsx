import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ProgressBar } from '../../ui/signs/progress-bar.tsx';
import { compactWords } from './compact-words.ts';

/** Gives the disk back what was deleted; it can be stopped, and captures go on meanwhile. */
export function Compact({ unused, database }: { unused: number; database: number }) {
  const status = useQuery(query.system.status.queryOptions());
  const begin = useMutation({ mutationFn: () => api.system.compact(), onSuccess: refreshStatus });
  const stop = useMutation({
    mutationFn: () => api.system.stopCompact(),
    onSuccess: refreshStatus,
  });
  const compact = status.data?.compact;
  const ended = compact?.at ?? null;
  useEffect(() => {
    if (ended !== null) {
      void queryClient.invalidateQueries({ queryKey: query.system.storage.key() });
    }
  }, [ended]);
  if (compact === undefined) return null;
  const isOn = compact.state === 'running' || compact.state === 'next-start';
  const problem = begin.error ?? stop.error;
  return (
    <section aria-label="Compact the database" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button
          disabled={begin.isPending || stop.isPending}
          onClick={() => (isOn ? stop.mutate() : begin.mutate())}
        >
          {isOn ? 'Stop compacting' : 'Compact'}
        </Button>
        <output className="min-w-0 flex-1 text-sm text-muted tabular-nums">
          {compactWords(compact, unused, database)}
        </output>
      </div>
      {compact.state === 'running' && (
        <ProgressBar label="Space freed" value={compact.freedBytes} max={compact.totalBytes} />
      )}
      {problem !== null && <Problem error={problem} />}
    </section>
  );
}

/** The engine tells of it within a second; who pressed the button sees it now. */
const refreshStatus = (): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: query.system.status.key() });
