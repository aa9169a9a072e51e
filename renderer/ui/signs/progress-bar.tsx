import { cx } from '../cx.ts';

/** How far something is that has a known end. The browser's own bar takes no colours of ours. */
export function ProgressBar(props: {
  label: string;
  value: number;
  max: number;
  className?: string;
}) {
  const share = props.max === 0 ? 1 : Math.min(1, props.value / props.max);
  return (
    <div
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={props.max}
      aria-valuenow={props.value}
      className={cx('h-1.5 overflow-hidden rounded-full bg-pressed', props.className)}
    >
      <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
    </div>
  );
}
