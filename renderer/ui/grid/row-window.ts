/** Well below the least of the browsers' caps on an element's height (Firefox: 17.9 million). */
export const TALLEST = 8_000_000;
const OVERSCAN = 12;

export interface ScrollGeometry {
  /** Height of the element that makes the scrollbar. */
  drawnHeight: number;
  /** Content pixels a pixel of the scrollbar stands for; 1 unless the list is too tall. */
  ratio: number;
  /** The furthest the content can be scrolled. */
  maxTop: number;
}

export function scrollGeometry(
  count: number,
  rowHeight: number,
  viewHeight: number,
): ScrollGeometry {
  const full = count * rowHeight;
  const maxTop = Math.max(0, full - viewHeight);
  if (full <= TALLEST) return { drawnHeight: full, ratio: 1, maxTop };
  return { drawnHeight: TALLEST, ratio: maxTop / (TALLEST - viewHeight), maxTop };
}

/** The rows to draw: those in view and a few around them, `to` exclusive. */
export function rowWindow(
  count: number,
  rowHeight: number,
  top: number,
  viewHeight: number,
): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN);
  const to = Math.min(count, Math.ceil((top + viewHeight) / rowHeight) + OVERSCAN);
  return { from: Math.min(from, to), to };
}
