import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReplayJob } from '../../preload/contract/replays.ts';
import type { ReplayId } from '../../preload/contract/shapes.ts';
import { query } from '../api/client.ts';
import { Badge } from '../ui/badge.tsx';
import { cx } from '../ui/cx.ts';
import { formatClock, formatDuration } from '../ui/format.ts';
import { statusBadgeTone } from '../wire/tones.ts';

type Result = ReplayJob['results'][number];

const ROW_PX = 30;
const ROWS_IN_SIGHT = 9;
const SPARE_ROWS = 8;
const HEADS = ['Time', 'Method', 'Path', 'Then', 'Now', 'Took', 'Reason'];
const CELL = 'truncate px-3';

/**
 * What each replay of a job came to, in the order they were sent. Rows have one height, and only
 * those in sight are drawn.
 */
export function JobTable(props: {
  job: ReplayJob;
  openId: ReplayId | null;
  onOpen: (id: ReplayId | null) => void;
}) {
  const { results } = props.job;
  const [scrolledPx, setScrolledPx] = useState(0);
  const first = Math.max(0, Math.floor(scrolledPx / ROW_PX) - SPARE_ROWS);
  const visible = results.slice(first, first + ROWS_IN_SIGHT + 2 * SPARE_ROWS);
  return (
    <section
      aria-label="Results"
      onScroll={(event) => setScrolledPx(event.currentTarget.scrollTop)}
      className="shrink-0 overflow-auto rounded-lg border border-line"
      style={{ maxHeight: (ROWS_IN_SIGHT + 1) * ROW_PX }}
    >
      <table aria-rowcount={results.length + 1} className="w-full min-w-[44rem] table-fixed">
        <thead className="sticky top-0 z-10 bg-canvas text-left text-sm text-muted">
          <tr aria-rowindex={1} style={{ height: ROW_PX }}>
            {HEADS.map((head) => (
              <th key={head} scope="col" className={`${CELL} font-medium ${WIDTHS[head] ?? ''}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap heightPx={first * ROW_PX} />
          {visible.map((result, i) => (
            <ResultRow
              key={result.id}
              result={result}
              place={first + i + 2}
              isOpen={result.id === props.openId}
              onOpen={() => props.onOpen(result.id === props.openId ? null : result.id)}
            />
          ))}
          <Gap heightPx={(results.length - first - visible.length) * ROW_PX} />
        </tbody>
      </table>
    </section>
  );
}

const WIDTHS: Readonly<Record<string, string>> = {
  Time: 'w-28',
  Method: 'w-20',
  Then: 'w-16',
  Now: 'w-16',
  Took: 'w-20',
};

/** Stands for the rows that are not drawn. */
function Gap({ heightPx }: { heightPx: number }) {
  return heightPx > 0 ? <tr aria-hidden style={{ height: heightPx }} /> : null;
}

function ResultRow(props: { result: Result; place: number; isOpen: boolean; onOpen: () => void }) {
  const { result } = props;
  const capture = useQuery(query.captures.get.queryOptions({ input: { id: result.captureId } }));
  return (
    <tr
      aria-rowindex={props.place}
      className={cx('border-t border-line/60', props.isOpen && 'bg-selected')}
      style={{ height: ROW_PX }}
    >
      <td className={`${CELL} text-sm text-muted tabular-nums`}>{formatClock(result.startedAt)}</td>
      <td className={`${CELL} wire`}>{capture.data?.method ?? ''}</td>
      <td className={CELL} title={result.url}>
        <button
          type="button"
          aria-expanded={props.isOpen}
          onClick={props.onOpen}
          className="wire max-w-full truncate rounded text-left text-accent-ink hover:underline"
        >
          {capture.data?.target ?? result.url}
        </button>
      </td>
      <StatusCell status={result.capturedStatus} />
      <StatusCell status={result.status} />
      <td className={`${CELL} text-sm tabular-nums`}>{formatDuration(result.totalMs)}</td>
      <td className={`${CELL} text-sm text-bad`} title={result.error ?? undefined}>
        {result.error}
      </td>
    </tr>
  );
}

function StatusCell({ status }: { status: number | null }) {
  return (
    <td className={CELL}>
      {status === null ? (
        <span className="text-sm text-muted">none</span>
      ) : (
        <Badge tone={statusBadgeTone(status)}>{status}</Badge>
      )}
    </td>
  );
}
