import { useState } from 'react';
import type { ReplaySummary } from '../../../preload/contract/replays.ts';
import { CodeDiff } from '../../ui/code/code-diff.tsx';
import { Button } from '../../ui/button.tsx';
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
      <div className="flex flex-wrap items-center gap-1">
        {SIDES.map((one) => (
          <Button
            key={one.side}
            size="sm"
            variant={one.side === side ? 'secondary' : 'ghost'}
            aria-pressed={one.side === side}
            onClick={() => choose(one.side)}
          >
            {one.label}
          </Button>
        ))}
        <span className="flex-1" />
        <Button size="sm" variant="ghost" onClick={props.onClose}>
          Back to the tries
        </Button>
      </div>
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
