import { Menu as Base } from '@base-ui/react/menu';
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { withoutTerm } from '../../../preload/rules/search-terms.ts';
import { cx } from '../../ui/cx.ts';
import { keysAtOnce } from '../../ui/menus/keys-at-once.ts';
import { leaveMenu } from '../../ui/menus/leave-menu.ts';
import {
  chipWords,
  chipParts,
  turned,
  valuesAt,
  wrongTerms,
  type ChipPart,
  type Touched,
} from './chip-parts.ts';

const ITEM =
  'flex h-8 items-center rounded-md px-2.5 outline-none select-none data-[highlighted]:bg-hover';

export interface ChipsProps {
  input: RefObject<HTMLInputElement | null>;
  /** What stands in the box. */
  text: string;
  /** What is searched for, which may lag behind what is typed, and its mistakes. */
  applied: string;
  problems: readonly { from: number; to: number }[];
  isKnown: (field: string) => boolean;
  /** Searches for a text, and puts it into the box. */
  searchFor: (text: string) => void;
}

/**
 * The terms of the search that are complete, drawn as chips over the text of the box. The text itself
 * stays in the box, with caret, undo and copy; a chip only stands where it is written.
 */
export function Chips(props: ChipsProps) {
  const { input, text, searchFor } = props;
  const { touched, scroll } = useBoxState(input);
  const wrong = wrongTerms(props.applied, props.problems);
  const parts = chipParts(text, wrong, touched, props.isKnown);
  if (!parts.some(({ term }) => term !== null)) return null;
  return (
    <div className="wire pointer-events-none absolute inset-0 overflow-hidden px-2">
      <div
        role="group"
        aria-label="Terms of the search"
        className="flex h-full items-center whitespace-pre text-transparent"
        style={{ transform: `translateX(${-scroll}px)` }}
      >
        {parts.map((part, index) =>
          part.term === null ? (
            <span key={`text-${index}`} aria-hidden>
              {part.text}
            </span>
          ) : (
            <Chip
              key={`chip-${index}`}
              part={part}
              input={input}
              text={text}
              searchFor={searchFor}
            />
          ),
        )}
      </div>
    </div>
  );
}

function Chip(props: { part: ChipPart } & Pick<ChipsProps, 'input' | 'text' | 'searchFor'>) {
  const { part, input, text, searchFor } = props;
  const trigger = useRef<HTMLButtonElement>(null);
  const toBox = useRef(false);
  const { term } = part;
  if (term === null) return null;
  const name = `${term.negated ? '-' : ''}${term.field}:`;

  /** Puts the caret where one goes on, or selects what one wants to change. */
  const select = (from: number, to: number): void => {
    toBox.current = true;
    input.current?.focus();
    input.current?.setSelectionRange(from, to);
  };
  const edit = (): void => {
    const { from, to } = valuesAt(part);
    select(from, to);
  };
  const remove = (): void => {
    const left = withoutTerm(text, part);
    searchFor(left);
    toBox.current = true;
    requestAnimationFrame(() => select(left.length, left.length));
  };
  const after = (): HTMLElement | null => (toBox.current ? input.current : trigger.current);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    // Else the key would delete a capture.
    event.preventDefault();
    remove();
  };

  return (
    <Base.Root
      modal={false}
      onOpenChange={(open) => {
        if (open) toBox.current = false;
        else leaveMenu(after);
      }}
    >
      <Base.Trigger
        ref={trigger}
        aria-description={chipWords(term)}
        title={chipWords(term)}
        onKeyDown={onKeyDown}
        onFocus={() => trigger.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })}
        className={cx(
          // The border lies over it: a wider one, in high contrast, must not move the text.
          'pointer-events-auto relative -mx-0.5 inline-flex h-6 items-center rounded bg-hover px-0.5 whitespace-pre text-ink before:pointer-events-none before:absolute before:inset-0 before:rounded before:border hover:bg-pressed data-[popup-open]:bg-pressed forced-colors:border-0',
          term.negated ? 'before:border-dashed before:border-line-strong' : 'before:border-line',
        )}
      >
        <span>
          <span className="text-muted">{name}</span>
          {part.text.slice(name.length)}
        </span>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" className="z-50">
          <Base.Popup
            ref={keysAtOnce}
            className="min-w-36 rounded-lg border border-line bg-raised p-1 shadow-popup outline-none"
            finalFocus={after}
          >
            <Base.Item className={ITEM} onClick={() => searchFor(turned(text, part))}>
              {term.negated ? 'Only these' : 'Not these'}
            </Base.Item>
            <Base.Item className={ITEM} onClick={edit}>
              Edit
            </Base.Item>
            <Base.Item className={ITEM} onClick={remove}>
              Remove
            </Base.Item>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Where the caret is in the box, and how far its text is scrolled. */
function useBoxState(input: RefObject<HTMLInputElement | null>): {
  touched: Touched;
  scroll: number;
} {
  const [from, setFrom] = useState(-1);
  const [to, setTo] = useState(-1);
  const [scroll, setScroll] = useState(0);
  useLayoutEffect(() => {
    const box = input.current;
    if (box === null) return;
    const read = (): void => {
      const isIn = document.activeElement === box;
      setFrom(isIn ? (box.selectionStart ?? 0) : -1);
      setTo(isIn ? (box.selectionEnd ?? 0) : -1);
      setScroll(box.scrollLeft);
    };
    read();
    const stop = new AbortController();
    const { signal } = stop;
    for (const name of ['input', 'select', 'keyup', 'focus', 'blur', 'scroll', 'pointerup']) {
      box.addEventListener(name, read, { signal });
    }
    document.addEventListener('selectionchange', read, { signal });
    return () => stop.abort();
  }, [input]);
  return { touched: from < 0 ? null : { from, to }, scroll };
}
