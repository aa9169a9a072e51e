import { useEffect, useRef, useState } from 'react';

/** Whether the element that `box` is given to is at least so wide; true until it is measured. */
export function useIsWide(leastPx: number) {
  const box = useRef<HTMLDivElement>(null);
  const [isWide, setIsWide] = useState(true);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setIsWide(element.clientWidth >= leastPx));
    observer.observe(element);
    return () => observer.disconnect();
  }, [leastPx]);
  return { box, isWide };
}
