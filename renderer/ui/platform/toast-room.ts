import { create } from 'zustand';

/** How far toasts reach over the lower end of the page, in pixels; 0 while there are none. */
export const useToastRoom = create<{ px: number }>(() => ({ px: 0 }));

/** Between the lowest toast and where the pages end, above the status bar. */
const GAP_PX = 12;

/** Keeps the room that toasts take: lists leave as much below their last row, so that it can be seen. */
export function watchToasts(host: HTMLElement | null): (() => void) | undefined {
  if (host === null) return undefined;
  const root = document.documentElement;
  const measure = (): void => {
    const { height } = host.getBoundingClientRect();
    const px = height === 0 ? 0 : Math.ceil(height) + GAP_PX;
    root.toggleAttribute('data-toasts', px > 0);
    root.style.setProperty('--toast-room', `${px}px`);
    useToastRoom.setState({ px });
  };
  const watch = new ResizeObserver(measure);
  watch.observe(host);
  return () => watch.disconnect();
}
