import type { Outage } from '../../../preload/contract/tunnel.ts';
import { showTimeOf } from '../outages.ts';
import { shareOf, type Scale } from '../../ui/timeline/brush.ts';
import { PLOT_HEIGHT } from '../../ui/timeline/plot-height.ts';
import { outageWords } from './timeline-words.ts';

/** As many as can be told apart and walked through by keys. */
const AT_MOST = 20;
/** Wide enough to be hit. */
const LEAST_PX = 8;

/** Over each time without tunnel, what narrows the list to it. */
export function OutageBands(props: {
  outages: readonly Outage[];
  scale: Scale;
  /** Of the plot, in pixels. */
  width: number;
  now: number;
}) {
  const { scale, width, now } = props;
  const seen = props.outages.filter(({ from, to }) => from < scale.to && (to ?? now) > scale.from);
  return seen.slice(0, AT_MOST).map((outage) => {
    const left = shareOf(scale, outage.from) * width;
    const right = shareOf(scale, outage.to ?? scale.to) * width;
    const wide = Math.max(LEAST_PX, right - left);
    const words = outageWords(outage, now);
    return (
      <button
        key={outage.id}
        type="button"
        aria-label={`${words}. What was missed`}
        title={`${words} · What was missed`}
        onClick={() => showTimeOf(outage)}
        className="absolute top-0 cursor-pointer"
        style={{
          left: Math.max(0, Math.min(width - wide, left - (wide - (right - left)) / 2)),
          width: wide,
          height: PLOT_HEIGHT,
        }}
      />
    );
  });
}
