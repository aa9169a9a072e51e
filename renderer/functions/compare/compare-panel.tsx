import { GitCompare, Square } from 'lucide-react';
import { useState } from 'react';
import type { Comparison } from '../../../preload/contract/apps/functions.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Checkbox, Field, Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { CompareDialog } from './compare-dialog.tsx';
import { CompareTable } from './compare-table.tsx';
import { isNews, summaryOf } from './compare-words.ts';
import { EFFECTS, type Effects, type WorkbenchProps } from '../trial/trial-of.ts';
import { useComparison } from './use-comparison.ts';

const COUNTS = ['10', '25', '50', '100', '250'] as const;
const START = 'Runs the function as it is in the editor, saved or not. Nothing leaves.';

/** What the edited function would answer to the last requests, beside what was answered. */
export function ComparePanel(props: WorkbenchProps & { onTry: (id: CaptureId) => void }) {
  const [last, setLast] = useState<(typeof COUNTS)[number]>('25');
  const [effects, setEffects] = useState<Effects>('record');
  const [onlyNews, setOnlyNews] = useState(false);
  const [opened, setOpened] = useState<Comparison | null>(null);
  const { state, start, stop } = useComparison(props);
  if (props.endpointId === '') return <NoCaptures />;
  const rows = onlyNews ? state.rows.filter(isNews) : state.rows;
  const stale = state.total !== null && !state.running && state.source !== props.source;
  const summary = summaryOf(state);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-3">
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Captures" className="flex w-28 flex-col gap-1">
          <Select
            value={last}
            onValueChange={setLast}
            options={COUNTS.map((value) => ({ value, label: `Last ${value}` }))}
          />
        </Field>
        <Field label="Service calls" className="flex w-32 flex-col gap-1">
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
          checked={onlyNews}
          onCheckedChange={setOnlyNews}
        />
      </div>
      {state.error !== null && <Problem error={state.error} />}
      <div>
        <p className={state.rows.length > 0 ? 'font-medium' : 'text-muted'}>{summary || START}</p>
        {/* Said at the start and at the end: a voice that counts along helps nobody. */}
        <p role="status" className="sr-only">
          {state.running ? `Running on the last ${last} captures.` : summary}
        </p>
        {stale && <p className="text-sm text-warn">The code changed since then. Run it again.</p>}
      </div>
      {state.running && state.total !== null && (
        <progress
          aria-label="Captures done"
          className="h-1 w-full accent-accent"
          value={state.rows.length}
          max={Math.max(1, state.total)}
        />
      )}
      {state.rows.length > 0 && (
        <div className="min-h-0 overflow-auto rounded-lg border border-line">
          <CompareTable rows={rows} onOpen={setOpened} />
          {rows.length === 0 && <p className="p-6 text-center text-muted">Nothing differs.</p>}
        </div>
      )}
      {opened !== null && (
        <CompareDialog
          rows={rows}
          row={opened}
          onOpen={setOpened}
          onTry={(id) => {
            setOpened(null);
            props.onTry(id);
          }}
          onClose={() => setOpened(null)}
        />
      )}
    </div>
  );
}

function NoCaptures() {
  return (
    <EmptyState icon={<GitCompare size={28} aria-hidden />} title="No captures">
      No HTTPS endpoint calls this function, only other functions do. Try it on arguments, or
      compare the webhooks that call it.
    </EmptyState>
  );
}
