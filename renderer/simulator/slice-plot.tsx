import type { Simulation } from '../../preload/contract/simulator.ts';
import { formatDuration } from '../ui/format.ts';

const WIDTH = 900;
const HEIGHT = 64;

const LAYERS = [
  { key: 'ok', fill: 'var(--good)', label: '2xx' },
  { key: 'notOk', fill: 'var(--warn)', label: 'other answers' },
  { key: 'unanswered', fill: 'var(--bad)', label: 'no answer' },
] as const;

/** Answers over time, by the moment of sending. */
export function SlicePlot({ slices, sliceMs }: Pick<Simulation, 'slices' | 'sliceMs'>) {
  const totals = slices.map(({ ok, notOk, unanswered }) => ok + notOk + unanswered);
  const top = Math.max(1, ...totals);
  const step = WIDTH / Math.max(1, slices.length);
  const span = formatDuration(slices.length * sliceMs);
  const label = `Answers over ${span}, at most ${Math.max(0, ...totals)} in ${formatDuration(sliceMs)}`;
  return (
    <figure className="flex shrink-0 flex-col gap-1">
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-16 w-full rounded-md border border-line bg-surface"
      >
        {slices.map((slice, i) => {
          let foot = HEIGHT;
          return LAYERS.map(({ key, fill }) => {
            const height = (slice[key] / top) * (HEIGHT - 4);
            foot -= height;
            return height === 0 ? null : (
              <rect
                key={`${i * sliceMs} ${key}`}
                x={i * step + step * 0.1}
                width={step * 0.8}
                y={foot}
                height={height}
                fill={fill}
              />
            );
          });
        })}
      </svg>
      <figcaption className="flex justify-between text-sm text-muted tabular-nums">
        <span>0 s</span>
        <span className="flex gap-3">
          {LAYERS.map((layer) => (
            <span key={layer.key} className="flex items-center gap-1">
              <svg width="9" height="9" aria-hidden>
                <rect width="9" height="9" rx="2" fill={layer.fill} />
              </svg>
              {layer.label}
            </span>
          ))}
        </span>
        <span>{span}</span>
      </figcaption>
    </figure>
  );
}
