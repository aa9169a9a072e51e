import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Download, RotateCcw, Send, Square } from 'lucide-react';
import { useState } from 'react';
import type {
  BackfillHow,
  BackfillProviders,
  BackfillScan,
  BackfillScanId,
  BackfillSource,
} from '../../preload/contract/backfill.ts';
import { api, query } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { ActDialog } from './act-dialog.tsx';
import { ItemTable } from './item-table.tsx';
import { useBackfillChange } from './use-backfill-change.ts';
import { countWords, isChoosable, isUnderWay, nameOf, SCAN_STATES } from './words.ts';

const PAGE = 500;

/** What a provider says it sent: which of it is here, and how to get the rest. */
export function ScanView(props: {
  id: string;
  sources: readonly BackfillSource[];
  known: BackfillProviders;
}) {
  const id = props.id as BackfillScanId;
  const scan = useQuery(query.backfill.getScan.queryOptions({ input: { id } }));
  const items = useQuery(query.backfill.items.queryOptions({ input: { id, limit: PAGE } }));
  const [chosen, setChosen] = useState<ReadonlySet<number> | null>(null);
  const [acting, setActing] = useState<BackfillHow | null>(null);
  const home = { page: 'deliveries', part: 'backfill', id: null } as const;
  const back = (
    <div>
      <Button
        size="sm"
        variant="ghost"
        icon={<ArrowLeft size={14} aria-hidden />}
        onClick={() => navigate(home)}
      >
        Back to Backfill
      </Button>
    </div>
  );
  const error = scan.error ?? items.error;
  if (error !== null) {
    return (
      <div className="flex flex-col gap-3 p-4">
        {back}
        <Problem
          error={error}
          onRetry={() => void Promise.all([scan.refetch(), items.refetch()])}
        />
      </div>
    );
  }
  if (!scan.data || !items.data) return <Spinner label="Loading the scan" />;
  const all = items.data.items;
  const usual = new Set(all.filter(({ state }) => state === 'missing').map(({ n }) => n));
  const selected = chosen ?? usual;
  const fit = all.filter((item) => selected.has(item.n) && isChoosable(item)).map(({ n }) => n);
  const info = props.known.providers.find(({ id: one }) => one === scan.data.provider);
  const source = props.sources.find(({ id: one }) => one === scan.data.sourceId);
  // More than are shown: then all that are missing are meant.
  const isAll = chosen === null && items.data.next !== null;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Head scan={scan.data} name={nameOf(scan.data, props.sources, props.known)} back={back} />
      <div className="flex min-h-0 flex-1 flex-col overflow-auto px-4 sm:px-6 pb-5">
        {scan.data.notes.map((note) => (
          <p key={note} className="pb-2 text-muted">
            {note}
          </p>
        ))}
        {all.length > 0 && (
          <ItemTable
            items={all}
            selected={new Set(fit)}
            locked={isUnderWay(scan.data)}
            onChange={setChosen}
          />
        )}
        {items.data.next !== null && (
          <p className="pt-2 text-muted">
            The first {PAGE} are shown. What you fetch or ask for means all that are missing.
          </p>
        )}
      </div>
      {source !== undefined && info !== undefined && !isUnderWay(scan.data) && all.length > 0 && (
        <footer className="flex flex-wrap items-center gap-2 border-t border-line px-4 sm:px-6 py-3">
          <p className="flex-1 text-muted tabular-nums">
            {isAll ? (scan.data.counts.missing ?? 0) : fit.length} chosen
          </p>
          {info.how.toReversed().map((how, at) => (
            <Button
              key={how}
              variant={at === info.how.length - 1 ? 'primary' : 'secondary'}
              icon={how === 'fetch' ? <Download size={14} /> : <Send size={14} />}
              disabled={!isAll && fit.length === 0}
              onClick={() => setActing(how)}
            >
              {how === 'fetch' ? 'Fetch …' : 'Ask to send again …'}
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

function Head(props: { scan: BackfillScan; name: string; back: React.ReactNode }) {
  const { scan } = props;
  const cancel = useBackfillChange(() => api.backfill.cancel({ id: scan.id }), {
    failed: 'Not stopped',
  });
  const again = useBackfillChange(
    () =>
      api.backfill.scan({
        sourceId: scan.sourceId,
        from: scan.from,
        to: scan.to,
        only: scan.only,
      }),
    {
      failed: 'Not looked again',
      done: (next) => navigate({ page: 'deliveries', part: 'backfill', id: next.id }),
    },
  );
  return (
    <header className="flex flex-col gap-2 px-4 sm:px-6 py-4">
      {props.back}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-lg font-semibold">What {props.name} sent</h2>
        <Badge tone={SCAN_STATES[scan.state].tone}>{SCAN_STATES[scan.state].label}</Badge>
        <span className="flex-1" />
        {isUnderWay(scan) ? (
          <Button
            size="sm"
            icon={<Square size={14} />}
            disabled={cancel.isPending}
            onClick={() => cancel.mutate(undefined)}
          >
            Stop
          </Button>
        ) : (
          <Button
            size="sm"
            icon={<RotateCcw size={14} />}
            disabled={again.isPending}
            onClick={() => again.mutate(undefined)}
          >
            Look again
          </Button>
        )}
      </div>
      <p className="text-muted tabular-nums">
        <Moment at={scan.from} /> to <Moment at={scan.to} /> · {scan.calls}{' '}
        {scan.calls === 1 ? 'call' : 'calls'} to the provider
        {scan.waitsUntil !== null && (
          <>
            {' '}
            · waits until <Moment at={scan.waitsUntil} />, as the provider asked
          </>
        )}
      </p>
      <output className="font-medium tabular-nums">{countWords(scan)}</output>
      {scan.problem !== null && <Problem error={problemOf(scan.problem)} />}
    </header>
  );
}

const problemOf = ({ message, hint }: NonNullable<BackfillScan['problem']>) => ({
  message,
  ...(hint !== null && { data: { hint } }),
});
