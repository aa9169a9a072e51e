import { useState } from 'react';
import type { Attempt, Delivery } from '../../../preload/contract/deliveries.ts';
import { Button } from '../../ui/button.tsx';
import { CodeDiff } from '../../ui/code/code-diff.tsx';
import { answerText, requestText, timingText } from './attempt-text.ts';

const SIDES = [
  { side: 'answer', label: 'Answers' },
  { side: 'request', label: 'Requests' },
  { side: 'timing', label: 'Timing' },
] as const;

/** Two attempts of a delivery compared, the earlier one first. */
export function AttemptCompare(props: {
  delivery: Delivery;
  earlier: Attempt;
  later: Attempt;
  onClose: () => void;
}) {
  const { delivery, earlier, later } = props;
  const [side, choose] = useState<(typeof SIDES)[number]['side']>('answer');
  const textOf = (attempt: Attempt): string => {
    if (side === 'request') return requestText(delivery, attempt);
    return side === 'answer' ? answerText(attempt) : timingText(attempt);
  };
  const [before, after] = [textOf(earlier), textOf(later)];
  return (
    <section
      aria-label={`Attempts ${earlier.number} and ${later.number}`}
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
          Back to the attempts
        </Button>
      </div>
      {before === after ? (
        <p className="text-muted">The same in both attempts.</p>
      ) : (
        <CodeDiff
          before={before}
          after={after}
          language="text"
          labels={{ before: `Attempt ${earlier.number}`, after: `Attempt ${later.number}` }}
        />
      )}
    </section>
  );
}
