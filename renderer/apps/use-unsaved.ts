import { useEffect } from 'react';
import { create } from 'zustand';

interface Unsaved {
  /** What would be lost; null while nothing would. */
  what: string | null;
  set: (what: string | null) => void;
}

/** Whether something on the page is not saved: whoever leads away from it asks first. */
const useUnsaved = create<Unsaved>((set) => ({
  what: null,
  set: (what) => set({ what }),
}));

/**
 * Guards unsaved changes: closing the window asks by the browser's own words, leaving the page by
 * ours.
 *
 * @param what name of what is edited; null while it is saved.
 */
export function useGuard(what: string | null): void {
  const set = useUnsaved((state) => state.set);
  useEffect(() => {
    set(what);
    if (what === null) return;
    const before = window.location.hash;
    const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    const onHash = (event: HashChangeEvent): void => {
      if (useUnsaved.getState().what === null || window.location.hash === before) return;
      // Asked at once and in place: the change of the address is taken back where it is refused.
      if (window.confirm(`Leave ${what} without saving? Your changes would be lost.`)) {
        set(null);
        return;
      }
      event.stopImmediatePropagation();
      window.history.replaceState(null, '', before);
    };
    window.addEventListener('beforeunload', onUnload);
    window.addEventListener('hashchange', onHash, { capture: true });
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      window.removeEventListener('hashchange', onHash, { capture: true });
      set(null);
    };
  }, [what, set]);
}
