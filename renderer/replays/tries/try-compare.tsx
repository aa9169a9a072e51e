import { useState } from 'react';
import type { ReplaySummary } from '../../../preload/contract/replays.ts';
import { CodeDiff } from '../../ui/code/code-diff.tsx';
import { CompareBar } from '../../ui/code/compare-bar.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useTryTexts } from './try-text.ts';

const SIDES = [
  { side: 'request', label: 'Requests' },
  { side: 'answer', label: 'Answers' },
] as const;

/** Two tries compared, the earlier one first: what was sent, or what came back. */
export function TryCompare(props: {
  earlier: ReplaySummary;
  later: ReplaySummary;
  onClose: () => void;
}) {
  const { earlier, later } = props;
  const [side, choose] = useState<'request' | 'answer'>('request');
  const before = useTryTexts(earlier.id);
  const after = useTryTexts(later.id);
  const error = before.error ?? after.error;
  return (
    <section
      aria-label={`Tries ${earlier.number} and ${later.number}`}
      className="flex flex-col gap-2"
    >
      <CompareBar
        sides={SIDES}
        side={side}
        onSide={choose}
        back="Back to the tries"
        onBack={props.onClose}
      />
      {error !== null && <Problem error={error} />}
      {error === null && (before.data == null || after.data == null) && (
        <Spinner label="Loading both tries" />
      )}
      {before.data != null && after.data != null && (
        <CodeDiff
          before={before.data[side] ?? '(no answer)'}
          after={after.data[side] ?? '(no answer)'}
          language="text"
          labels={{ before: `Try ${earlier.number}`, after: `Try ${later.number}` }}
        />
      )}
    </section>
  );
}
