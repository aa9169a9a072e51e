import { X } from 'lucide-react';
import { useNow } from '../../ui/platform/use-now.ts';
import { spanWords } from '../../ui/time/span-words.ts';
import { goTo, usePlace } from './place.ts';

/** The time that was drawn on the timeline; a press takes it away. */
export function TimeChip() {
  const place = usePlace();
  const now = useNow(false);
  if (place.span === null) return null;
  return (
    <button
      type="button"
      title="Any time again"
      className="ml-2 flex h-6 shrink-0 items-center gap-1 rounded border border-line bg-hover px-1.5 text-sm tabular-nums hover:bg-pressed"
      onClick={() => goTo({ ...place, span: null })}
    >
      {spanWords(place.span, now)}
      <X size={12} aria-hidden />
    </button>
  );
}
