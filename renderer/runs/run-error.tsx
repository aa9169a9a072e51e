import { CircleAlert } from 'lucide-react';
import type { FunctionRun } from '../../preload/contract/apps/function-runs.ts';
import { navigate } from '../navigation/route.ts';
import { MissingPackage } from './missing-package.tsx';
import { packageOf } from './package-of.ts';
import { pageOf, placeOf } from './stack-place.ts';
import { useWantedLine } from './wanted-line.ts';

const SHOWN_FRAMES = 12;

type Failure = NonNullable<FunctionRun['error']>;
type Frame = Failure['stack'][number];

/** An error with its stack; the author's own lines lead to their place. */
export function RunError(props: {
  run: Omit<FunctionRun, 'id'>;
  error: Failure;
  /** Goes to a line of the run's own function, where its source is at hand. */
  onLine?: ((line: number) => void) | undefined;
}) {
  const { run, error, onLine } = props;
  const want = useWantedLine((state) => state.want);
  const goTo = (frame: Frame): (() => void) | null => {
    const place = placeOf(frame);
    if (place === null) return null;
    if (onLine !== undefined && place.name === run.name) return () => onLine(place.line);
    const page = pageOf(run, place);
    if (page === null) return null;
    return () => {
      want(place);
      navigate(page);
    };
  };
  const missing = packageOf(error.message);
  const hidden = error.stack.length - SHOWN_FRAMES;
  return (
    <section aria-label="Error" className="rounded-lg bg-bad-soft px-3 py-2">
      <p className="flex items-start gap-2 font-medium text-bad">
        <CircleAlert size={16} className="mt-0.5 shrink-0" aria-hidden />
        <span className="min-w-0 break-words whitespace-pre-wrap">
          {error.name}: {error.message}
        </span>
      </p>
      <p className="wire pl-6 text-sm text-bad">{error.code}</p>
      {missing !== null && <MissingPackage appId={run.appId} name={missing} />}
      {error.stack.length > 0 && (
        <ol className="mt-1 pl-6" aria-label="Stack">
          {numbered(error.stack.slice(0, SHOWN_FRAMES)).map(({ key, frame }) => (
            <StackFrame key={key} frame={frame} onOpen={goTo(frame)} />
          ))}
          {hidden > 0 && <li className="text-sm text-muted">and {hidden} more below</li>}
        </ol>
      )}
    </section>
  );
}

function StackFrame({ frame, onOpen }: { frame: Frame; onOpen: (() => void) | null }) {
  if (onOpen === null) return <li className="wire break-all">{frame.text}</li>;
  return (
    <li className="wire break-all">
      <button
        type="button"
        className="text-left text-accent-ink underline"
        title={`Go to line ${frame.line}`}
        onClick={onOpen}
      >
        {frame.text}
      </button>
    </li>
  );
}

/** Frames of a recursion are alike: their place tells them apart. */
const numbered = (frames: readonly Frame[]): { key: number; frame: Frame }[] =>
  frames.map((frame, key) => ({ key, frame }));
