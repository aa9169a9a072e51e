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
    if (what === null) return;
    set(what);
    const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', onUnload);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      set(null);
    };
  }, [what, set]);
}

/** Asks before unsaved changes are left; true where there are none, or they may go. */
export function mayLeave(): boolean {
  const { what, set } = useUnsaved.getState();
  if (what === null) return true;
  if (!window.confirm(`Leave ${what} without saving? You will lose your changes.`)) return false;
  set(null);
  return true;
}
