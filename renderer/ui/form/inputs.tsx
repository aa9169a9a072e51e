import { useState, type ComponentProps } from 'react';
import { cx } from '../cx.ts';
import { useControlProps } from './field-context.ts';
import { readNumber } from './read-number.ts';

const BOX =
  'w-full min-w-0 rounded-md border border-line-strong/60 bg-surface px-2 text-base text-ink ' +
  'hover:border-line-strong focus-visible:border-accent focus-visible:outline-offset-0 ' +
  'disabled:opacity-60 aria-invalid:border-bad';

type OnValue<T> = { onValueChange?: (value: T) => void };

export function TextInput({
  onValueChange,
  className,
  mono = false,
  ...props
}: ComponentProps<'input'> & OnValue<string> & { mono?: boolean }) {
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      {...useControlProps()}
      {...props}
      onChange={(event) => {
        props.onChange?.(event);
        onValueChange?.(event.target.value);
      }}
      className={cx(BOX, 'h-8', mono && 'wire', className)}
    />
  );
}

export function TextArea({
  onValueChange,
  className,
  mono = false,
  ...props
}: ComponentProps<'textarea'> & OnValue<string> & { mono?: boolean }) {
  return (
    <textarea
      spellCheck={false}
      {...useControlProps()}
      {...props}
      onChange={(event) => {
        props.onChange?.(event);
        onValueChange?.(event.target.value);
      }}
      className={cx(BOX, 'py-1.5', mono && 'wire', className)}
    />
  );
}

/**
 * A number as text. Reports null while the text is empty or no number; the text itself stays as
 * typed, so that half a number is never rewritten under the person's hands.
 */
export function NumberInput({
  value,
  onValueChange,
  className,
  suffix,
  ...props
}: Omit<ComponentProps<'input'>, 'value'> &
  OnValue<number | null> & { value: number | null; suffix?: string }) {
  const [draft, setDraft] = useState<string | null>(null);
  const control = useControlProps();
  return (
    <span className="flex items-center gap-2">
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        {...control}
        {...props}
        value={draft ?? (value === null ? '' : String(value))}
        onChange={(event) => {
          setDraft(event.target.value);
          onValueChange?.(readNumber(event.target.value));
        }}
        onBlur={(event) => {
          if (readNumber(event.target.value) !== null) setDraft(null);
          props.onBlur?.(event);
        }}
        className={cx(BOX, 'h-8 tabular-nums', className)}
      />
      {suffix !== undefined && <span className="shrink-0 text-muted">{suffix}</span>}
    </span>
  );
}

export type SelectOption<V extends string> = { value: V; label: string; disabled?: boolean };

/** The platform's own select: every keyboard and screen reader knows it. */
export function Select<V extends string>({
  options,
  value,
  onValueChange,
  className,
  ...props
}: Omit<ComponentProps<'select'>, 'value'> &
  OnValue<V> & { options: readonly SelectOption<V>[]; value: V }) {
  return (
    <select
      {...useControlProps()}
      {...props}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value);
        if (chosen) onValueChange?.(chosen.value);
      }}
      className={cx(BOX, 'h-8', className)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
