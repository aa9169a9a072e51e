import { Plus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ExpectationMistake } from '../../../preload/contract/interchange/expectations.ts';
import { Button } from '../../ui/button.tsx';
import { mistakeAt } from '../use-mistakes.ts';
import { CheckRowFields } from './check-row.tsx';
import { assertionOf, freshRow } from './rows.ts';
import { SUBJECTS } from './subjects.ts';

/** Checks of every capture, or of at least one, as rows. */
export function CheckList(props: {
  title: string;
  field: 'each' | 'some';
  assertions: readonly unknown[];
  mistakes: readonly ExpectationMistake[];
  onChange: (assertions: readonly unknown[]) => void;
  onJson: () => void;
}) {
  const { field, assertions, mistakes, onChange } = props;
  const list = useRef<HTMLElement>(null);
  const wanted = useRef<number | 'add' | null>(null);
  // Who works by keys goes on where a row came or went.
  useEffect(() => {
    const to = wanted.current;
    wanted.current = null;
    if (to === null) return;
    const row = to === 'add' ? null : list.current?.querySelectorAll('li')[to];
    (
      row?.querySelector<HTMLElement>('select, button') ??
      list.current?.querySelector<HTMLElement>('[data-add]')
    )?.focus();
  }, [assertions.length]);
  const add = (): void => {
    const [first] = SUBJECTS;
    if (first === undefined) return;
    wanted.current = assertions.length;
    onChange([...assertions, assertionOf(freshRow(first))]);
  };
  const remove = (at: number): void => {
    wanted.current = assertions.length === 1 ? 'add' : Math.min(at, assertions.length - 2);
    onChange(assertions.toSpliced(at, 1));
  };
  return (
    <section ref={list} aria-label={props.title} className="flex flex-col gap-1.5">
      <h3 className="text-sm font-medium">{props.title}</h3>
      {assertions.length > 0 && (
        <ul className="flex flex-col gap-2">
          {assertions.map((assertion, at) => (
            <CheckRowFields
              // Rows have no names of their own; their fields show what stands in them now.
              // oxlint-disable-next-line react/no-array-index-key
              key={at}
              assertion={assertion}
              number={at + 1}
              problem={mistakeAt(mistakes, `${field}.${at}`)}
              onChange={(next) => onChange(assertions.with(at, next))}
              onRemove={() => remove(at)}
              onJson={props.onJson}
            />
          ))}
        </ul>
      )}
      <Button size="sm" data-add="" icon={<Plus size={14} />} className="self-start" onClick={add}>
        Add a check
      </Button>
    </section>
  );
}
