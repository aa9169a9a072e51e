import {
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { cx } from '../cx.ts';
import { rowWindow, scrollGeometry } from './row-window.ts';

export interface RowsHandle {
  /** Brings a row into view, moving as little as needed, or to the middle. */
  show: (row: number, align?: 'nearest' | 'center') => void;
  /** Rows that fit at once, at least 1. */
  pageSize: () => number;
  focus: () => void;
}

interface Place {
  /** Pixels of content above the view, in a list drawn at full height. */
  top: number;
  /** The same as the browser counts it. */
  scrollTop: number;
}

type Props = Omit<ComponentProps<'div'>, 'children' | 'ref'> & {
  count: number;
  rowHeight: number;
  renderRow: (row: number) => ReactNode;
  handle?: Ref<RowsHandle>;
  /** Names the list as a region of text that is scrolled by keys. */
  region?: string;
  /** A row to keep drawn while it is scrolled away, because something points at it. */
  keepRow?: number;
  /** Width of the widest row, so that scrolling down does not change how far one can go sideways. */
  rowWidth?: string;
};

/**
 * A list of rows of one height of which only those in view are drawn.
 *
 * Not @tanstack/react-virtual: it keeps measurements for every row and draws at full height, which
 * browsers cap (33 million pixels in Chromium). A hex view of 50 MB is twice that, so beyond
 * `TALLEST` the scrollbar is scaled and the wheel moves the content itself.
 */
export function FixedRows({
  count,
  rowHeight,
  renderRow,
  handle,
  keepRow,
  region,
  rowWidth,
  className,
  ...rest
}: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  const [place, setPlace] = useState<Place>({ top: 0, scrollTop: 0 });
  const geometry = scrollGeometry(count, rowHeight, height);

  const moveTo = (top: number): void => {
    const element = scroller.current;
    if (!element) return;
    const next = Math.max(0, Math.min(top, geometry.maxTop));
    element.scrollTop = next / geometry.ratio;
    setPlace({ top: next, scrollTop: element.scrollTop });
  };

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onWheel = useEffectEvent((event: WheelEvent): void => {
    if (geometry.ratio === 1 || event.ctrlKey) return;
    event.preventDefault();
    moveTo(place.top + (event.deltaMode === 1 ? event.deltaY * rowHeight : event.deltaY));
  });
  // React listens to wheel passively; a scaled list must keep the browser from scrolling too.
  useLayoutEffect(() => {
    const element = scroller.current;
    const listen = (event: WheelEvent): void => onWheel(event);
    element?.addEventListener('wheel', listen, { passive: false });
    return () => element?.removeEventListener('wheel', listen);
  }, []);

  useImperativeHandle(handle, () => ({
    show: (row, align = 'nearest') => {
      // Asked from the element: on the first drawing its height is not in the state yet.
      const height = scroller.current?.clientHeight ?? 0;
      const from = row * rowHeight;
      const inView = from >= place.top && from + rowHeight <= place.top + height;
      if (inView || height < rowHeight) return;
      if (align === 'center') moveTo(from - (height - rowHeight) / 2);
      else moveTo(from < place.top ? from : from + rowHeight - height);
    },
    pageSize: () => Math.max(1, Math.floor(height / rowHeight) - 1),
    focus: () => scroller.current?.focus(),
  }));

  /** In a scaled list the browser's own steps would jump over rows. */
  const onScaledKey = (event: KeyboardEvent): void => {
    const page = Math.max(rowHeight, height - rowHeight);
    const steps: Record<string, number> = {
      ArrowDown: rowHeight,
      ArrowUp: -rowHeight,
      PageDown: page,
      PageUp: -page,
    };
    const step = steps[event.key];
    if (step === undefined || geometry.ratio === 1) return;
    event.preventDefault();
    moveTo(place.top + step);
  };

  const rows = rowWindow(count, rowHeight, place.top, height);
  const indexes = Array.from({ length: rows.to - rows.from }, (_, i) => rows.from + i);
  if (keepRow !== undefined && keepRow >= 0 && keepRow < count && !indexes.includes(keepRow)) {
    indexes.push(keepRow);
  }
  const naming =
    region === undefined
      ? {}
      : { role: 'region', 'aria-label': region, tabIndex: 0, onKeyDown: onScaledKey };
  return (
    <div
      ref={scroller}
      onScroll={(event) => {
        const { scrollTop } = event.currentTarget;
        // The echo of a move made here: the exact place is known already.
        if (Math.abs(scrollTop - place.scrollTop) < 1) return;
        setPlace({ top: Math.min(scrollTop * geometry.ratio, geometry.maxTop), scrollTop });
      }}
      className={cx('relative min-h-0 flex-1 overflow-auto', className)}
      {...naming}
      {...rest}
    >
      <div role="presentation" style={{ height: geometry.drawnHeight, minWidth: rowWidth }} />
      {indexes.map((row) => (
        <div
          key={row}
          role="presentation"
          className="absolute top-0 left-0 min-w-full"
          style={{
            height: rowHeight,
            transform: `translateY(${row * rowHeight - place.top + place.scrollTop}px)`,
          }}
        >
          {renderRow(row)}
        </div>
      ))}
    </div>
  );
}
