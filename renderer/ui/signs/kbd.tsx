import { cx } from '../cx.ts';

/** A key or chord, written like `r` or `Ctrl K`. */
export function Kbd({ keys, inverted = false }: { keys: string; inverted?: boolean }) {
  const look = inverted ? 'border-canvas/30 text-canvas' : 'border-line bg-hover text-muted';
  return (
    <span className="inline-flex gap-0.5">
      {keys.split(' ').map((key) => (
        <kbd key={key} className={cx('rounded border px-1 font-sans text-xs leading-4', look)}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
