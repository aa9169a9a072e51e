import { create } from 'zustand';
import { useMedia } from '../platform/use-media.ts';

const KEY = 'backstitch.timeline';

const remembered = (): boolean | null => {
  const stored = window.localStorage.getItem(KEY);
  return stored === null ? null : stored === 'open';
};

/** What the person chose; null: by the height of the window. */
const useChosen = create<{ open: boolean | null }>(() => ({ open: remembered() }));

const TALL = '(min-height: 700px)';
/** Below it there is no room beside rows, whatever was chosen. */
const FITS = '(min-height: 560px)';

/** Whether the timeline is shown: in a low window only where somebody wants it. */
export function useTimelineOpen(): boolean {
  const tall = useMedia(TALL);
  const fits = useMedia(FITS);
  const chosen = useChosen((s) => s.open);
  return fits && (chosen ?? tall);
}

/** Shows or hides the timeline, here and in the next window. */
export function toggleTimeline(): void {
  const open = !(useChosen.getState().open ?? window.matchMedia(TALL).matches);
  window.localStorage.setItem(KEY, open ? 'open' : 'closed');
  useChosen.setState({ open });
}
