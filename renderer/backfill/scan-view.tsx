import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download, Send } from 'lucide-react';
import { useState } from 'react';
import type {
  BackfillHow,
  BackfillProviders,
  BackfillScanId,
  BackfillSource,
} from '../../preload/contract/backfill.ts';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { formatCount } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { ActDialog } from './act-dialog.tsx';
import { ItemTable } from './item-table.tsx';
import { Strip } from './strip/strip.tsx';
import { BackToBackfill, ScanHead } from './scan-head.tsx';
import { isChoosable, isUnderWay } from './words.ts';

const PAGE = 500;

/** What a provider says it sent: which of it is here, and how to get the rest. */
export function ScanView(props: {
  id: string;
  sources: readonly BackfillSource[];
  known: BackfillProviders;
}) {
  const id = props.id as BackfillScanId;
  const scan = useQuery(query.backfill.getScan.queryOptions({ input: { id } }));
  const items = useInfiniteQuery(
    query.backfill.items.infiniteOptions({
      input: (after: number) => ({ id, after, limit: PAGE }),
      initialPageParam: 0,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  );
  /** Null until somebody chooses: then those that are missing. */
  const [chosen, setChosen] = useState<ReadonlySet<number> | null>(null);
  const [acting, setActing] = useState<BackfillHow | null>(null);
  const error = scan.error ?? items.error;
  if (error !== null) {
    return (
      <div className="flex flex-col gap-3 px-4 sm:px-6 py-4">
        <BackToBackfill />
        <Problem
          error={error}
          onRetry={() => void Promise.all([scan.refetch(), items.refetch()])}
        />
      </div>
    );
  }
  if (!scan.data || !items.data) return <Spinner label="Loading the scan" />;
  const all = items.data.pages.flatMap((page) => page.items);
  const usual = all.filter(({ state }) => state === 'missing').map(({ n }) => n);
  const missing = all.flatMap(({ state, at }) => (state === 'missing' && at !== null ? [at] : []));
  const selected = chosen ?? new Set(usual);
  const fit = all.filter((item) => selected.has(item.n) && isChoosable(item)).map(({ n }) => n);
  const info = props.known.providers.find(({ id: one }) => one === scan.data.provider);
  const isKnown = props.sources.some(({ id: one }) => one === scan.data.sourceId);
  // More than are shown: then all that are missing are meant.
  const isAll = chosen === null && items.hasNextPage;
  const count = isAll ? (scan.data.counts.missing ?? 0) : fit.length;
  const usually = info?.how[0];
  const canAct = isKnown && !isUnderWay(scan.data);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ScanHead scan={scan.data} sources={props.sources} known={props.known} />
      <div className="flex min-h-0 flex-1 flex-col overflow-auto px-4 sm:px-6 pb-5">
        <div className="pb-4">
          <Strip span={scan.data} provider={scan.data.provider} missing={missing} />
        </div>
        {scan.data.notes.map((note) => (
          <p key={note} className="pb-2 text-muted">
            {note}
          </p>
        ))}
        {all.length > 0 && (
          <ItemTable
            items={all}
            selected={new Set(fit)}
            locked={isUnderWay(scan.data) || !isKnown}
            onChange={setChosen}
            onAct={() => usually !== undefined && canAct && count > 0 && setActing(usually)}
          />
        )}
        {items.hasNextPage && (
          <div className="flex flex-wrap items-center gap-3 pt-3">
            <Button
              size="sm"
              disabled={items.isFetchingNextPage}
              onClick={() => void items.fetchNextPage()}
            >
              Show more
            </Button>
            <p className="text-muted">
              {formatCount(all.length)} are shown.
              {isAll && ' Chosen are all that are missing, also those that are not shown.'}
            </p>
          </div>
        )}
      </div>
      {canAct && info !== undefined && all.length > 0 && (
        <footer className="flex flex-wrap items-center gap-2 border-t border-line px-4 sm:px-6 py-3">
          <p className="flex-1 text-muted tabular-nums">{formatCount(count)} chosen</p>
          {info.how.toReversed().map((how, at) => (
            <Button
              key={how}
              variant={at === info.how.length - 1 ? 'primary' : 'secondary'}
              icon={how === 'fetch' ? <Download size={14} /> : <Send size={14} />}
              disabled={count === 0}
              onClick={() => setActing(how)}
            >
              {how === 'fetch' ? 'Fetch…' : 'Ask to send again…'}
            </Button>
          ))}
        </footer>
      )}
      {acting !== null && info !== undefined && (
        <ActDialog
          scan={scan.data}
          info={info}
          how={acting}
          items={isAll ? 'missing' : fit}
          onClose={() => setActing(null)}
          onBegun={() => setChosen(null)}
        />
      )}
    </div>
  );
}
