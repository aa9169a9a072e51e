import { CircleAlert } from 'lucide-react';
import { memo } from 'react';
import type { Comparison } from '../../../preload/contract/apps/functions.ts';
import { Badge } from '../../ui/badge.tsx';
import { formatClock, formatDuration } from '../../ui/format.ts';
import { isNews } from './compare-words.ts';

const HEAD = 'px-3 py-1.5 font-medium whitespace-nowrap';

/** A row for each capture: what was answered, what would be, and what differs. */
export function CompareTable(props: {
  rows: readonly Comparison[];
  onOpen: (row: Comparison) => void;
}) {
  return (
    <table className="w-full text-left">
      <thead className="sticky top-0 z-10 bg-canvas text-sm text-muted">
        <tr>
          <th scope="col" className={HEAD}>
            Received
          </th>
          <th scope="col" className={HEAD}>
            Status
          </th>
          <th scope="col" className={`${HEAD} w-full`}>
            Differs
          </th>
          <th scope="col" className={`${HEAD} text-right`}>
            Took
          </th>
        </tr>
      </thead>
      <tbody className="bg-surface">
        {props.rows.map((row) => (
          <Row key={row.captureId} row={row} onOpen={props.onOpen} />
        ))}
      </tbody>
    </table>
  );
}

const Row = memo(function Row(props: { row: Comparison; onOpen: (row: Comparison) => void }) {
  const { row } = props;
  return (
    <tr className="relative border-t border-line hover:bg-hover">
      <td className="px-3 py-1.5 whitespace-nowrap">
        <button
          type="button"
          // The whole row is its target, as a list of results leads one to expect.
          className="text-left tabular-nums outline-offset-[-2px] after:absolute after:inset-0"
          onClick={() => props.onOpen(row)}
          aria-label={`Compare the answers to ${row.method} of ${formatClock(row.receivedAt)}`}
        >
          {formatClock(row.receivedAt)}
        </button>{' '}
        <span className="wire text-sm text-muted">{row.method}</span>
      </td>
      <td className="px-3 py-1.5 whitespace-nowrap tabular-nums">
        <Statuses row={row} />
      </td>
      <td className="max-w-0 px-3 py-1.5">
        <Differences row={row} />
      </td>
      <td className="px-3 py-1.5 text-right text-sm whitespace-nowrap text-muted tabular-nums">
        {row.skipped === null ? formatDuration(row.durationMs) : ''}
      </td>
    </tr>
  );
});

function Statuses({ row: { before, after } }: { row: Comparison }) {
  const then = before === null ? 'no answer' : `${before.status}`;
  const now = after === null ? '–' : `${after.status}`;
  if (then === now) return <span className="text-muted">{now}</span>;
  return (
    <>
      <span className="text-muted">{then}</span>
      <span aria-hidden> → </span>
      <span className="sr-only"> then, now </span>
      <span className="font-medium">{now}</span>
    </>
  );
}

function Differences({ row }: { row: Comparison }) {
  if (!isNews(row)) return <span className="text-sm text-muted">the same</span>;
  const note = row.error ?? row.skipped;
  return (
    <span className="flex min-w-0 items-center gap-1">
      {row.differs.map((what) => (
        <Badge key={what} tone="warn">
          {what}
        </Badge>
      ))}
      {note !== null && (
        <span
          className={`flex min-w-0 items-center gap-1 text-sm ${row.error === null ? 'text-muted' : 'text-bad'}`}
        >
          {row.error !== null && <CircleAlert size={12} className="shrink-0" aria-label="Fails:" />}
          <span className="truncate">{note}</span>
        </span>
      )}
    </span>
  );
}
