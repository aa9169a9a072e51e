import type { Delivery } from '../../../preload/contract/deliveries.ts';
import type { Attempt } from '../../../preload/contract/deliveries/attempts.ts';
import { isOver } from '../delivery-words.ts';
import { exact, span } from '../../ui/time/moments.ts';
import { STRIP_TICKS, stripScale } from './strip-scale.ts';
import { planWords } from './plan-words.ts';

const LINE = 24;
/** Room at both ends for the marks that stand there, in per cent of the width. */
const EDGE = 1.6;

/**
 * All attempts of a round on one line: past ones filled, future ones hollow with the span they may
 * fall into, the deadline at the right edge. Times grow as their logarithm.
 */
export function PlanStrip({ delivery, now }: { delivery: Delivery; now: number }) {
  const { at, start } = stripScale(delivery.deadlineAt);
  // In per cent, so that marks and texts keep their size in any width.
  const x = (moment: number): number => EDGE + at(moment) * (100 - 2 * EDGE);
  const round = Math.max(0, ...delivery.log.map(({ generation }) => generation));
  const past = delivery.log.filter(({ generation }) => generation === round);
  const over = isOver(delivery);
  return (
    <figure className="flex flex-col gap-1 px-4 py-2">
      <svg
        role="img"
        aria-label={planWords(delivery, past, now)}
        className="h-[3.25rem] w-full overflow-visible"
      >
        <line
          x1={`${EDGE}%`}
          x2={`${100 - EDGE}%`}
          y1={LINE}
          y2={LINE}
          stroke="var(--line-strong)"
        />
        {STRIP_TICKS.map(({ ms, label }) => (
          <g key={ms}>
            <line
              x1={`${x(start + ms)}%`}
              x2={`${x(start + ms)}%`}
              y1={LINE + 8}
              y2={LINE + 12}
              stroke="var(--line-strong)"
            />
            <text
              x={`${x(start + ms)}%`}
              y={LINE + 25}
              textAnchor="middle"
              fontSize="11"
              fill="var(--muted)"
            >
              {label}
            </text>
          </g>
        ))}
        <Deadline x={x(delivery.deadlineAt)} />
        {!over && now < delivery.deadlineAt && (
          <line x1={`${x(now)}%`} x2={`${x(now)}%`} y1={6} y2={LINE + 8} stroke="var(--accent-ink)">
            <title>now</title>
          </line>
        )}
        {delivery.plan.map((planned) => (
          <Future key={planned.number} planned={planned} x={x} now={now} />
        ))}
        {past.map((attempt) => (
          <Past key={attempt.id} attempt={attempt} x={x(attempt.startedAt)} now={now} />
        ))}
      </svg>
      <figcaption className="text-sm text-muted tabular-nums">
        {planWords(delivery, past, now)}
      </figcaption>
    </figure>
  );
}

function Deadline({ x }: { x: number }) {
  return (
    <g>
      <line
        x1={`${x}%`}
        x2={`${x}%`}
        y1={LINE - 16}
        y2={LINE + 12}
        stroke="var(--bad)"
        strokeWidth="2"
      />
      <text x="100%" y={LINE + 25} textAnchor="end" fontSize="11" fill="var(--bad)">
        48 h
      </text>
    </g>
  );
}

export const ATTEMPT_FILLS = {
  sending: 'var(--info)',
  delivered: 'var(--good)',
  failed: 'var(--bad)',
  refused: 'var(--bad)',
  interrupted: 'var(--warn)',
} as const;

function Past({ attempt, x, now }: { attempt: Attempt; x: number; now: number }) {
  const what = attempt.status ?? attempt.error ?? attempt.outcome;
  return (
    <circle
      cx={`${x}%`}
      cy={LINE}
      r="6"
      fill={ATTEMPT_FILLS[attempt.outcome]}
      stroke="var(--surface)"
    >
      <title>{`Attempt ${attempt.number}, ${exact(attempt.startedAt, now)}: ${what}`}</title>
    </circle>
  );
}

function Future(props: {
  planned: Delivery['plan'][number];
  x: (moment: number) => number;
  now: number;
}) {
  const { planned, x, now } = props;
  const spread = x(planned.latest) - x(planned.earliest);
  return (
    <g>
      {spread > 0.1 && (
        <rect
          x={`${x(planned.earliest)}%`}
          width={`${spread}%`}
          y={LINE - 4}
          height="8"
          rx="4"
          fill="var(--accent-line)"
          opacity="0.35"
        />
      )}
      <circle
        cx={`${x(planned.at)}%`}
        cy={LINE}
        r="5"
        fill="var(--surface)"
        stroke="var(--accent-ink)"
      >
        <title>
          {`Attempt ${planned.number}, ${exact(planned.at, now)} ± ${span((planned.latest - planned.earliest) / 2)}`}
        </title>
      </circle>
    </g>
  );
}
