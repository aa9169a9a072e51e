import { useEffect, useRef } from 'react';
import type { CaseResult } from '../../preload/contract/interchange/suite-cases.ts';
import { Badge } from '../ui/badge.tsx';
import { cx } from '../ui/cx.ts';
import { formatDuration } from '../ui/format.ts';
import { VERDICTS } from './suite-words.ts';

const HEAD = 'border-b border-line py-1.5 font-medium';
const CELL = 'border-b border-line py-1.5 pr-3 align-top';

/** What became of each case; the button of one opens both answers. */
export function CaseTable(props: {
  rows: readonly CaseResult[];
  openN: number | null;
  onOpen: (n: number | null) => void;
}) {
  const { rows, openN, onOpen } = props;
  const open = useRef<HTMLTableRowElement>(null);
  // It may be below what is seen: opened by its address, or where the answers take half of the window.
  useEffect(() => {
    // Braces: browsers of today answer with a promise, which is no way to clean up.
    open.current?.scrollIntoView({ block: 'nearest' });
  }, [openN]);
  return (
    <table className="w-full table-fixed border-separate border-spacing-0 text-left">
      <caption className="sr-only">What became of each case</caption>
      <thead className="sticky top-0 z-10 bg-canvas text-sm text-muted">
        <tr>
          <th scope="col" className={cx(HEAD, 'w-28 pl-4 sm:w-32 sm:pl-6')}>
            Verdict
          </th>
          <th scope="col" className={HEAD}>
            Case
          </th>
          <th scope="col" className={cx(HEAD, 'w-28')}>
            Status
          </th>
          <th scope="col" className={cx(HEAD, 'w-32 max-[900px]:hidden')}>
            Took
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.n}
            {...(row.n === openN && { ref: open })}
            // What is scrolled to stands below the head.
            className={cx('scroll-mt-9', row.n === openN ? 'bg-selected' : 'hover:bg-hover')}
          >
            <td className={cx(CELL, 'pl-4 sm:pl-6')}>
              <Badge tone={VERDICTS[row.verdict].tone} title={VERDICTS[row.verdict].says}>
                {VERDICTS[row.verdict].label}
              </Badge>
            </td>
            <td className={CELL}>
              <button
                type="button"
                aria-expanded={row.n === openN}
                className="block w-full min-w-0 truncate text-left font-medium underline-offset-2 hover:underline"
                onClick={() => onOpen(row.n === openN ? null : row.n)}
              >
                <span className="mr-1.5 text-muted tabular-nums">{row.n}</span>
                {row.name}
              </button>
              <p className="break-words text-muted">{row.why}</p>
            </td>
            <td className={cx(CELL, 'tabular-nums')}>
              {row.beforeStatus !== null && row.beforeStatus !== row.status && (
                <span className="text-muted">{row.beforeStatus} → </span>
              )}
              {row.status ?? 'none'}
            </td>
            <td className={cx(CELL, 'tabular-nums max-[900px]:hidden')}>
              <Took row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Took({ row }: { row: CaseResult }) {
  const { medianMs, beforeMs, slower, tooSlow } = row;
  if (medianMs === null) return null;
  const isSlow = slower || tooSlow;
  return (
    <span className={isSlow ? 'text-warn' : 'text-muted'}>
      {formatDuration(medianMs)}
      {isSlow && beforeMs !== null && `, before ${formatDuration(beforeMs)}`}
    </span>
  );
}
