import type { PlannedSend, SimulationPreview } from '../../preload/contract/simulator.ts';
import { formatDuration, formatPlural } from '../ui/format.ts';

const WIDTH = 360;
const HEIGHT = 130;
const EDGE = 7;

/**
 * The plan as a picture: time runs to the right, events upwards. In order, the dots climb a line;
 * one that is late stands right of it, a duplicate is hollow.
 */
export function PlanPlot({ preview }: { preview: SimulationPreview }) {
  const { requests, duplicates, late, durationMs, sends } = preview;
  const lastMs = Math.max(1, sends.at(-1)?.atMs ?? 0);
  const most = Math.max(1, ...sends.map(({ event }) => event));
  const x = ({ atMs }: PlannedSend): number => EDGE + (atMs / lastMs) * (WIDTH - 2 * EDGE);
  const y = ({ event }: PlannedSend): number =>
    HEIGHT - EDGE - ((event - 1) / Math.max(1, most - 1)) * (HEIGHT - 2 * EDGE);
  const words = [
    formatPlural(requests, 'request'),
    formatPlural(duplicates, 'duplicate'),
    `${late} late`,
    `over ${formatDuration(durationMs)}`,
  ].join(', ');
  const radius = sends.length > 150 ? 2 : 3;
  return (
    <figure className="flex flex-col gap-1.5">
      <svg
        role="img"
        aria-label={`The plan: ${words}`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="w-full max-w-[30rem] rounded-md border border-line bg-canvas"
      >
        {sends.map((send) => (
          <circle
            key={`${send.event}.${send.copy}`}
            cx={x(send)}
            cy={y(send)}
            r={send.copy === 0 ? radius : radius + 1}
            fill={send.copy > 0 ? 'none' : toneOf(send)}
            stroke={toneOf(send)}
            strokeWidth={send.copy > 0 ? 1.25 : 0}
          />
        ))}
      </svg>
      <figcaption className="flex flex-wrap gap-x-3 gap-y-0.5 text-sm text-muted">
        <span className="text-ink tabular-nums">{words}</span>
        {sends.length < requests && <span>The first {sends.length} are drawn.</span>}
        <span>
          <Mark /> sent, <Mark hollow /> duplicate, <Mark late /> late
        </span>
      </figcaption>
    </figure>
  );
}

const toneOf = ({ late }: PlannedSend): string => (late ? 'var(--warn)' : 'var(--accent-ink)');

function Mark({ hollow = false, late = false }: { hollow?: boolean; late?: boolean }) {
  const tone = late ? 'var(--warn)' : 'var(--accent-ink)';
  return (
    <svg width="9" height="9" aria-hidden className="inline">
      <circle cx="4.5" cy="4.5" r="3" fill={hollow ? 'none' : tone} stroke={tone} />
    </svg>
  );
}
