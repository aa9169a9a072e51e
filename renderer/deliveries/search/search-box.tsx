import { useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import {
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react';
import { isDeliveryField, type DeliveryMistake } from '../../../preload/rules/delivery-search.ts';
import { query } from '../../api/client.ts';
import { IconButton } from '../../ui/button.tsx';
import { Chips } from '../../wire/search/chips.tsx';
import { SearchMarks } from '../../ui/search/search-marks.tsx';
import { SuggestionList, type Suggestion } from '../../ui/search/suggestion-list.tsx';
import { Kbd } from '../../ui/signs/kbd.tsx';
import { completionsAt } from './completions.ts';
import { TimeChip } from './time-chip.tsx';

const APPLY_AFTER_MS = 180;
const NONE: readonly DeliveryMistake[] = [];
/** Where the box finds the words for its mistakes. */
export const MISTAKES_ID = 'delivery-search-mistakes';

/** The search of deliveries: its terms are chips, its values are offered while one types. */
export function SearchBox(props: {
  /** What is searched for. */
  search: string;
  problems: readonly DeliveryMistake[];
  onSearch: (search: string, isTyped: boolean) => void;
  /** Enter or ↓: to the list. */
  onLeave: () => void;
}) {
  const { search, problems } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(search);
  const [seen, setSeen] = useState(search);
  // Changed elsewhere, by a chip, a menu or Back: what was typed here and says the same stays.
  if (search !== seen) {
    setSeen(search);
    if (search !== text.trim()) setText(search);
  }
  const [scroll, setScroll] = useState(0);
  const completion = useCompletion(text);
  const shown = text.trim() === search && !completion.open ? problems : NONE;
  const apply = useEffectEvent((typed: string) => {
    // Half a term is no mistake yet.
    if (isHalf(typed)) return;
    if (typed.trim() !== search) props.onSearch(typed.trim(), true);
  });
  useEffect(() => {
    const timer = setTimeout(() => apply(text), APPLY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const searchFor = (to: string): void => {
    setText(to);
    props.onSearch(to.trim(), false);
  };
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    // After a completion was taken the new text is in the box only now.
    if (caret.current !== null) input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  const take = ({ from, to, text: part }: Suggestion): void => {
    setText(text.slice(0, from) + part + text.slice(to).trimStart());
    caret.current = from + part.length;
    if (part.endsWith(':')) completion.typed(from + part.length);
    else completion.close();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (completion.onKeyDown(event, take)) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (text === '') input.current?.blur();
      else searchFor('');
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      if (text.trim() !== search) searchFor(text);
      props.onLeave();
    }
  };
  return (
    <div className="relative min-w-0 flex-1">
      <div className="relative flex h-8 items-center rounded-md border border-line bg-surface focus-within:border-accent focus-within:outline-2 focus-within:outline-(--focus)">
        <Search size={14} className="ml-2.5 shrink-0 text-faint" aria-hidden />
        <TimeChip />
        <div className="relative h-full min-w-0 flex-1 overflow-hidden">
          <SearchMarks text={text} problems={shown} scroll={scroll} />
          <input
            ref={input}
            id={`${id}-input`}
            data-search-input
            type="text"
            role="combobox"
            aria-label="Search deliveries"
            aria-expanded={completion.open}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={
              completion.open && completion.active >= 0
                ? `${id}-option-${completion.active}`
                : undefined
            }
            aria-invalid={shown.length > 0 || undefined}
            aria-describedby={shown.length > 0 ? MISTAKES_ID : undefined}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="Search: words, state:dead, destination:shop, event:order.*, status:5xx"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              completion.typed(event.target.selectionStart ?? event.target.value.length);
            }}
            onScroll={(event) => setScroll(event.currentTarget.scrollLeft)}
            onKeyDown={onKeyDown}
            onBlur={completion.close}
            className="wire absolute inset-0 w-full bg-transparent px-2 outline-none placeholder:font-sans"
          />
          {text !== '' && (
            <Chips
              input={input}
              text={text}
              applied={search}
              problems={problems}
              isKnown={isDeliveryField}
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
      {completion.open && (
        <SuggestionList
          id={id}
          suggestions={completion.suggestions}
          active={completion.active}
          onTake={(one) => {
            take(one);
            input.current?.focus();
          }}
        />
      )}
    </div>
  );
}

/** Whether the text ends with a field that has no value so far. */
const isHalf = (text: string): boolean => /(?:^|\s)-?\w+:$/.test(text);

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** What is offered at the caret, and the keys that walk through it. */
function useCompletion(text: string) {
  const [at, setAt] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const destinations = useQuery(query.destinations.list.queryOptions());
  const events = useQuery({
    ...query.deliveries.groups.queryOptions({ input: { by: 'event', limit: 50 } }),
    enabled: at !== null,
  });
  const known = {
    destinations: destinations.data?.map(({ name }) => name) ?? [],
    events: events.data?.items.flatMap(({ key }) => (key === '' ? [] : [key])) ?? [],
  };
  // What is written already needs no completing.
  const suggestions = (at === null ? [] : completionsAt(text, at, known)).filter(
    ({ from, to, text: part }) => text.slice(from, to) !== part.trim(),
  );
  const open = suggestions.length > 0;
  const close = (): void => {
    setAt(null);
    setActive(-1);
  };
  return {
    suggestions,
    open,
    active: Math.min(active, suggestions.length - 1),
    close,
    typed(caret: number): void {
      setAt(caret);
      setActive(-1);
    },
    /** True when the key was meant for the list. */
    onKeyDown(event: KeyboardEvent, take: (one: Suggestion) => void): boolean {
      if (!open) return false;
      const step = STEPS[event.key];
      const chosen = suggestions[active];
      if (step !== undefined) {
        const count = suggestions.length;
        setActive((from) => (from + step + (from < 0 && step < 0 ? 1 : 0) + count) % count);
      } else if (chosen && (event.key === 'Enter' || event.key === 'Tab')) take(chosen);
      else if (event.key === 'Escape') close();
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
