import { ChevronDown, RotateCcw } from 'lucide-react';
import type { DeliveryMistake } from '../../../preload/rules/delivery-search.ts';
import { Button } from '../../ui/button.tsx';
import { CalmStatus } from '../../ui/calm-status.tsx';
import { formatPlural } from '../../ui/format.ts';
import { Menu } from '../../ui/menu.tsx';
import { toggleTimeline, useTimelineOpen } from '../../ui/timeline/timeline-open.ts';
import { SearchBox } from '../search/search-box.tsx';
import { usePlace } from '../search/place.ts';
import { isDead } from '../search/terms.ts';
import { DeliveryTimeline } from '../timeline/delivery-timeline.tsx';
import { isSelecting, useDeliverySelection, useGrouping } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { ViewLinks } from './view-links.tsx';

const GROUPS = [
  { by: null, label: 'No groups' },
  { by: 'destination', label: 'By destination' },
  { by: 'event', label: 'By event' },
] as const;

/** Above the list: the search, how many it finds, when they were created, and what can be done. */
export function ListBar(props: {
  /** The last search without a mistake. */
  search: string;
  problems: readonly DeliveryMistake[];
  count: number | undefined;
  onSearch: (search: string, isTyped: boolean) => void;
  onRequeueFound: () => void;
}) {
  const { search, problems, count, onRequeueFound } = props;
  const { q } = usePlace();
  const selecting = useDeliverySelection(isSelecting);
  const timeline = useTimelineOpen();
  const { by } = useGrouping();
  return (
    <div className="shrink-0 border-b border-line bg-canvas">
      <ViewLinks />
      <div className="px-2 pb-2">
        <SearchBox
          search={q}
          problems={problems}
          onSearch={props.onSearch}
          onLeave={() => document.querySelector<HTMLElement>('[data-list-grid]')?.focus()}
        />
      </div>
      {timeline && (
        <div className="h-14 border-t border-line">
          <DeliveryTimeline search={search} />
        </div>
      )}
      <div className="flex h-9 items-center gap-2 border-t border-line px-3">
        {selecting ? (
          <SelectionBar count={count} onRequeueFound={onRequeueFound} />
        ) : (
          <>
            {/* Figures move while deliveries go out: they are said when they stand still. */}
            <span
              role="status"
              aria-live="off"
              className="min-w-0 flex-1 truncate text-sm text-muted tabular-nums"
            >
              {problems.length > 0
                ? 'Not searched'
                : count === undefined
                  ? ''
                  : formatPlural(count, 'delivery', 'deliveries')}
            </span>
            <CalmStatus
              text={
                count === undefined || problems.length > 0
                  ? ''
                  : `The list has ${formatPlural(count, 'delivery', 'deliveries')}`
              }
            />
            {isDead(search) && problems.length === 0 && (count ?? 0) > 0 && (
              <Button
                size="sm"
                variant="ghost"
                icon={<RotateCcw size={14} />}
                onClick={onRequeueFound}
              >
                Requeue all
              </Button>
            )}
            <Menu
              trigger={
                <Button size="sm" variant="ghost" icon={<ChevronDown size={14} />}>
                  {GROUPS.find((one) => one.by === by)?.label}
                </Button>
              }
              items={[
                ...GROUPS.map((one) => ({
                  id: one.label,
                  label: one.label,
                  onSelect: () => useGrouping.setState({ by: one.by }),
                })),
                'separator',
                {
                  id: 'timeline',
                  label: timeline ? 'Hide the timeline' : 'Show the timeline',
                  shortcut: 't',
                  onSelect: toggleTimeline,
                },
              ]}
            />
          </>
        )}
      </div>
    </div>
  );
}
