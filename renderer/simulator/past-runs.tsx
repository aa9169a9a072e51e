import { GitCompare } from 'lucide-react';
import { useState } from 'react';
import type { Simulation } from '../../preload/contract/simulator.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { formatCount, formatDuration, formatPlural, formatSecond } from '../ui/format.ts';

const WORDS: Readonly<Record<Simulation['verdict']['tone'], [Tone, string]>> = {
  good: ['good', 'passed'],
  warn: ['warn', 'unsure'],
  bad: ['bad', 'failed'],
  neutral: ['neutral', 'not proven'],
};

/** The runs that are kept, newest first; one opens, two are compared. */
export function PastRuns(props: {
  runs: readonly Simulation[];
  shownId: string;
  onOpen: (id: string) => void;
}) {
  const { runs, shownId } = props;
  const [picked, pick] = useState<readonly string[]>([]);
  const [comparing, compare] = useState(false);
  // Newest first: the earlier one stands at the left.
  const [later, earlier] = runs.filter(({ id }) => picked.includes(id));
  const toggle = (id: string): void =>
    pick(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id].slice(-2));
  return (
    <section aria-label="Runs" className="flex shrink-0 flex-col gap-2">
      <ul className="flex max-h-44 flex-col divide-y divide-line overflow-auto rounded-lg border border-line bg-surface">
        {runs.map((run) => {
          const [tone, word] = WORDS[run.verdict.tone];
          const name = `run of ${formatSecond(run.startedAt)}`;
          return (
            <li
              key={run.id}
              className={cx('flex items-center gap-2 px-3', run.id === shownId && 'bg-selected')}
            >
              <input
                type="checkbox"
                aria-label={`Pick the ${name}`}
                checked={picked.includes(run.id)}
                onChange={() => toggle(run.id)}
                className="size-4 shrink-0 accent-(--accent)"
              />
              <button
                type="button"
                aria-current={run.id === shownId ? 'true' : undefined}
                onClick={() => props.onOpen(run.id)}
                className="flex min-w-0 flex-1 items-center gap-3 py-1.5 text-left"
              >
                <span className="shrink-0 tabular-nums">{formatSecond(run.startedAt)}</span>
                <Badge tone={tone}>{word}</Badge>
                <span className="min-w-0 flex-1 truncate" title={run.verdict.title}>
                  {formatPlural(run.events, 'event')}: {run.verdict.title}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className="flex items-center gap-2">
        <Button
          size="sm"
          icon={<GitCompare size={14} />}
          aria-pressed={comparing}
          disabled={earlier === undefined || later === undefined}
          onClick={() => compare(!comparing)}
        >
          Compare
        </Button>
        <span className="text-sm text-muted">
          {picked.length < 2 ? 'Pick two runs to compare them.' : '2 runs picked'}
        </span>
      </div>
      {comparing && earlier !== undefined && later !== undefined && (
        <RunCompare earlier={earlier} later={later} />
      )}
    </section>
  );
}

const ms = (value: number | null): string => (value === null ? '–' : formatDuration(value));

/** What is compared of two runs: a name, and how a run says it. */
const FIGURES: readonly [string, (run: Simulation) => string][] = [
  ['Verdict', ({ verdict }) => verdict.title],
  ['Receiver', ({ url }) => url],
  ['Source', ({ captureId }) => (captureId === null ? 'a written body' : `capture ${captureId}`)],
  ['Seed', ({ seed }) => String(seed)],
  [
    'Events accepted',
    ({ summary, events }) => `${formatCount(summary.accepted)} of ${formatCount(events)}`,
  ],
  ['Requests', ({ summary }) => formatCount(summary.sent)],
  ['Duplicates', ({ summary }) => formatCount(summary.duplicates)],
  ['Retries', ({ summary }) => formatCount(summary.retries)],
  ['Out of order', ({ summary }) => formatCount(summary.outOfOrder)],
  ['Differing answers', ({ summary }) => formatCount(summary.differing)],
  ['2xx', ({ summary }) => formatCount(summary.ok)],
  ['Other answers', ({ summary }) => formatCount(summary.notOk)],
  ['No answer', ({ summary }) => formatCount(summary.unanswered)],
  ['Latency p50', ({ summary }) => ms(summary.p50Ms)],
  ['Latency p95', ({ summary }) => ms(summary.p95Ms)],
];

/** Two runs side by side; what differs is marked. */
function RunCompare({ earlier, later }: { earlier: Simulation; later: Simulation }) {
  return (
    <div className="relative shrink-0 overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full text-left text-sm">
        <caption className="sr-only">Two runs compared</caption>
        <thead className="text-muted">
          <tr>
            <th scope="col" className="px-3 py-1.5 font-medium">
              Figure
            </th>
            {[earlier, later].map(({ id, startedAt }) => (
              <th key={id} scope="col" className="px-3 py-1.5 font-medium tabular-nums">
                {formatSecond(startedAt)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FIGURES.map(([label, say]) => {
            const [a, b] = [say(earlier), say(later)];
            return (
              <tr key={label} className={cx('border-t border-line', a !== b && 'bg-warn-soft')}>
                <th scope="row" className="px-3 py-1 font-normal text-muted">
                  {label}
                </th>
                <td className="px-3 py-1 break-all tabular-nums">{a}</td>
                <td className="px-3 py-1 break-all tabular-nums">{b}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
