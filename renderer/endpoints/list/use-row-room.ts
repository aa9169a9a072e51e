import { useLayoutEffect, useRef, useState } from 'react';
import type { RowForm } from './cells/row-props.ts';

/** From these widths of the list on, rows have all cells, or all but a few. */
const FULL_PX = 940;
const SOME_PX = 620;

/** How much of a row there is room for in the element that `box` is given to. */
export function useRowRoom() {
  const box = useRef<HTMLDivElement>(null);
  const [form, setForm] = useState<RowForm>('full');
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      const width = element.clientWidth;
      setForm(width >= FULL_PX ? 'full' : width >= SOME_PX ? 'some' : 'stacked');
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, form };
}
