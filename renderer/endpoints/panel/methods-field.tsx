import { X } from 'lucide-react';
import { useState } from 'react';
import { checkMethod } from '../../../preload/rules/endpoint-rules.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { TextInput } from '../../ui/field.tsx';

const USUAL: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Which methods an endpoint takes: none chosen means all. */
export function MethodsField(props: {
  methods: readonly string[];
  onChange: (methods: readonly string[]) => void;
}) {
  const { methods, onChange } = props;
  const toggle = (method: string): void =>
    onChange(methods.includes(method) ? methods.filter((m) => m !== method) : [...methods, method]);
  const rare = methods.filter((method) => !USUAL.includes(method));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="mb-1 text-sm font-medium">Methods</legend>
      <div className="flex flex-wrap items-center gap-1.5">
        <Chip name="Any" on={methods.length === 0} toggle={() => onChange([])} />
        <span aria-hidden className="mx-0.5 h-4 w-px bg-line" />
        {USUAL.map((method) => (
          <Chip
            key={method}
            name={method}
            on={methods.includes(method)}
            toggle={() => toggle(method)}
          />
        ))}
        {rare.map((method) => (
          <Chip key={method} name={method} on removable toggle={() => toggle(method)} />
        ))}
        <OtherMethod
          onAdd={(method) => !methods.includes(method) && onChange([...methods, method])}
        />
      </div>
    </fieldset>
  );
}

function Chip(props: { name: string; on: boolean; toggle: () => void; removable?: boolean }) {
  return (
    <button
      type="button"
      aria-pressed={props.on}
      onClick={props.toggle}
      className={cx(
        'inline-flex h-7 items-center gap-1 rounded-full border px-2.5 text-sm',
        props.on
          ? 'border-accent-line bg-accent-soft font-medium text-accent-ink'
          : 'border-line text-muted hover:bg-hover hover:text-ink',
      )}
    >
      {props.name}
      {props.removable === true && <X size={12} aria-hidden />}
    </button>
  );
}

function OtherMethod({ onAdd }: { onAdd: (method: string) => void }) {
  const [text, setText] = useState('');
  const method = text.trim().toUpperCase();
  const problem = method === '' ? null : checkMethod(method);
  const add = (): void => {
    if (method === '' || problem !== null) return;
    onAdd(method);
    setText('');
  };
  return (
    <span className="inline-flex items-center gap-1">
      <TextInput
        mono
        className="!h-7 !w-24"
        aria-label="Another method"
        placeholder="Another"
        value={text}
        onValueChange={setText}
        aria-invalid={problem !== null ? true : undefined}
        aria-describedby={problem === null ? undefined : 'other-method-problem'}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      {method !== '' && (
        <Button size="sm" disabled={problem !== null} onClick={add}>
          Add
        </Button>
      )}
      {problem !== null && (
        <span id="other-method-problem" role="alert" className="text-sm text-bad">
          {problem}
        </span>
      )}
    </span>
  );
}
