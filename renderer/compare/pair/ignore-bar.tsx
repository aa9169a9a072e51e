import { Plus, X } from 'lucide-react';
import type { Comparison } from '../../../preload/contract/captures/compare.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format.ts';
import type { Ignored } from './use-ignored.ts';

/** So many paths are suggested at a time, and so many of those that were learned are named. */
const SUGGESTED = 4;

/** The paths that are ignored for this event, and those that look as if they should be. */
export function IgnoreBar(props: {
  comparison: Comparison;
  ignored: Ignored;
  showIgnored: boolean;
  onShowIgnored: (show: boolean) => void;
}) {
  const { comparison, ignored, showIgnored } = props;
  const { patterns, learned, ignoredTotal } = comparison;
  const volatile = new Set(
    comparison.differences.flatMap((one) => (one.volatile && one.pattern ? [one.pattern] : [])),
  );
  const suggested = [...volatile].slice(0, SUGGESTED);
  if (patterns.length + ignoredTotal + suggested.length === 0) return null;
  return (
    <div
      role="group"
      aria-label="Ignored paths"
      className="flex shrink-0 flex-wrap items-center gap-1.5 border-b border-line px-4 py-1.5 text-sm"
    >
      {patterns.length > 0 && <span className="text-muted">Ignored for this event</span>}
      {patterns.map((pattern) => (
        <Ignoring key={pattern} pattern={pattern} onStop={ignored.remove} />
      ))}
      {learned.length > 0 && (
        <span className="text-muted">
          Ignored because they differ in every capture of this type
        </span>
      )}
      {learned.slice(0, SUGGESTED).map((pattern) => (
        <Ignoring key={`learned ${pattern}`} pattern={pattern} onStop={ignored.show} />
      ))}
      {learned.length > SUGGESTED && (
        <span className="text-muted">and {formatCount(learned.length - SUGGESTED)} more</span>
      )}
      {suggested.length > 0 && <span className="text-muted">Differs every time</span>}
      {suggested.map((pattern) => (
        <button
          key={pattern}
          type="button"
          aria-label={`Ignore ${pattern} for this event`}
          onClick={() => ignored.add(pattern)}
          className="flex h-6 max-w-full min-w-0 items-center gap-1 rounded-full border border-dashed border-line-strong px-2 text-muted hover:bg-hover hover:text-ink"
        >
          <Plus size={12} aria-hidden className="shrink-0" />
          <span className="wire min-w-0 truncate">{pattern}</span>
        </button>
      ))}
      <span className="flex-1" />
      {ignoredTotal > 0 && (
        <Button
          size="sm"
          variant="ghost"
          aria-pressed={showIgnored}
          onClick={() => props.onShowIgnored(!showIgnored)}
        >
          {showIgnored ? 'Hide' : 'Show'} {formatCount(ignoredTotal)} ignored
        </Button>
      )}
    </div>
  );
}

/** A path that is ignored, and the button that shows it again. */
function Ignoring({ pattern, onStop }: { pattern: string; onStop: (pattern: string) => void }) {
  return (
    <span className="flex h-6 max-w-full min-w-0 items-center gap-1 rounded-full border border-line bg-hover pl-2">
      <span className="wire min-w-0 truncate">{pattern}</span>
      <button
        type="button"
        aria-label={`Stop ignoring ${pattern}`}
        onClick={() => onStop(pattern)}
        className="flex size-6 shrink-0 items-center justify-center rounded-full text-muted hover:text-ink"
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}
