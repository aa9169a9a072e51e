import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import type { Series, SeriesRow } from '../../../preload/contract/captures/compare.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { formatRoute } from '../../navigation/route.ts';
import { Badge } from '../../ui/badge.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Moment } from '../../ui/time/moment.tsx';
import { statusBadgeTone } from '../../wire/tones.ts';
import { LINE, linesOf } from './series-line.ts';
import { captureTitle, outcomeWord, partWord } from '../compare-words.ts';

const ROW = 28;
const HEAD = 64;

/** Up to 20 captures as a table: a column for each, a row for each path that varies. */
export function SeriesPage({ ids }: { ids: readonly CaptureId[] }) {
  const series = useQuery(query.compare.series.queryOptions({ input: { ids: [...ids] } }));
  const found = series.data;
  return (
    <PageFrame
      title={`Compare ${ids.length} captures`}
      trail={[{ label: 'Captures', href: formatRoute({ page: 'captures', id: null }) }]}
      content="fixed"
      facts={
        <p role="status" className="text-muted">
          {found && summaryOf(found)}
        </p>
      }
    >
      {series.isPending && (
        <div className="p-4">
          <Spinner label="Comparing" />
        </div>
      )}
      {series.error !== null && (
        <div className="p-4">
          <Problem error={series.error} onRetry={() => void series.refetch()} />
        </div>
      )}
      {found && (
        <>
          {found.notes.map((note) => (
            <p key={note} className="shrink-0 px-4 py-1 text-sm text-muted">
              {note}
            </p>
          ))}
          <SeriesTable series={found} />
        </>
      )}
    </PageFrame>
  );
}

function summaryOf({ total, rows, constant, ignored }: Series): string {
  if (total === 0 && ignored === 0) return 'The same in all of them.';
  const parts = [
    total > rows.length
      ? `the first ${formatCount(rows.length)} of ${formatPlural(total, 'path')} that vary`
      : `${formatPlural(total, 'path')} ${total === 1 ? 'varies' : 'vary'}`,
    `${formatCount(constant)} the same in all`,
    ignored > 0 && `${formatCount(ignored)} ignored`,
  ];
  const text = parts.filter(Boolean).join(', ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function SeriesTable({ series }: { series: Series }) {
  const { captures, rows } = series;
  const host = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => host.current,
    estimateSize: () => ROW,
    overscan: 10,
    scrollPaddingStart: HEAD,
  });
  // Each row is a grid of its own: no width may come from what stands in one of them.
  const columns = `minmax(11rem, 18rem) repeat(${captures.length}, minmax(0, 1fr))`;
  const minWidth = `${11 + captures.length * 11}rem`;
  if (rows.length === 0) {
    return (
      <p className="flex min-h-0 flex-1 items-center justify-center p-6 text-center text-lg font-semibold">
        {summaryOf(series)}
      </p>
    );
  }
  return (
    <div
      ref={host}
      role="table"
      aria-label="Paths that vary"
      aria-rowcount={rows.length + 1}
      aria-colcount={captures.length + 1}
      // It scrolls both ways: keys must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="relative min-h-0 flex-1 overflow-auto bg-surface outline-offset-[-2px]"
    >
      <div
        role="row"
        aria-rowindex={1}
        className="sticky top-0 z-20 grid border-b border-line bg-canvas"
        style={{ height: HEAD, minWidth, gridTemplateColumns: columns }}
      >
        <span
          role="columnheader"
          className="sticky left-0 flex flex-col justify-end border-r border-line bg-canvas px-4 pb-1 text-sm text-muted"
        >
          <span className="text-xs">Marked: not as in the capture to its left</span>
          Path
        </span>
        {captures.map((capture) => (
          <ColumnHead key={capture.id} capture={capture} />
        ))}
      </div>
      <div
        role="presentation"
        className="relative"
        style={{ height: virtual.getTotalSize(), minWidth }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              className="absolute top-0 left-0 grid w-full border-b border-line/50"
              style={{
                height: ROW,
                transform: `translateY(${start}px)`,
                gridTemplateColumns: columns,
              }}
            >
              <RowCells row={row} captures={captures} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function ColumnHead({ capture }: { capture: CaptureSummary }) {
  return (
    <span role="columnheader" className="flex min-w-0 flex-col justify-center gap-0.5 px-2">
      <a
        href={formatRoute({ page: 'captures', id: capture.id })}
        className="wire truncate text-accent-ink underline-offset-2 hover:underline"
      >
        {captureTitle(capture)}
      </a>
      <span className="flex items-center gap-1.5 text-sm text-muted">
        <Moment at={capture.receivedAt} />
        <Badge tone={capture.failure === null ? statusBadgeTone(capture.status) : 'bad'}>
          {outcomeWord(capture)}
        </Badge>
      </span>
    </span>
  );
}

/** Numbers along the captures, in brief; the values stand beside it. */
function Line({ values }: { values: SeriesRow['values'] }) {
  const lines = linesOf(values);
  if (lines === null) return null;
  return (
    <svg {...LINE} aria-hidden className="shrink-0 text-accent-ink">
      {lines.map((points) => (
        <polyline
          key={points}
          points={points}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.5}
        />
      ))}
    </svg>
  );
}

/** A value that is not the one to its left stands out. */
function RowCells({ row, captures }: { row: SeriesRow; captures: readonly CaptureSummary[] }) {
  return (
    <>
      <span
        role="rowheader"
        className="sticky left-0 z-10 flex min-w-0 items-center gap-2 border-r border-line bg-surface px-4"
        title={row.path}
      >
        <span className="w-14 shrink-0 truncate text-xs text-muted">{partWord(row.part)}</span>
        <bdi className="wire min-w-0 flex-1 truncate">{row.path}</bdi>
        <Line values={row.values} />
      </span>
      {captures.map(({ id }, i) => {
        const value = row.values[i] ?? null;
        const isNew = i > 0 && value !== (row.values[i - 1] ?? null);
        return (
          <span
            key={id}
            role="cell"
            title={value ?? undefined}
            className={`wire flex min-w-0 items-center px-2 ${isNew ? 'bg-warn-soft' : ''}`}
          >
            {value === null ? (
              <span className="text-muted">
                <span aria-hidden>–</span>
                <span className="sr-only">not there</span>
              </span>
            ) : (
              <bdi className="truncate">{value === '' ? '(empty)' : value}</bdi>
            )}
          </span>
        );
      })}
    </>
  );
}
