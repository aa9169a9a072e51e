import { X } from 'lucide-react';
import { useNow } from '../../ui/platform/use-now.ts';
import { useSearch } from '../search-store.ts';
import { spanWords } from '../../ui/time/span-words.ts';

/** The stretch of the timeline that the list is narrowed to, and the way out of it. */
export function TimeChip() {
  const span = useSearch((s) => s.span);
  const setSpan = useSearch((s) => s.setSpan);
  const now = useNow(span !== null);
  if (span === null) return null;
  const words = spanWords(span, now);
  return (
    <span className="ml-2 flex h-6 max-w-[60%] shrink-0 items-center rounded border border-line bg-hover pl-1.5 text-sm tabular-nums">
      <span className="truncate">{words}</span>
      <button
        type="button"
        data-clear-time
        aria-label={`Clear the time ${words}`}
        onClick={() => {
          setSpan(null);
          // In the box the list of searches to begin with would open over the timeline.
          document.querySelector<HTMLElement>('[data-captures-grid]')?.focus();
        }}
        className="flex size-6 shrink-0 items-center justify-center rounded text-muted hover:bg-pressed"
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}
