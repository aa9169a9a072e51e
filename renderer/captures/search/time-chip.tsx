import { X } from 'lucide-react';
import { useSearch } from '../search-store.ts';
import { spanWords } from '../span-words.ts';

/** The stretch of the timeline that the list is narrowed to, and the way out of it. */
export function TimeChip() {
  const span = useSearch((s) => s.span);
  const setSpan = useSearch((s) => s.setSpan);
  if (span === null) return null;
  const words = spanWords(span, Date.now());
  return (
    <span className="ml-2 flex h-6 max-w-[60%] shrink-0 items-center rounded border border-line bg-hover pl-1.5 text-sm tabular-nums">
      <span className="truncate">{words}</span>
      <button
        type="button"
        aria-label={`Clear the time ${words}`}
        onClick={() => {
          setSpan(null);
          document.querySelector<HTMLElement>('[data-search-input]')?.focus();
        }}
        className="flex size-6 shrink-0 items-center justify-center rounded text-muted hover:bg-pressed"
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}
