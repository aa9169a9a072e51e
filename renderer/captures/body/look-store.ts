import { create } from 'zustand';

/** Views whose lines can be wrapped at the width of the pane. */
export type WrappedView = 'pretty' | 'raw' | 'hex';

const AT_FIRST: Record<WrappedView, boolean> = { pretty: true, raw: true, hex: false };
const KEY = 'backstitch.body-wrap';

/** What this window was told before; a reload keeps it, another window has its own. */
function remembered(): Record<WrappedView, boolean> {
  const words = window.sessionStorage.getItem(KEY)?.split(' ');
  if (words === undefined) return AT_FIRST;
  return {
    pretty: words.includes('pretty'),
    raw: words.includes('raw'),
    hex: words.includes('hex'),
  };
}

/** Whether lines are wrapped, for each view. */
export const useWrap = create<{
  wrap: Record<WrappedView, boolean>;
  toggle: (view: WrappedView) => void;
}>((set, get) => ({
  wrap: remembered(),
  toggle: (view) => {
    const before = get().wrap;
    const wrap = { ...before, [view]: !before[view] };
    const on = (['pretty', 'raw', 'hex'] as const).filter((one) => wrap[one]);
    window.sessionStorage.setItem(KEY, on.join(' '));
    set({ wrap });
  },
}));
