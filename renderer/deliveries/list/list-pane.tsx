import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { MousePointerClick } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { DeliveryFilter, DeliverySummary } from '../../../preload/contract/deliveries.ts';
import { readDeliverySearch } from '../../../preload/rules/delivery-search.ts';
import { query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useNow } from '../../ui/platform/use-now.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import type { TimeSpan } from '../../ui/time/time-span.ts';
import { EmptyQueue } from '../empty-queue.tsx';
import { RequeueAllDialog } from '../requeue-all-dialog.tsx';
import { Mistakes } from '../search/mistakes.tsx';
import { goTo, usePlace } from '../search/place.ts';
import { withTime } from '../search/terms.ts';
import { DeliveryGrid } from './delivery-grid.tsx';
import type { GridRow } from './grid-rows.ts';
import { ListBar } from './list-bar.tsx';
import { RowMenu } from './row-menu.tsx';
import { useDeliverySelection, useGrouping, useShownDeliveries } from './selection.ts';
import { useDeliveryList } from './use-delivery-list.ts';
import { useRows } from './use-rows.ts';

interface MenuState {
  id: string;
  point: { x: number; y: number };
}

/** The search, and what it finds. */
export function ListPane() {
  const place = usePlace();
  const now = useNow(true);
  // Mistakes are the same at any time.
  const { problems } = useMemo(() => readDeliverySearch(place.q, 0), [place.q]);
  const isWrong = problems.length > 0;
  const good = useGood(place.q, isWrong);
  const filter = useMemo(() => filterOf(good, place.span), [good, place.span]);
  const plain = useDeliveryList(filter);
  const shown = useRows(filter, plain);
  const count = useQuery({
    ...query.deliveries.count.queryOptions({ input: filter }),
    placeholderData: keepPreviousData,
  }).data?.count;
  useEffect(() => {
    const ids = shown.by === null && !isWrong ? shown.rows.map(({ key }) => key) : [];
    useShownDeliveries.setState({ ids, count });
  }, [shown.by, shown.rows, isWrong, count]);
  const [menu, setMenu] = useState<MenuState | null>(null);
  const [requeuing, setRequeuing] = useState(false);
  const search = (q: string, isTyped = false): void => goTo({ ...place, q }, isTyped);
  const open = (id: string | null, replace: boolean): void => goTo({ ...place, id }, replace);
  const showAll = ({ group }: Extract<GridRow, { kind: 'all' }>): void => {
    useGrouping.setState({ by: null });
    search(`${good} ${group.search}`.trim());
  };
  const pointed = menu === null ? undefined : deliveryOf(shown.rows, menu.id);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <ListBar
        search={good}
        problems={problems}
        count={count}
        onSearch={search}
        onRequeueFound={() => setRequeuing(true)}
      />
      {isWrong && <Mistakes problems={problems} onSearch={search} />}
      {shown.error !== null && (
        <div className="p-3">
          <Problem error={shown.error} onRetry={shown.retry} />
        </div>
      )}
      {shown.isPending && <Spinner label="Loading the deliveries" />}
      {!shown.isPending && shown.error === null && shown.rows.length === 0 && (
        <div className="flex min-h-0 flex-1 bg-surface">
          {good === '' && place.span === null ? (
            <EmptyQueue part="queue" />
          ) : good === 'state:dead' && place.span === null ? (
            <EmptyQueue part="dead" />
          ) : (
            <NothingFound onClear={() => goTo({ ...place, q: '', span: null })} />
          )}
        </div>
      )}
      {shown.rows.length > 0 && (
        <DeliveryGrid
          rows={shown.rows}
          openId={place.id}
          now={now}
          groupedBy={shown.by}
          hasMore={shown.hasMore}
          inert={isWrong}
          onOpen={open}
          onClose={() => {
            if (place.id !== null) open(null, false);
            else if (place.q !== '' || place.span !== null) goTo({ ...place, q: '', span: null });
          }}
          onToggleGroup={(row) => {
            if (row.kind === 'group') shown.toggle(row.group.key);
            else if (row.kind === 'all') showAll(row);
          }}
          onChooseAll={() => useDeliverySelection.getState().chooseAll(good)}
          onMenu={(id, point) => setMenu({ id, point })}
          onNearEnd={shown.more}
        />
      )}
      {menu !== null && pointed !== undefined && (
        <RowMenu
          delivery={pointed}
          point={menu.point}
          onOpen={() => open(menu.id, place.id !== null)}
          onClose={() => setMenu(null)}
        />
      )}
      {requeuing && (
        <RequeueAllDialog search={withTime(good, place.span)} onClose={() => setRequeuing(false)} />
      )}
    </div>
  );
}

const filterOf = (search: string, span: TimeSpan | null): DeliveryFilter & { search: string } => ({
  search,
  ...(span !== null && { since: span.from, until: span.to }),
});

const deliveryOf = (rows: readonly GridRow[], id: string): DeliverySummary | undefined =>
  rows.flatMap((row) => (row.kind === 'delivery' && row.key === id ? [row.delivery] : []))[0];

/** The last search without a mistake: what the list goes on showing beside one with a mistake. */
function useGood(search: string, isWrong: boolean): string {
  const [good, setGood] = useState(isWrong ? '' : search);
  if (!isWrong && search !== good) setGood(search);
  return isWrong ? good : search;
}

function NothingFound({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={<MousePointerClick size={24} aria-hidden />}
      title="No delivery matches"
      actions={<Button onClick={onClear}>Clear search</Button>}
    >
      Check the terms of the search, and the time drawn on the timeline.
    </EmptyState>
  );
}
