import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, MousePointerClick, RotateCcw } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { DeliveryId } from '../../preload/contract/deliveries.ts';
import { query } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { useNow } from '../ui/platform/use-now.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Split } from '../ui/split.tsx';
import { useMedia } from '../ui/platform/use-media.ts';
import { DeliveryDetail } from './detail/delivery-detail.tsx';
import { DeliveryGrid } from './delivery-grid.tsx';
import { EmptyQueue } from './empty-queue.tsx';
import { type FilterDraft, NO_FILTER, readFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { RequeueAllDialog } from './requeue-all-dialog.tsx';
import { useDeliveryList } from './use-delivery-list.ts';

type Part = 'queue' | 'dead';

/** The deliveries and the one that is open; in a narrow window it covers the list. */
export function QueuePart({ part, id }: { part: Part; id: string | null }) {
  const wide = useMedia('(min-width: 1100px)');
  const close = (): void => navigate({ page: 'deliveries', part, id: null });
  const detail = id !== null && <DeliveryDetail key={id} id={id as DeliveryId} onClose={close} />;
  if (wide && id !== null) {
    return (
      <Split
        id="deliveries"
        label="Width of list and detail"
        startSize={45}
        minPx={380}
        start={<ListPane part={part} openId={id} />}
        end={<div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">{detail}</div>}
      />
    );
  }
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col" inert={detail !== false}>
        <ListPane part={part} openId={id} />
      </div>
      {detail && (
        <div className="absolute inset-0 z-20 flex min-h-0 flex-col bg-surface">
          <div className="flex h-9 shrink-0 items-center border-b border-line bg-canvas px-1">
            <Button size="sm" variant="ghost" icon={<ArrowLeft size={14} />} onClick={close}>
              Back to the list
            </Button>
          </div>
          {detail}
        </div>
      )}
    </div>
  );
}

function ListPane({ part, openId }: { part: Part; openId: string | null }) {
  const [draft, setDraft] = useState<FilterDraft>(NO_FILTER);
  const [requeuing, setRequeuing] = useState(false);
  const now = useNow(true);
  const filter = useMemo(() => readFilter(part, draft), [part, draft]);
  const { list, rows } = useDeliveryList(filter);
  const isOpen = openId !== null;
  const open = useCallback(
    (id: string) => navigate({ page: 'deliveries', part, id }, { replace: isOpen }),
    [part, isOpen],
  );
  const count = useCount(filter);
  const isFiltered = JSON.stringify(draft) !== JSON.stringify(NO_FILTER);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <FilterBar
          part={part}
          draft={draft}
          onChange={(some) => setDraft((before) => ({ ...before, ...some }))}
        />
        <span role="status" className="flex-1 text-right text-muted tabular-nums">
          {count === undefined ? '' : formatPlural(count, 'delivery', 'deliveries')}
        </span>
        {part === 'dead' && (
          <Button
            size="sm"
            icon={<RotateCcw size={14} />}
            disabled={
              count === undefined ||
              count === 0 ||
              filter.text !== undefined ||
              filter.status !== undefined
            }
            title="Filter by state, destination and time only"
            onClick={() => setRequeuing(true)}
          >
            Requeue all
          </Button>
        )}
      </div>
      {list.error !== null && (
        <div className="p-3">
          <Problem error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isPending && <Spinner label="Loading the deliveries" />}
      {list.data !== undefined && rows.length === 0 && (
        <div className="flex min-h-0 flex-1 bg-surface">
          {isFiltered ? <NothingFound /> : <EmptyQueue part={part} />}
        </div>
      )}
      {rows.length > 0 && (
        <DeliveryGrid
          rows={rows}
          openId={openId}
          now={now}
          onOpen={open}
          hasMore={list.hasNextPage}
          onNearEnd={() => {
            if (!list.isFetchingNextPage && list.error === null) void list.fetchNextPage();
          }}
        />
      )}
      {requeuing && (
        <RequeueAllDialog
          states={filter.states}
          destinationId={filter.destinationId}
          since={filter.since}
          count={count ?? 0}
          onClose={() => setRequeuing(false)}
        />
      )}
    </div>
  );
}

function useCount({ states, ...filter }: ReturnType<typeof readFilter>): number | undefined {
  const [first, second] = states;
  const one = useQuery(query.deliveries.count.queryOptions({ input: { ...filter, state: first } }));
  const other = useQuery({
    ...query.deliveries.count.queryOptions({ input: { ...filter, state: second } }),
    enabled: second !== undefined,
  });
  if (second === undefined) return one.data?.count;
  return one.data && other.data && one.data.count + other.data.count;
}

function NothingFound() {
  return (
    <EmptyState icon={<MousePointerClick size={24} aria-hidden />} title="No delivery matches">
      Clear the filter to see all deliveries.
    </EmptyState>
  );
}
