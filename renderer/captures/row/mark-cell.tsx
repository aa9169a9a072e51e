import { Pin, Repeat, StickyNote } from 'lucide-react';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { RowMark, type Mark } from '../../ui/list/row-mark.tsx';

/** The first that holds is shown. */
function markOf(capture: CaptureSummary): Mark | null {
  if (capture.pinned) return { icon: Pin, label: 'Pinned', tone: 'text-accent-ink' };
  if (capture.hasNote) return { icon: StickyNote, label: 'Has a note', tone: 'text-muted' };
  if (capture.replayOf !== null) return { icon: Repeat, label: 'Replay', tone: 'text-info' };
  return null;
}

/** What is special about a capture, and the box that selects it. */
export function MarkCell({ capture, selected }: { capture: CaptureSummary; selected: boolean }) {
  return <RowMark mark={markOf(capture)} selected={selected} />;
}
