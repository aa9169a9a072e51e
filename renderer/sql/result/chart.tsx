import type { QueryResult } from '../../../preload/contract/integrations/sql.ts';
import { Field, Select } from '../../ui/field.tsx';
import { chartColumns, chartPoints, type ChartLook, ticksOf } from './chart-points.ts';

const WIDTH = 900;
const HEIGHT = 300;
const LEFT = 64;
const BOTTOM = 44;

/** A column of numbers over another column: as bars, or as a line over time. */
export function Chart(props: {
  result: Pick<QueryResult, 'columns' | 'rows'>;
  look: ChartLook;
  onLook: (look: ChartLook) => void;
}) {
  const { columns, rows } = props.result;
  const { kind } = props.look;
  const chosen = chartColumns(props.result, props.look);
  if (chosen === null) {
    return <p className="text-muted">A chart needs rows with a column of numbers.</p>;
  }
  const [x, y] = [String(chosen.x), String(chosen.y)];
  const setKind = (next: ChartLook['kind']): void => props.onLook({ ...props.look, kind: next });
  const setX = (at: string): void =>
    props.onLook({ ...props.look, x: columns[Number(at)] ?? null });
  const setY = (at: string): void =>
    props.onLook({ ...props.look, y: columns[Number(at)] ?? null });
  const points = chartPoints(rows, chosen.x, chosen.y);
  const options = columns.map((name, i) => ({ value: String(i), label: name }));
  const { low, high, ticks } = ticksOf(points.map(({ value }) => value));
  const top = 8;
  const height = HEIGHT - BOTTOM - top;
  const yAt = (value: number): number => top + height - ((value - low) / (high - low)) * height;
  const step = (WIDTH - LEFT - 8) / Math.max(1, points.length);
  const xAt = (index: number): number => LEFT + step * (index + 0.5);
  const every = Math.max(1, Math.ceil(points.length / 6));
  return (
    <div className="flex flex-col gap-3 overflow-auto">
      <div className="flex flex-wrap gap-3">
        <Field label="Shown as" className="flex w-32 flex-col gap-1">
          <Select
            value={kind}
            onValueChange={setKind}
            options={[
              { value: 'bar', label: 'Bars' },
              { value: 'line', label: 'Line' },
            ]}
          />
        </Field>
        <Field label="Along" className="flex w-48 flex-col gap-1">
          <Select value={x} onValueChange={setX} options={options} />
        </Field>
        <Field label="Numbers" className="flex w-48 flex-col gap-1">
          <Select value={y} onValueChange={setY} options={options} />
        </Field>
      </div>
      <svg
        role="img"
        aria-label={`${columns[Number(y)] ?? ''} by ${columns[Number(x)] ?? ''}, ${points.length} points from ${low} to ${high}`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="w-full max-w-5xl text-accent-ink"
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={WIDTH} y1={yAt(tick)} y2={yAt(tick)} stroke="var(--line)" />
            <text x={LEFT - 6} y={yAt(tick) + 4} textAnchor="end" fontSize="11" fill="var(--muted)">
              {tick}
            </text>
          </g>
        ))}
        {kind === 'bar' &&
          points.map(({ label, value }, i) => (
            <rect
              key={`${i} ${label}`}
              x={xAt(i) - step * 0.4}
              width={Math.max(1, step * 0.8)}
              y={Math.min(yAt(value), yAt(Math.max(0, low)))}
              height={Math.max(1, Math.abs(yAt(value) - yAt(Math.max(0, low))))}
              fill="currentColor"
              opacity="0.8"
            >
              <title>{`${label}: ${value}`}</title>
            </rect>
          ))}
        {kind === 'line' && (
          <path
            d={points
              .map(({ value }, i) => `${i === 0 ? 'M' : 'L'}${xAt(i)} ${yAt(value)}`)
              .join('')}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.75"
            strokeLinejoin="round"
          />
        )}
        {points.map(({ label }, i) =>
          i % every === 0 ? (
            <text
              key={`${i} ${label}`}
              x={xAt(i)}
              y={HEIGHT - BOTTOM + 18}
              textAnchor="middle"
              fontSize="11"
              fill="var(--muted)"
            >
              {label.length > 16 ? `${label.slice(0, 15)}…` : label}
            </text>
          ) : null,
        )}
      </svg>
    </div>
  );
}
