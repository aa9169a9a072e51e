import { keepWidth, setWidth } from './columns-shown.ts';

/** Around the text of a value, so that it is not cut by a rounded pixel. */
const AROUND = 4;

/** Changes the width of a column with the pointer, until it is released; Escape puts it back. */
export function dragWidth(
  handle: HTMLElement,
  { id, clientX, pointerId }: { id: string; clientX: number; pointerId: number },
): void {
  const heading = handle.closest<HTMLElement>('[role=columnheader]');
  if (!heading) return;
  const before = heading.offsetWidth;
  const stop = new AbortController();
  const { signal } = stop;
  const end = (): void => stop.abort();
  // It may have been released while this script was fetched: a pointer that is not pressed is not
  // captured, and a finger that was lifted is none.
  try {
    handle.setPointerCapture(pointerId);
  } catch {
    return;
  }
  if (!handle.hasPointerCapture(pointerId)) return;
  // The column ends where it is: its left side moves.
  const move = (event: PointerEvent): void => setWidth(id, before + clientX - event.clientX);
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    setWidth(id, before);
    end();
  };
  handle.addEventListener('pointermove', move, { signal });
  handle.addEventListener('lostpointercapture', end, { signal });
  window.addEventListener('keydown', key, { signal, capture: true });
}

/** Makes a column as wide as the widest value that is drawn, and its heading. */
export function fitWidth(from: Element, id: string): void {
  const grid = from.closest('[data-captures-grid]');
  const cells = grid?.querySelectorAll<HTMLElement>(`[data-column="${CSS.escape(id)}"]`) ?? [];
  const heading = from.closest('[role=columnheader]')?.querySelector<HTMLElement>('.truncate');
  const range = document.createRange();
  const widths = [...cells, ...(heading ? [heading] : [])].map((cell) => {
    range.selectNodeContents(cell);
    return range.getBoundingClientRect().width;
  });
  setWidth(id, keepWidth(Math.ceil(Math.max(0, ...widths)) + AROUND));
}
