import { useId } from 'react';
import { offsetsOf, WINDOW_MS } from '../../../preload/rules/schedule-offsets.ts';
import type { RetrySchedule } from '../../../preload/contract/deliveries/rules.ts';
import { cx } from '../../ui/cx.ts';
import { Field, TextInput } from '../../ui/field.tsx';
import { SCHEDULES, triesOf } from '../destination-words.ts';
import { scheduleOf, type DestinationFields } from './destination-draft.ts';

/** When is tried again: each schedule with its shape, from the first try to 48 hours. */
export function ScheduleField({ draft, problems, onChange }: DestinationFields) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 text-sm font-medium">Retries</legend>
      <div className="flex flex-col divide-y divide-line rounded-md border border-line">
        {SCHEDULES.map(({ value, name: label }) => {
          const schedule: RetrySchedule =
            value === 'custom' ? scheduleOf({ ...draft, schedule: 'custom' }) : { kind: value };
          const isChosen = draft.schedule === value;
          return (
            <label
              key={value}
              className={cx(
                'flex min-h-9 flex-wrap items-center gap-x-2 px-2.5 py-1',
                isChosen ? 'bg-selected' : 'hover:bg-hover',
              )}
            >
              <input
                type="radio"
                name={name}
                value={value}
                checked={isChosen}
                onChange={() => onChange({ schedule: value })}
                className="size-4 shrink-0 accent-(--accent)"
              />
              <span className="min-w-0 flex-1">
                {label}
                {value !== 'custom' && <span className="text-muted">: {triesOf(schedule)}</span>}
              </span>
              <ScheduleShape schedule={schedule} />
            </label>
          );
        })}
      </div>
      {draft.schedule === 'custom' && (
        <Field label="Gaps" error={problems.get('schedule')} help="Seconds before attempts 2, 3, …">
          <TextInput mono value={draft.gaps} onValueChange={(gaps) => onChange({ gaps })} />
        </Field>
      )}
      <p className="text-sm text-muted">
        Retries until a 2xx. The line is 48 h long; times grow as their logarithm.
      </p>
    </fieldset>
  );
}

const UNIT_MS = 1000;
const EDGE = 3;
const WIDTH = 168;

/** The tries of a schedule as dots on a line of 48 hours. */
function ScheduleShape({ schedule }: { schedule: RetrySchedule }) {
  const whole = Math.log1p(WINDOW_MS / UNIT_MS);
  const x = (offset: number): number =>
    EDGE + (Math.log1p(offset / UNIT_MS) / whole) * (WIDTH - 2 * EDGE);
  return (
    <svg aria-hidden width={WIDTH} height={14} className="max-w-full shrink-0">
      <path d={`M${EDGE} 7H${WIDTH - EDGE}`} className="stroke-line-strong" />
      {offsetsOf(schedule).map((offset) => (
        <circle
          key={offset}
          cx={x(offset)}
          cy="7"
          r="3"
          className="fill-accent stroke-surface forced-colors:fill-[CanvasText]"
        />
      ))}
    </svg>
  );
}
