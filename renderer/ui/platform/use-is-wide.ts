import { useLayoutEffect, useRef, useState } from 'react';

/** Whether the element that `box` is given to is at least so wide; null until it is measured. */
export function useIsWide(leastPx: number) {
  const box = useRef<HTMLDivElement>(null);
  const [isWide, setIsWide] = useState<boolean | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => setIsWide(element.clientWidth >= leastPx);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [leastPx]);
  return { box, isWide };
}
