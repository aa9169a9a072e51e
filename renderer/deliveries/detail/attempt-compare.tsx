import { useState } from 'react';
import type { Delivery } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import { CodeDiff } from '../../ui/code/code-diff.tsx';
import { CompareBar } from '../../ui/code/compare-bar.tsx';
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
      <CompareBar
        sides={SIDES}
        side={side}
        onSide={choose}
        back="Back to the attempts"
        onBack={props.onClose}
      />
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
