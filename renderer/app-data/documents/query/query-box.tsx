import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { cx } from '../../../ui/cx.ts';
import { Field, TextInput } from '../../../ui/field.tsx';
import { type QuerySuggestion, type QueryWords, suggestQuery } from './suggest-query.ts';

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** A query in one line: fields, operators and earlier queries are offered while it is written. */
export function QueryBox(props: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  words: QueryWords;
  problem: string | null;
  placeholder: string;
  className: string;
}) {
  const { value, onChange } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const caret = useRef<number | null>(null);
  const offered = cursor === null ? [] : suggestQuery(value, cursor, props.words);
  const isOpen = offered.length > 0;
  const at = Math.min(active, offered.length - 1);

  useLayoutEffect(() => {
    // What was taken is in the box only now.
    if (caret.current === null) return;
    input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  const show = (from: number | null): void => {
    setCursor(from);
    setActive(-1);
  };
  const take = ({ text, from, to }: QuerySuggestion): void => {
    onChange(value.slice(0, from) + text + value.slice(to));
    caret.current = from + text.length;
    show(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const chosen = offered[at];
    if (event.key === ' ' && event.ctrlKey) show(input.current?.selectionStart ?? value.length);
    else if (step !== undefined && !isOpen) show(input.current?.selectionStart ?? value.length);
    else if (step !== undefined) {
      const before = at < 0 && step < 0 ? 0 : at;
      setActive((before + step + offered.length) % offered.length);
    } else if (isOpen && chosen && (event.key === 'Enter' || event.key === 'Tab')) take(chosen);
    else if (isOpen && event.key === 'Escape') show(null);
    else {
      if (event.key === 'Enter') show(null);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={cx('relative', props.className)}>
      <Field
        label={props.label}
        hideLabel
        className="flex flex-col gap-1"
        error={props.problem ?? undefined}
      >
        <TextInput
          ref={input}
          mono
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          aria-activedescendant={isOpen && at >= 0 ? `${id}-${at}` : undefined}
          value={value}
          placeholder={props.placeholder}
          onChange={(event) => show(event.target.selectionStart)}
          onValueChange={onChange}
          onKeyDown={onKeyDown}
          onBlur={() => show(null)}
        />
      </Field>
      {isOpen && (
        <div
          id={id}
          role="listbox"
          aria-label="Completions"
          className="absolute top-9 left-0 z-30 max-h-80 w-full min-w-64 overflow-auto rounded-lg border border-line bg-raised p-1 shadow-popup"
        >
          {offered.map((one, index) => (
            <button
              type="button"
              tabIndex={-1}
              key={`${one.label} ${one.detail}`}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              // Pressing must not take the focus from the box, which would close the list first.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(one)}
              className={cx(
                'flex h-7 w-full items-center gap-3 rounded-md px-2',
                index === at ? 'bg-selected' : 'hover:bg-hover',
              )}
            >
              <span className="wire min-w-0 truncate">{one.label}</span>
              <span className="ml-auto shrink-0 text-sm text-muted">{one.detail}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
