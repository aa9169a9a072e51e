import { useId } from 'react';
import type { EndpointForward } from '../../preload/contract/endpoints.ts';
import { cx } from '../ui/cx.ts';
import { WHEN_DOWN } from './forward-words.ts';

/** Whether the sender waits for the server, and what it gets while the server is down. */
export interface Choices {
  gets: 'answer' | 'reply';
  onFailure: EndpointForward['onFailure'];
}

export const FIRST_CHOICES: Choices = { gets: 'answer', onFailure: 'queue' };

/** The two choices under the field. */
export function ForwardChoices(props: {
  choices: Choices;
  /** Status of the endpoint's own reply. */
  status: number;
  disabled?: boolean;
  onChange: (choices: Choices) => void;
}) {
  const { choices, status, disabled = false, onChange } = props;
  return (
    <div className="flex flex-col gap-2">
      <Choice
        label="The sender gets"
        value={choices.gets}
        options={[
          { value: 'answer', label: 'my server’s answer' },
          { value: 'reply', label: `always ${status}` },
        ]}
        disabled={disabled}
        onChange={(gets) => onChange({ ...choices, gets })}
      />
      {choices.gets === 'answer' ? (
        <Choice
          label="When it is down"
          value={choices.onFailure}
          options={WHEN_DOWN}
          disabled={disabled}
          onChange={(onFailure) => onChange({ ...choices, onFailure })}
        />
      ) : (
        <p className="text-sm text-muted">
          The endpoint replies at once. Your server gets a delivery, which is tried again while it
          is down.
        </p>
      )}
    </div>
  );
}

function Choice<V extends string>(props: {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  disabled: boolean;
  onChange: (value: V) => void;
}) {
  const name = useId();
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <legend className="float-left mr-1 text-sm font-medium">{props.label}</legend>
      {props.options.map(({ value, label }) => (
        <label
          key={value}
          className={cx(
            'flex min-h-6 items-center gap-1.5 text-sm',
            props.value === value ? 'text-ink' : 'text-muted',
          )}
        >
          <input
            type="radio"
            name={name}
            checked={props.value === value}
            disabled={props.disabled}
            onChange={() => props.onChange(value)}
            className="size-3.5 accent-accent"
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
