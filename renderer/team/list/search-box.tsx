import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { Kbd } from '../../ui/signs/kbd.tsx';
import { Chips } from '../../wire/search/chips.tsx';
import { goTo } from './use-place.ts';

/** What the database can be asked for, beside words of the path. */
const FIELDS: ReadonlySet<string> = new Set([
  'method',
  'status',
  'provider',
  'event',
  'sig',
  'endpoint',
  'after',
  'before',
]);
const isField = (name: string): boolean => FIELDS.has(name.toLowerCase());

/**
 * The search of the team: the node and the terms are chips. It asks the database, so it is asked with Enter, and at once where a chip
 * changes.
 */
export function SearchBox(props: {
  q: string;
  /** Name of the node whose captures are looked at; null for all. */
  nodeName: string | null;
  /** Enter or ↓: to the list. */
  onLeave: () => void;
}) {
  const { q, nodeName } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  const [seen, setSeen] = useState(q);
  // Changed elsewhere, by a chip, a menu or Back.
  if (q !== seen) {
    setSeen(q);
    if (q !== text.trim()) setText(q);
  }
  const searchFor = (next: string): void => {
    setText(next);
    if (next.trim() !== q) goTo({ q: next.trim() });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      if (text === '') input.current?.blur();
      else searchFor('');
    } else if (event.key === 'Enter') {
      event.preventDefault();
      searchFor(text);
      props.onLeave();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      props.onLeave();
    } else if (event.key === 'Backspace' && text === '' && nodeName !== null) {
      goTo({ node: null });
    }
  };
  return (
    <div
      role="search"
      className="flex h-8 min-w-0 flex-1 items-center rounded-md border border-line bg-surface focus-within:border-accent focus-within:outline-2 focus-within:outline-(--focus)"
    >
      <Search size={14} className="ml-2.5 shrink-0 text-faint" aria-hidden />
      {nodeName !== null && (
        <span className="ml-1.5 flex h-6 max-w-40 shrink-0 items-center rounded border border-line bg-hover pl-1.5 text-sm">
          <span className="truncate">
            <span className="text-muted">node: </span>
            {nodeName}
          </span>
          <IconButton
            size="sm"
            className="size-5!"
            label={`Captures of all nodes, not only of ${nodeName}`}
            icon={<X size={12} />}
            onClick={() => goTo({ node: null })}
          />
        </span>
      )}
      <div className="relative h-full min-w-0 flex-1 overflow-hidden">
        <input
          ref={input}
          id={`${id}-input`}
          data-search-input
          type="text"
          role="searchbox"
          aria-label="Search the team"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="Search: words of the path, status:4xx, event:invoice.paid"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="wire absolute inset-0 w-full bg-transparent px-2 outline-none placeholder:font-sans"
        />
        {text !== '' && (
          <Chips
            input={input}
            text={text}
            applied={q}
            problems={[]}
            isKnown={isField}
            searchFor={searchFor}
          />
        )}
      </div>
      {text === '' ? (
        <span className="pr-2" aria-hidden>
          <Kbd keys="/" />
        </span>
      ) : (
        <IconButton
          label="Clear search"
          size="sm"
          icon={<X size={14} />}
          onClick={() => searchFor('')}
        />
      )}
    </div>
  );
}
