import { GitCompare, Square } from 'lucide-react';
import { useState } from 'react';
import type { Comparison } from '../../../preload/contract/apps/functions.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { CompareDialog } from './compare-dialog.tsx';
import { CompareTable } from './compare-table.tsx';
import { outcomeOf, summaryOf } from './compare-words.ts';
import { type Comparing, COUNTS } from './use-comparison.ts';

/** What the edited function would answer to the last requests, beside what was answered. */
export function ComparePanel(props: {
  comparing: Comparing;
  source: string;
  onTry: (id: CaptureId) => void;
}) {
  const { comparing } = props;
  const { state, count } = comparing;
  const [opened, setOpened] = useState<Comparison | null>(null);
  if (comparing.live === null) return <NoCaptures />;
  const stale = state.total !== null && !state.running && state.source !== props.source;
  const summary = summaryOf(state);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-3">
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Captures" className="flex w-28 flex-col gap-1">
          <Select
            value={count}
            onValueChange={comparing.setCount}
            options={COUNTS.map((value) => ({ value, label: `Last ${value}` }))}
          />
        </Field>
        {state.running ? (
          <Button icon={<Square size={14} />} onClick={comparing.stop}>
            Stop
          </Button>
        ) : (
          <Button icon={<GitCompare size={14} />} onClick={comparing.run}>
            Run on the last {count}
          </Button>
        )}
      </div>
      {state.error !== null && <Problem error={state.error} />}
      <div>
        <p className="font-medium">{summary}</p>
        {/* Said at the start and at the end: a voice that counts along helps nobody. */}
        <p role="status" className="sr-only">
          {state.running ? `Running on the last ${count} captures.` : summary}
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
      {state.rows.length > 0 && <CompareTable rows={state.rows} onOpen={setOpened} />}
      {opened !== null && (
        <CompareDialog
          rows={state.rows.filter((row) => outcomeOf(row) !== 'same' || row === opened)}
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
      No HTTPS Endpoint calls this function, only other functions do. Run it on arguments, or
      compare the webhooks that call it.
    </EmptyState>
  );
}
