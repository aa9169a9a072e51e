import { cx } from '../cx.ts';
import { markProblems } from './problem-marks.ts';

/** The same text under the input, unseen but for the wave below each mistake. */
export function SearchMarks(props: {
  text: string;
  problems: readonly { from: number; to: number }[];
  scroll: number;
}) {
  if (props.problems.length === 0) return null;
  return (
    <div aria-hidden className="wire pointer-events-none absolute inset-0 overflow-hidden px-2">
      <div
        className="flex h-full items-center whitespace-pre text-transparent"
        style={{ transform: `translateX(${-props.scroll}px)` }}
      >
        {markProblems(props.text, props.problems).map((part) => (
          <span
            key={part.from}
            className={cx(
              part.bad &&
                'underline decoration-bad decoration-wavy decoration-1 underline-offset-3',
            )}
          >
            {part.text}
          </span>
        ))}
      </div>
    </div>
  );
}
