import { useId, type ReactNode } from 'react';
import { FieldContext, type ControlProps } from './form/field-context.ts';

/**
 * A labelled control with help and error. The inputs of this folder take id and aria from it by
 * themselves; for any other control pass a function and spread its argument.
 */
export function Field(props: {
  label: string;
  help?: ReactNode;
  error?: ReactNode;
  /** Keeps the label for assistive technology only. */
  hideLabel?: boolean;
  className?: string;
  children: ReactNode | ((control: ControlProps) => ReactNode);
}) {
  const id = useId();
  const hasError = props.error !== undefined && props.error !== null && props.error !== '';
  const described = [props.help ? `${id}-help` : '', hasError ? `${id}-error` : ''];
  const control: ControlProps = {
    id,
    'aria-describedby': described.filter(Boolean).join(' ') || undefined,
    'aria-invalid': hasError ? true : undefined,
  };
  return (
    <div className={props.className ?? 'flex flex-col gap-1'}>
      <label htmlFor={id} className={props.hideLabel === true ? 'sr-only' : 'text-sm font-medium'}>
        {props.label}
      </label>
      <FieldContext value={control}>
        {typeof props.children === 'function' ? props.children(control) : props.children}
      </FieldContext>
      {hasError && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad">
          {props.error}
        </p>
      )}
      {props.help && (
        <p id={`${id}-help`} className="text-sm text-muted">
          {props.help}
        </p>
      )}
    </div>
  );
}

export type { ControlProps } from './form/field-context.ts';
export { NumberInput, Select, TextArea, TextInput } from './form/inputs.tsx';
export { Checkbox, Switch } from './form/toggles.tsx';
