import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { cx } from '../ui/cx.ts';
import { formatDuration } from '../ui/format.ts';
import type { Axis, Zoom } from './axis.ts';
import { nextFailed, type SpanRow } from './span-tree.ts';
import { BARS, spanName, spanTitle, STATES, tookWord } from './span-words.ts';
import { isKeyOf } from '../keys/keymap.ts';

const ROW = 24;
const COLUMNS =
  'grid grid-cols-[minmax(8rem,13rem)_minmax(0,1fr)_4.5rem] items-center gap-x-3 px-4';
const HATCH =
  'bg-[repeating-linear-gradient(135deg,var(--muted)_0_1.5px,transparent_1.5px_5px)] border border-line-strong';

interface Props {
  rows: readonly SpanRow[];
  axis: Axis;
  zoom: Zoom;
  chosen: number;
  onChoose: (row: number) => void;
  onFold: (id: string, folded: boolean) => void;
  /** Goes to where a span is looked at in full. */
  onOpen: (row: number) => void;
}

/** The waterfall: a row for each span, with its bar on the common axis. */
export function SpanRows({ rows, axis, zoom, chosen, onChoose, onFold, onOpen }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => host.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollPaddingStart: ROW,
  });
  useEffect(() => {
    if (chosen >= 0) virtual.scrollToIndex(chosen);
  }, [chosen, virtual]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
    const isFailed = isKeyOf(event, 'trace-failed');
    if (!isPlain && !isFailed) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      onOpen(chosen);
      return;
    }
    const to = isFailed ? nextFailed(rows, chosen) : keyMove(event.key, rows, chosen, onFold);
    if (to === null) return;
    event.preventDefault();
    if (to >= 0 && to < rows.length) onChoose(to);
  };
  const place = (share: number): number => (share - zoom.from) / (zoom.to - zoom.from);
  return (
    <div className="ring-over flex min-h-40 min-w-0 flex-1 flex-col">
      <div
        ref={host}
        role="treegrid"
        aria-label="Spans"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={chosen < 0 ? undefined : `${id}-${chosen}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none"
      >
        <div
          role="row"
          aria-rowindex={1}
          className={cx(
            COLUMNS,
            'sticky top-0 z-10 border-b border-line bg-canvas text-sm text-muted',
          )}
          style={{ height: ROW }}
        >
          <span role="columnheader">Span</span>
          <span role="columnheader" className="relative h-full overflow-hidden">
            <span className="sr-only">Time</span>
            <Ticks axis={axis} zoom={zoom} />
          </span>
          <span role="columnheader" className="text-right">
            Took
          </span>
        </div>
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const { span, level, hasChildren, folded } = row;
            const { word, color } = STATES[span.state];
            return (
              // The grid has the keys.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={span.id}
                id={`${id}-${index}`}
                role="row"
                aria-rowindex={index + 2}
                aria-level={level}
                aria-expanded={hasChildren ? !folded : undefined}
                aria-selected={index === chosen}
                aria-label={spanName(span)}
                tabIndex={-1}
                onClick={() => onChoose(index)}
                onDoubleClick={() => onOpen(index)}
                className={cx(
                  COLUMNS,
                  'absolute inset-x-0 top-0',
                  index === chosen
                    ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]'
                    : 'hover:bg-hover',
                )}
                style={{ height: ROW, transform: `translateY(${start}px)` }}
              >
                <span
                  role="gridcell"
                  className="flex min-w-0 items-center gap-1"
                  style={{ paddingLeft: (level - 1) * 12 }}
                >
                  {hasChildren ? (
                    <button
                      type="button"
                      tabIndex={-1}
                      aria-label={folded ? 'Unfold' : 'Fold'}
                      className="flex size-6 shrink-0 items-center justify-center text-muted hover:text-ink"
                      onClick={(event) => {
                        event.stopPropagation();
                        onFold(span.id, !folded);
                      }}
                    >
                      {folded ? <ChevronRight size={12} /> : <ChevronDown size={12} />}
                    </button>
                  ) : (
                    <span className="w-6 shrink-0" />
                  )}
                  <span className={cx('truncate', span.kind === 'request' && 'font-semibold')}>
                    {spanTitle(span)}
                  </span>
                  {word !== '' && <span className={cx('shrink-0 text-xs', color)}>{word}</span>}
                </span>
                <span role="gridcell" className="relative h-full overflow-hidden">
                  <Bar row={row} axis={axis} place={place} />
                </span>
                <span
                  role="gridcell"
                  className="truncate text-right text-sm text-muted tabular-nums"
                >
                  {tookWord(span)}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** @returns the row to go to; -1 where nothing moves; null where the key means nothing here. */
function keyMove(
  key: string,
  rows: readonly SpanRow[],
  at: number,
  onFold: Props['onFold'],
): number | null {
  const row = rows[at];
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'ArrowLeft':
      if (row?.hasChildren === true && !row.folded) onFold(row.span.id, true);
      else return rows.findIndex(({ span }) => span.id === row?.span.parent);
      return -1;
    case 'ArrowRight':
      if (row?.folded === true) onFold(row.span.id, false);
      else return row?.hasChildren === true ? at + 1 : -1;
      return -1;
    default:
      return null;
  }
}

function Bar(props: { row: SpanRow; axis: Axis; place: (share: number) => number }) {
  const { axis, place } = props;
  const { span, outlivedTo } = props.row;
  const isWaiting =
    span.state === 'waiting' || span.state === 'running' || span.kind === 'delivery';
  const from = place(axis.at(span.startMs));
  // What is not over goes on to the end of what is known.
  const to = span.durationMs === null ? place(1) : place(axis.at(span.startMs + span.durationMs));
  const tail = outlivedTo === null ? null : place(axis.at(outlivedTo));
  const isBad = span.state === 'failed' || span.state === 'refused';
  return (
    <>
      {tail !== null && tail > to && (
        <span
          aria-hidden
          className="absolute top-1/2 h-px bg-line-strong"
          style={{ left: `${to * 100}%`, width: `${(tail - to) * 100}%` }}
        />
      )}
      <span
        aria-hidden
        className={cx(
          'absolute top-1/2 h-2.5 min-w-[3px] -translate-y-1/2 rounded-sm forced-colors:border',
          isWaiting ? HATCH : (STATES[span.state].bar ?? BARS[span.kind]),
          isWaiting && isBad && 'border-bad',
        )}
        style={{
          left: `min(${from * 100}%, calc(100% - 3px))`,
          width: `${Math.max(0, to - from) * 100}%`,
        }}
      />
      {axis.segments
        .filter(({ kind }) => kind === 'gap')
        .map((gap) => (
          <span
            key={gap.fromMs}
            aria-hidden
            className="absolute inset-y-0 border-x border-dashed border-line-strong/60 bg-canvas/60"
            style={{
              left: `${place(gap.from) * 100}%`,
              width: `${(place(gap.to) - place(gap.from)) * 100}%`,
            }}
          />
        ))}
    </>
  );
}

const TICKS = 4;
/** Room that a time takes, as a share of what is shown. */
const WORDS = 0.14;
/** Folded gaps below this share stand too close for words. */
const SPELLED = 0.07;

/** Times along what is shown; of a folded gap, how long it is. */
function Ticks({ axis, zoom }: { axis: Axis; zoom: Zoom }) {
  const width = zoom.to - zoom.from;
  const left = (share: number): string => `${((share - zoom.from) / width) * 100}%`;
  const gaps = axis.segments
    .filter(({ kind, from, to }) => kind === 'gap' && to > zoom.from && from < zoom.to)
    .map((gap) => ({
      fromMs: gap.fromMs,
      middle: (gap.from + gap.to) / 2,
      text: formatDuration(gap.toMs - gap.fromMs),
      isSpelled: (gap.to - gap.from) / width >= SPELLED,
    }));
  const shares = Array.from({ length: TICKS }, (_, i) => zoom.from + (width * i) / TICKS).filter(
    (share) =>
      gaps.every(
        ({ middle }) =>
          share + WORDS * width < middle - (WORDS / 2) * width ||
          share > middle + (WORDS / 2) * width,
      ),
  );
  return (
    <>
      {shares.map((share, i) => {
        const moment = axis.momentAt(share);
        if (moment === null) return null;
        return (
          <span
            key={share}
            className={cx(
              'absolute inset-y-0 truncate border-l border-line-strong pl-1 text-xs leading-6',
              i % 2 === 1 && 'max-lg:hidden',
            )}
            style={{ left: left(share) }}
          >
            {formatDuration(Math.max(0, moment))}
          </span>
        );
      })}
      {gaps.map(({ fromMs, middle, text, isSpelled }) => (
        <span
          key={fromMs}
          title={`Nothing happened for ${text}`}
          className="absolute inset-y-0 -translate-x-1/2 bg-canvas px-1 text-xs leading-6 whitespace-nowrap text-ink"
          style={{ left: left(middle) }}
        >
          <span aria-hidden>{isSpelled ? `… ${text} …` : '⋯'}</span>
          <span className="sr-only">{text} without anything</span>
        </span>
      ))}
    </>
  );
}
