import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import type { Comparison } from '../../../preload/contract/apps/functions.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { formatClock, formatDuration, formatSecond } from '../../ui/format.ts';
import { type Outcome, outcomeOf } from './compare-words.ts';

const HEAD = 'px-2 py-1.5 font-medium whitespace-nowrap first:pl-3 last:pr-3';
const WORDS: Record<Outcome, { word: string; tone: Tone }> = {
  same: { word: 'same', tone: 'neutral' },
  fixed: { word: 'fixed', tone: 'good' },
  different: { word: 'different', tone: 'warn' },
  failing: { word: 'fails', tone: 'bad' },
  skipped: { word: 'not run', tone: 'neutral' },
};

/** A row for each capture: what was answered then, and what would be now. Same ones are folded. */
export function CompareTable(props: {
  rows: readonly Comparison[];
  onOpen: (row: Comparison) => void;
}) {
  const [unfolded, setUnfolded] = useState(false);
  const same = props.rows.filter((row) => outcomeOf(row) === 'same');
  const others = props.rows.filter((row) => outcomeOf(row) !== 'same');
  return (
    <div className="min-h-0 overflow-auto rounded-lg border border-line">
      <table className="w-full text-left">
        <thead className="sticky top-0 z-10 bg-canvas text-sm text-muted">
          <tr>
            {['Received', 'Outcome', 'Status', 'Body', 'Headers'].map((name) => (
              <th key={name} scope="col" className={HEAD}>
                {name}
              </th>
            ))}
            <th scope="col" className={`${HEAD} text-right`}>
              Took
            </th>
          </tr>
        </thead>
        <tbody className="bg-surface">
          {others.map((row) => (
            <Row key={row.captureId} row={row} onOpen={props.onOpen} />
          ))}
          {same.length > 0 && (
            <tr className="border-t border-line">
              <td colSpan={6} className="p-1">
                <button
                  type="button"
                  aria-expanded={unfolded}
                  className="flex w-full items-center gap-1 rounded-md px-2 py-1 text-left text-muted hover:bg-hover"
                  onClick={() => setUnfolded(!unfolded)}
                >
                  {unfolded ? (
                    <ChevronDown size={14} aria-hidden />
                  ) : (
                    <ChevronRight size={14} aria-hidden />
                  )}
                  {same.length} same
                </button>
              </td>
            </tr>
          )}
          {unfolded &&
            same.map((row) => <Row key={row.captureId} row={row} onOpen={props.onOpen} />)}
        </tbody>
      </table>
    </div>
  );
}

const Row = memo(function Row(props: { row: Comparison; onOpen: (row: Comparison) => void }) {
  const { row } = props;
  const outcome = outcomeOf(row);
  const note = row.error ?? row.skipped;
  const { before, after } = row;
  const differs = (what: 'body' | 'headers'): string => {
    if (before === null || after === null) return '';
    return row.differs.includes(what) ? 'differs' : 'same';
  };
  return (
    <tr className="relative border-t border-line hover:bg-hover">
      <td className="px-2 py-1.5 first:pl-3 last:pr-3 whitespace-nowrap">
        <button
          type="button"
          // The whole row is its target, as a list of results leads one to expect.
          className="text-left tabular-nums outline-offset-[-2px] after:absolute after:inset-0"
          onClick={() => props.onOpen(row)}
          aria-label={`Compare the answers to ${row.method} of ${formatClock(row.receivedAt)}`}
        >
          {formatSecond(row.receivedAt)}
        </button>
      </td>
      <td className="w-full max-w-0 min-w-24 px-2 py-1.5">
        <Badge tone={WORDS[outcome].tone}>{WORDS[outcome].word}</Badge>
        {note !== null && (
          <span
            className={`block truncate text-sm ${row.error === null ? 'text-muted' : 'text-bad'}`}
            title={note}
          >
            {note}
          </span>
        )}
      </td>
      <td className="px-2 py-1.5 first:pl-3 last:pr-3 whitespace-nowrap tabular-nums">
        <ThenNow
          then={before === null ? '–' : String(before.status)}
          now={after === null ? '–' : String(after.status)}
        />
      </td>
      <td className="px-2 py-1.5 first:pl-3 last:pr-3 text-sm text-muted">{differs('body')}</td>
      <td className="px-2 py-1.5 first:pl-3 last:pr-3 text-sm text-muted">{differs('headers')}</td>
      <td className="px-2 py-1.5 first:pl-3 last:pr-3 text-right text-sm whitespace-nowrap text-muted tabular-nums">
        {row.skipped === null && (
          <ThenNow
            then={row.durationBeforeMs === null ? '–' : formatDuration(row.durationBeforeMs)}
            now={formatDuration(row.durationMs)}
          />
        )}
      </td>
    </tr>
  );
});

function ThenNow({ then, now }: { then: string; now: string }) {
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
