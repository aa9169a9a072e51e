import { CircleCheck, CircleHelp, CircleX, Square, TriangleAlert } from 'lucide-react';
import type { Simulation, Verdict } from '../../preload/contract/simulator.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { formatCount, formatDuration } from '../ui/format.ts';
import { ProgressBar } from '../ui/signs/progress-bar.tsx';
import { EventTable } from './event-table.tsx';
import { SlicePlot } from './slice-plot.tsx';
import { isRunning, useCancel } from './use-simulation.ts';

/** How a simulation goes, or what came of it. */
export function ResultView({ simulation }: { simulation: Simulation }) {
  return (
    <section aria-label="Result" className="flex min-h-0 flex-1 flex-col gap-4">
      <Progress simulation={simulation} />
      <VerdictBox verdict={simulation.verdict} />
      {simulation.note !== null && <p className="text-warn">{simulation.note}</p>}
      <Figures simulation={simulation} />
      <SlicePlot slices={simulation.slices} sliceMs={simulation.sliceMs} />
      <EventTable key={simulation.id} simulation={simulation} />
    </section>
  );
}

function Progress({ simulation }: { simulation: Simulation }) {
  const cancel = useCancel();
  const { summary, state } = simulation;
  const running = isRunning(simulation);
  const sent = summary.sent - summary.retries;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-3">
      <p className="wire min-w-0 flex-1 truncate text-muted" title={simulation.url}>
        POST {simulation.url}
      </p>
      {running ? (
        <>
          <ProgressBar label="Sent so far" value={sent} max={summary.planned} className="w-32" />
          <span className="text-muted tabular-nums">
            {formatCount(sent)} of {formatCount(summary.planned)}
          </span>
          <Button
            size="sm"
            icon={<Square size={14} />}
            disabled={cancel.isPending}
            onClick={() => cancel.mutate(simulation.id)}
          >
            Cancel
          </Button>
        </>
      ) : (
        <span className="text-muted">
          {state === 'canceled' ? 'Canceled' : 'Finished'} after{' '}
          {formatDuration((simulation.endedAt ?? simulation.startedAt) - simulation.startedAt)},
          seed {simulation.seed}
        </span>
      )}
    </div>
  );
}

const LOOKS = {
  good: { icon: CircleCheck, className: 'bg-good-soft text-good' },
  warn: { icon: TriangleAlert, className: 'bg-warn-soft text-warn' },
  bad: { icon: CircleX, className: 'bg-bad-soft text-bad' },
  neutral: { icon: CircleHelp, className: 'bg-hover text-muted' },
} as const;

function VerdictBox({ verdict }: { verdict: Verdict }) {
  const { icon: Icon, className } = LOOKS[verdict.tone];
  return (
    <div
      role="status"
      className={cx('flex shrink-0 items-start gap-3 rounded-lg px-4 py-3', className)}
    >
      <Icon size={20} aria-hidden className="mt-px shrink-0" />
      <div className="min-w-0">
        <p className="text-lg font-semibold">{verdict.title}</p>
        {verdict.detail !== '' && <p>{verdict.detail}</p>}
      </div>
    </div>
  );
}

function Figures({ simulation }: { simulation: Simulation }) {
  const { summary, events } = simulation;
  const figures: [string, string, string?][] = [
    ['Events accepted', `${formatCount(summary.accepted)} of ${formatCount(events)}`],
    ['Requests', formatCount(summary.sent)],
    ['Duplicates', formatCount(summary.duplicates)],
    ['Retries', formatCount(summary.retries)],
    ['Out of order', formatCount(summary.outOfOrder)],
    ['2xx', formatCount(summary.ok), 'text-good'],
    ['Other answers', formatCount(summary.notOk), summary.notOk > 0 ? 'text-warn' : undefined],
    ['No answer', formatCount(summary.unanswered), summary.unanswered > 0 ? 'text-bad' : undefined],
    ['Latency p50', latency(summary.p50Ms)],
    ['Latency p95', latency(summary.p95Ms)],
  ];
  return (
    <dl className="grid shrink-0 grid-cols-2 sm:grid-cols-5 gap-px overflow-hidden rounded-lg border border-line bg-line">
      {figures.map(([label, value, tone]) => (
        <div key={label} className="flex flex-col-reverse justify-end bg-surface px-3 py-2">
          <dt className="text-sm text-muted">{label}</dt>
          <dd className={cx('text-lg font-semibold tabular-nums', tone)}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const latency = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms));
