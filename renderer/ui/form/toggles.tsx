import { useId, type ComponentProps } from 'react';
import { cx } from '../cx.ts';
import { useControlProps } from './field-context.ts';

type Toggle = {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  label: string;
  help?: string;
  /** Keeps the label for assistive technology only. */
  hideLabel?: boolean;
  disabled?: boolean;
  className?: string;
};

/** On or off, at once. */
export function Switch(props: Toggle & Pick<ComponentProps<'button'>, 'tabIndex'>) {
  const id = useId();
  const { 'aria-describedby': described } = useControlProps();
  const helpId = props.help === undefined ? described : `${id}-help`;
  return (
    <span className={cx('inline-flex items-start gap-2', props.className)}>
      <button
        type="button"
        role="switch"
        id={id}
        aria-checked={props.checked}
        aria-label={props.label}
        aria-describedby={helpId}
        disabled={props.disabled}
        tabIndex={props.tabIndex}
        onClick={() => props.onCheckedChange(!props.checked)}
        className={cx(
          'relative mt-px inline-flex h-[1.125rem] w-8 shrink-0 items-center rounded-full border border-transparent p-0.5 transition-colors',
          'before:absolute before:-inset-2 disabled:opacity-50',
          props.checked ? 'bg-accent forced-colors:bg-[Highlight]' : 'bg-line-strong',
        )}
      >
        <span
          className={cx(
            'size-3.5 rounded-full bg-white transition-transform forced-colors:bg-[ButtonText]',
            props.checked && 'translate-x-3.5',
          )}
        />
      </button>
      {props.hideLabel !== true && <ToggleWords id={id} label={props.label} help={props.help} />}
    </span>
  );
}

export function Checkbox({
  indeterminate = false,
  ...props
}: Toggle & { indeterminate?: boolean } & Pick<ComponentProps<'input'>, 'tabIndex'>) {
  const id = useId();
  const { 'aria-describedby': described } = useControlProps();
  return (
    <span className={cx('inline-flex items-start gap-2', props.className)}>
      <input
        type="checkbox"
        id={id}
        checked={props.checked}
        disabled={props.disabled}
        tabIndex={props.tabIndex}
        aria-label={props.hideLabel === true ? props.label : undefined}
        aria-describedby={props.help === undefined ? described : `${id}-help`}
        ref={(box) => {
          if (box) box.indeterminate = indeterminate;
        }}
        onChange={(event) => props.onCheckedChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      {props.hideLabel !== true && <ToggleWords id={id} label={props.label} help={props.help} />}
    </span>
  );
}

function ToggleWords({
  id,
  label,
  help,
}: {
  id: string;
  label: string;
  help?: string | undefined;
}) {
  return (
    <span className="min-w-0">
      <label htmlFor={id} className="cursor-pointer">
        {label}
      </label>
      {help !== undefined && (
        <span id={`${id}-help`} className="block text-sm text-muted">
          {help}
        </span>
      )}
    </span>
  );
}
