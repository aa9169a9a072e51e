import { memo } from 'react';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { useProviderLabel } from '../../senders/use-senders.ts';
import { cx } from '../../ui/cx.ts';
import { formatBytes, formatClock, formatDuration } from '../../ui/format.ts';
import { useCaptureSelection } from '../capture-selection.ts';
import { CaptureBadges } from './badges.tsx';
import { columnClass, type ColumnId } from './columns.ts';
import { shownTarget } from './shown-target.ts';
import { methodTone, statusTone } from '../../wire/tones.ts';

export const ROW_HEIGHT = 30;

export const rowDomId = (id: string): string => `capture-row-${id}`;

/** One capture. `top` is its place in the list in pixels; `index` counts from 1 for readers. */
export const CaptureRow = memo(function CaptureRow(props: {
  capture: CaptureSummary;
  index: number;
  top: number;
  opened: boolean;
}) {
  const { capture } = props;
  const target = shownTarget(capture.target);
  const active = useCaptureSelection((s) => s.activeId === capture.id);
  const chosen = useCaptureSelection((s) => s.chosen.has(capture.id));
  const selected = chosen || props.opened;
  return (
    <div
      role="row"
      id={rowDomId(capture.id)}
      aria-rowindex={props.index}
      aria-selected={selected || active}
      data-active={active || undefined}
      className={cx(
        'absolute inset-x-0 flex cursor-default items-center gap-2.5 border-b border-line/60 px-3 select-none',
        selected ? 'bg-selected' : 'hover:bg-hover',
        active && 'shadow-[inset_2px_0_0_var(--accent)]',
      )}
      style={{ height: ROW_HEIGHT, transform: `translateY(${props.top}px)` }}
    >
      <Cell id="time" className="wire text-muted tabular-nums">
        {formatClock(capture.receivedAt)}
      </Cell>
      <Cell id="method" className={cx('wire truncate font-medium', methodTone(capture.method))}>
        {capture.method || '–'}
      </Cell>
      <div role="gridcell" className={cx(columnClass('path'), 'flex items-center gap-2')}>
        <span className="wire min-w-0 truncate" title={target}>
          {target || '(no request line)'}
        </span>
        <span className="ml-auto max-w-[60%] shrink truncate text-sm @min-[54rem]:hidden">
          <EventOf capture={capture} />
        </span>
        <span className="flex shrink-0 items-center gap-1.5">
          <CaptureBadges capture={capture} />
        </span>
      </div>
      <div role="gridcell" className={cx(columnClass('event'), 'truncate')}>
        <EventOf capture={capture} />
      </div>
      <Cell id="endpoint" className="truncate text-muted">
        {capture.endpointName}
      </Cell>
      <Cell id="size" className="text-muted tabular-nums">
        {formatBytes(capture.sizeBytes)}
      </Cell>
      <Cell id="status" className={cx('wire tabular-nums', statusTone(capture.status))}>
        {capture.status ?? '–'}
      </Cell>
      <Cell id="duration" className="text-muted tabular-nums">
        {capture.durationMs === null ? 'open' : formatDuration(capture.durationMs)}
      </Cell>
    </div>
  );
});

function EventOf({ capture }: { capture: CaptureSummary }) {
  const label = useProviderLabel(capture.provider);
  if (capture.provider === null) return null;
  return (
    <span title={`${label} ${capture.eventType ?? ''}`}>
      {label}{' '}
      {capture.eventType !== null && <span className="wire text-muted">{capture.eventType}</span>}
    </span>
  );
}

function Cell(props: { id: ColumnId; className: string; children: string | number }) {
  return (
    <div role="gridcell" className={cx(columnClass(props.id), props.className)}>
      {props.children}
    </div>
  );
}
