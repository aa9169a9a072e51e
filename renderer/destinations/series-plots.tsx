import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DestinationId } from '../../preload/contract/deliveries.ts';
import { query } from '../api/client.ts';
import { Field, Select } from '../ui/field.tsx';
import { formatDuration, formatMinute, formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { linePath, type Slice } from './series-path.ts';

const WIDTH = 480;
const HEIGHT = 110;

/** Attempts and how long they took, over the last hours. */
export function SeriesPlots({ id }: { id: DestinationId }) {
  const [hours, setHours] = useState<'1' | '24' | '48'>('24');
  const series = useQuery(
    query.destinations.series.queryOptions({ input: { id, hours: Number(hours) } }),
  );
  if (series.error !== null) {
    return <Problem error={series.error} onRetry={() => void series.refetch()} />;
  }
  const slices = series.data ?? [];
  const total = slices.reduce((sum, { delivered, failed }) => sum + delivered + failed, 0);
  return (
    <section aria-label="Attempts over time" className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 font-semibold">Attempts over time</h3>
        <Field label="Period" hideLabel className="w-36">
          <Select
            value={hours}
            onValueChange={setHours}
            options={[
              { value: '1', label: 'Last hour' },
              { value: '24', label: 'Last 24 hours' },
              { value: '48', label: 'Last 48 hours' },
            ]}
          />
        </Field>
      </div>
      {series.data !== undefined && total === 0 ? (
        <p className="flex items-center justify-center rounded-lg border border-dashed border-line-strong/60 px-4 py-6 text-center text-muted">
          No attempts in this period. Send a test event.
        </p>
      ) : (
        <div className="grid gap-3 lg:grid-cols-2">
          <Bars slices={slices} />
          <Lines slices={slices} />
        </div>
      )}
    </section>
  );
}

const FRAME = 'h-auto w-full rounded-lg border border-line bg-surface';

function Bars({ slices }: { slices: readonly Slice[] }) {
  const top = Math.max(1, ...slices.map(({ delivered, failed }) => delivered + failed));
  const step = WIDTH / Math.max(1, slices.length);
  const sum = (key: 'delivered' | 'failed'): number =>
    slices.reduce((all, slice) => all + slice[key], 0);
  const words = `${formatPlural(sum('delivered'), 'attempt')} delivered, ${sum('failed')} failed`;
  const scale = (count: number): number => (count / top) * (HEIGHT - 8);
  return (
    <figure className="flex flex-col gap-1">
      <svg role="img" aria-label={words} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={FRAME}>
        {slices.map(({ at, delivered, failed }, i) => (
          <g key={at}>
            <title>{`${formatMinute(at)}: ${delivered} delivered, ${failed} failed`}</title>
            <rect
              x={i * step + step * 0.1}
              width={step * 0.8}
              y={HEIGHT - scale(delivered)}
              height={scale(delivered)}
              fill="var(--good)"
            />
            <rect
              x={i * step + step * 0.1}
              width={step * 0.8}
              y={HEIGHT - scale(delivered + failed)}
              height={scale(failed)}
              fill="var(--bad)"
            />
          </g>
        ))}
      </svg>
      <Caption slices={slices} words={words} />
    </figure>
  );
}

function Lines({ slices }: { slices: readonly Slice[] }) {
  if (slices.every(({ p95Ms }) => p95Ms === null)) {
    return (
      <p className="flex items-center justify-center rounded-lg border border-dashed border-line-strong/60 px-4 py-6 text-center text-muted">
        No latencies: nothing was delivered in this period.
      </p>
    );
  }
  const top = Math.max(1, ...slices.map(({ p95Ms }) => p95Ms ?? 0));
  const words = `Latency p50 and p95, at most ${formatDuration(top)}`;
  const size = { width: WIDTH, height: HEIGHT, top };
  return (
    <figure className="flex flex-col gap-1">
      <svg role="img" aria-label={words} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={FRAME}>
        <path
          d={linePath(slices, 'p95Ms', size)}
          fill="none"
          stroke="var(--warn)"
          strokeWidth="2"
          strokeDasharray="5 3"
          strokeLinecap="round"
        />
        <path
          d={linePath(slices, 'p50Ms', size)}
          fill="none"
          stroke="var(--accent-ink)"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      <Caption slices={slices} words={`${words}; p95 is dashed`} />
    </figure>
  );
}

function Caption({ slices, words }: { slices: readonly Slice[]; words: string }) {
  const [first] = slices;
  return (
    <figcaption className="flex justify-between gap-3 text-sm text-muted tabular-nums">
      <span>{first === undefined ? '' : formatMinute(first.at)}</span>
      <span className="text-center">{words}</span>
      <span>now</span>
    </figcaption>
  );
}
