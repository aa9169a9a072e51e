import { useState } from 'react';
import { GitCompare, Square } from 'lucide-react';
import type { Comparison } from '../../preload/contract/functions.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox, Field, Select } from '../ui/field.tsx';
import { formatClock, formatDuration, formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { CompareDialog } from './compare-dialog.tsx';
import { EFFECTS, type Effects, type WorkbenchProps } from './trial-of.ts';
import { type ComparisonState, useComparison } from './use-comparison.ts';

const COUNTS = ['10', '25', '50', '100', '250'] as const;

/** What the edited function would answer to the last requests, beside what was answered. */
export function ComparePanel(props: WorkbenchProps) {
  const [last, setLast] = useState<(typeof COUNTS)[number]>('25');
  const [effects, setEffects] = useState<Effects>('record');
  const [onlyChanged, setOnlyChanged] = useState(false);
  const [opened, setOpened] = useState<Comparison | null>(null);
  const { state, start, stop } = useComparison(props);
  const rows = onlyChanged ? state.rows.filter(isNews) : state.rows;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-3">
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Captures" className="flex w-24 flex-col gap-1">
          <Select
            value={last}
            onValueChange={setLast}
            options={COUNTS.map((value) => ({ value, label: `Last ${value}` }))}
          />
        </Field>
        <Field label="Calls of services" className="flex w-32 flex-col gap-1">
          <Select
            value={effects}
            onValueChange={setEffects}
            options={EFFECTS.filter((one) => one.value !== 'live')}
          />
        </Field>
        {state.running ? (
          <Button icon={<Square size={14} />} onClick={stop}>
            Stop
          </Button>
        ) : (
          <Button
            variant="primary"
            icon={<GitCompare size={14} />}
            onClick={() => void start(Number(last), effects)}
          >
            Run on the last {last}
          </Button>
        )}
        <Checkbox
          className="pb-1.5"
          label="Only what differs"
          checked={onlyChanged}
          onCheckedChange={setOnlyChanged}
        />
      </div>
      {state.error !== null && <Problem error={state.error} />}
      <p role="status" className="text-muted">
        {summary(state)}
      </p>
      {state.rows.length > 0 && (
        <div className="min-h-0 flex-1 overflow-auto rounded-lg border border-line">
          <table className="w-full text-left">
            <thead className="sticky top-0 bg-canvas text-sm text-muted">
              <tr>
                <th className="px-3 py-1.5 font-medium">Received</th>
                <th className="px-3 py-1.5 font-medium">Answered then</th>
                <th className="px-3 py-1.5 font-medium">Now</th>
                <th className="px-3 py-1.5 font-medium">Differs</th>
                <th className="px-3 py-1.5 text-right font-medium">Took</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.captureId} row={row} onOpen={() => setOpened(row)} />
              ))}
            </tbody>
          </table>
          {rows.length === 0 && <p className="p-6 text-center text-muted">Nothing differs.</p>}
        </div>
      )}
      {opened !== null && <CompareDialog row={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

const isNews = (row: Comparison): boolean => row.differs.length > 0 || row.error !== null;

function summary({ rows, total, running }: ComparisonState): string {
  if (total === 0 && rows.length === 0) {
    return running
      ? 'Looking for captures.'
      : 'Runs the function as it stands in the editor, also before it is saved. Nothing is sent to anybody.';
  }
  const changed = rows.filter((row) => row.differs.length > 0).length;
  const failed = rows.filter((row) => row.error !== null).length;
  const done = running ? `${rows.length} of ${total} done: ` : '';
  const fails = failed === 0 ? '' : `, ${failed} ${failed === 1 ? 'fails' : 'fail'}`;
  return changed === 0 && failed === 0
    ? `${done}${formatPlural(rows.length, 'capture')} would be answered as before.`
    : `${done}${changed} of ${rows.length} would be answered otherwise${fails}.`;
}

function Row({ row, onOpen }: { row: Comparison; onOpen: () => void }) {
  return (
    <tr className="border-t border-line hover:bg-hover">
      <td className="px-3 py-1.5 whitespace-nowrap">
        <button
          type="button"
          className="text-left tabular-nums hover:underline"
          onClick={onOpen}
          aria-label={`Open the comparison of ${formatClock(row.receivedAt)}`}
        >
          {formatClock(row.receivedAt)}
        </button>{' '}
        <span className="wire text-sm text-muted">{row.method}</span>
      </td>
      <td className="px-3 py-1.5 tabular-nums">{row.before?.status ?? 'nothing'}</td>
      <td className="px-3 py-1.5 tabular-nums">{row.after?.status ?? '–'}</td>
      <td className="px-3 py-1.5">
        <span className="flex flex-wrap items-center gap-1">
          {row.differs.map((what) => (
            <Badge key={what} tone="warn">
              {what}
            </Badge>
          ))}
          {row.error !== null && (
            <span className="max-w-64 truncate text-sm text-bad" title={row.error}>
              {row.error}
            </span>
          )}
          {row.skipped !== null && (
            <span className="max-w-64 truncate text-sm text-muted" title={row.skipped}>
              {row.skipped}
            </span>
          )}
          {!isNews(row) && row.skipped === null && (
            <span className="text-sm text-muted">the same</span>
          )}
        </span>
      </td>
      <td className="px-3 py-1.5 text-right text-sm text-muted tabular-nums">
        {formatDuration(row.durationMs)}
      </td>
    </tr>
  );
}
