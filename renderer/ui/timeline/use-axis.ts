import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type RefObject,
} from 'react';
import type { TimeSpan } from '../time/time-span.ts';
import { axisFor, timeAt, zoomed, type Scale } from './brush.ts';

/** So far the wheel is turned for one step; a touchpad tells of many small turns. */
const TURN_PX = 60;

/**
 * What time the axis shows: all of it, until the wheel or a narrow stretch of time brings it nearer.
 *
 * @param scale what is drawn at present; undefined until there is something.
 */
export function useAxis(
  plot: RefObject<HTMLElement | null>,
  scale: Scale | undefined,
  span: TimeSpan | null,
) {
  const [shown, setShown] = useState<TimeSpan | null>(null);
  const all = useRef<TimeSpan | null>(null);
  const [seen, setSeen] = useState<TimeSpan | null>(null);
  useEffect(() => {
    if (shown === null && scale) all.current = { from: scale.from, to: scale.to };
  }, [shown, scale]);

  // Drawn by hand it is where the hand is; set from elsewhere it has to be found first.
  if (scale && span !== seen) {
    setSeen(span);
    setShown(span === null ? null : (axisFor(span, scale) ?? shown));
  }

  const turn = useEffectEvent((event: WheelEvent, turned: number) => {
    const box = plot.current?.getBoundingClientRect();
    if (!scale || !box || all.current === null) return;
    const at = timeAt(scale, (event.clientX - box.left) / box.width);
    setShown(zoomed(scale, at, turned < 0 ? 0.5 : 2, all.current));
  });
  useLayoutEffect(() => {
    let turned = 0;
    const onWheel = (event: WheelEvent): void => {
      // Else the page behind it would be zoomed or scrolled, too.
      event.preventDefault();
      turned += event.deltaY;
      if (Math.abs(turned) < TURN_PX) return;
      turn(event, turned);
      turned = 0;
    };
    const element = plot.current;
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [plot]);

  return {
    shown,
    showAll: () => setShown(null),
    /** Says that a stretch of time was drawn here: the axis stays as it is for it. */
    drew: (now: TimeSpan | null) => setSeen(now),
  };
}
