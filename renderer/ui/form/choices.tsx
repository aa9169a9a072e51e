import { cx } from '../cx.ts';

/** One of a few, as a row of buttons of which one is pressed. */
export function Choices<Id extends string>(props: {
  label: string;
  items: readonly { id: Id; label: string }[];
  value: Id;
  onChange: (id: Id) => void;
}) {
  return (
    <fieldset aria-label={props.label} className="m-0 flex rounded-md border-0 bg-hover p-0.5">
      {props.items.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === props.value}
          onClick={() => props.onChange(id)}
          className={cx(
            'h-6 rounded px-2 text-sm font-medium whitespace-nowrap',
            id === props.value ? 'bg-selected text-accent-ink' : 'text-muted hover:text-ink',
          )}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
