import { CircleAlert } from 'lucide-react';
import type { FunctionRun } from '../../preload/contract/function-runs.ts';

/** An error with its stack; the author's own lines lead to their place. */
export function RunError(props: {
  error: NonNullable<FunctionRun['error']>;
  onLine?: ((line: number) => void) | undefined;
}) {
  const { error, onLine } = props;
  return (
    <section aria-label="Error" className="rounded-lg bg-bad-soft px-3 py-2">
      <p className="flex items-start gap-2 font-medium text-bad">
        <CircleAlert size={16} className="mt-0.5 shrink-0" aria-hidden />
        <span className="min-w-0 break-words">
          {error.name}: {error.message}
        </span>
      </p>
      <p className="wire pl-6 text-sm text-bad">{error.code}</p>
      {error.stack.length > 0 && (
        <ol className="mt-1 pl-6">
          {numbered(error.stack.slice(0, 12)).map(({ key, frame }) => (
            <li key={key} className="wire break-all">
              {frame.line !== null && onLine !== undefined ? (
                <button
                  type="button"
                  className="text-left text-accent-ink underline"
                  onClick={() => onLine(frame.line ?? 1)}
                >
                  {frame.text}
                </button>
              ) : (
                frame.text
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Frames of a recursion are alike: their place tells them apart. */
const numbered = <T,>(frames: readonly T[]): { key: number; frame: T }[] =>
  frames.map((frame, key) => ({ key, frame }));
