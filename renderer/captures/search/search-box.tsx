import { Search, X } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { SearchProblem, Suggestion } from '../../../preload/contract/captures/search-text.ts';
import { IconButton } from '../../ui/button.tsx';
import { later } from '../../ui/parts/later.tsx';
import { Kbd } from '../../ui/signs/kbd.tsx';
import { presentFound, useSearch } from '../search-store.ts';
import { isSearchField } from './known-field.ts';
import { useRecentSearches } from './recent-searches.ts';
import { StarterList } from './starter-list.tsx';
import { useStarters } from './use-starters.ts';
import { PROBLEMS_ID } from './mistake-notice.tsx';
import type { ChipsProps } from '../../wire/search/chips.tsx';
import { SearchMarks } from '../../ui/search/search-marks.tsx';
import { SuggestionList } from '../../ui/search/suggestion-list.tsx';
import { TimeChip } from './time-chip.tsx';
import { useSuggestions } from './use-suggestions.ts';
import { useShortcuts } from '../../keys/keymap.ts';

const APPLY_AFTER_MS = 180;
const NO_PROBLEMS: readonly SearchProblem[] = [];
const Nothing = (): null => null;

/** Drawn over the text: until they are there, and where they cannot be had, it is to be seen itself. */
const Chips = later<ChipsProps>(
  'Chips',
  () =>
    import('../../wire/search/chips.tsx').then(
      (part) => part.Chips,
      () => Nothing,
    ),
  Nothing,
);

/** The search over everything, with completion and its mistakes shown at their place. */
export function SearchBox({ problems }: { problems: readonly SearchProblem[] }) {
  const shortcut = useShortcuts()('find');
  const text = useSearch((s) => s.text);
  const applied = useSearch((s) => s.applied);
  const setText = useSearch((s) => s.setText);
  const apply = useSearch((s) => s.apply);
  const clear = useSearch((s) => s.clear);
  const searchFor = useSearch((s) => s.searchFor);
  const input = useRef<HTMLInputElement>(null);
  const [scroll, setScroll] = useState(0);
  const id = useId();
  const completion = useSuggestions(input);
  const [fresh, setFresh] = useState(false);
  const starters = useStarters(fresh && text === '' && !completion.open);
  const listOpen = completion.open || starters.open;
  const activeOption = completion.open ? completion.active : starters.active;
  // Places belong to the text they were found in, and half a word is no mistake yet.
  const settled = text === applied && !completion.open;
  const shown = settled ? problems : NO_PROBLEMS;

  useEffect(() => {
    const timer = setTimeout(() => apply(text), APPLY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, apply]);

  const take = (suggestion: Suggestion): void => {
    setText(text.slice(0, suggestion.from) + suggestion.text + text.slice(suggestion.to));
    completion.close(suggestion.from + suggestion.text.length);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (completion.onKeyDown(event, take) || starters.onKeyDown(event)) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (starters.open) setFresh(false);
      else if (text === '') input.current?.blur();
      else clear();
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      apply(text);
      remember(text);
      document.querySelector<HTMLElement>('[data-captures-grid]')?.focus();
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
            aria-label="Search captures"
            aria-expanded={listOpen}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={
              listOpen && activeOption >= 0 ? `${id}-option-${activeOption}` : undefined
            }
            aria-invalid={shown.length > 0 || undefined}
            aria-describedby={shown.length > 0 ? PROBLEMS_ID : undefined}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="Search: words, method:POST, status:>=400, header.x-event:push"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setFresh(true);
              completion.typed(event.target.selectionStart ?? event.target.value.length);
            }}
            onScroll={(event) => setScroll(event.currentTarget.scrollLeft)}
            onKeyDown={onKeyDown}
            onFocus={() => setFresh(true)}
            onBlur={() => {
              completion.close();
              setFresh(false);
              starters.reset();
              remember(text);
            }}
            className="wire absolute inset-0 w-full bg-transparent px-2 outline-none placeholder:font-sans"
          />
          {text !== '' && (
            <Chips
              input={input}
              text={text}
              applied={applied}
              problems={problems}
              isKnown={isSearchField}
              searchFor={searchFor}
            />
          )}
        </div>
        {text === '' ? (
          shortcut !== undefined && (
            <span className="pr-2" aria-hidden>
              <Kbd keys={shortcut} />
            </span>
          )
        ) : (
          <IconButton label="Clear search" size="sm" icon={<X size={14} />} onClick={clear} />
        )}
      </div>
      {completion.open && (
        <SuggestionList
          id={id}
          suggestions={completion.suggestions}
          active={completion.active}
          onTake={take}
        />
      )}
      {starters.open && (
        <StarterList
          id={id}
          starters={starters.starters}
          active={starters.active}
          onTake={(starter) => starter.take()}
        />
      )}
    </div>
  );
}

/** Only what finds without a mistake is worth coming back to. */
function remember(text: string): void {
  const { good, applied } = useSearch.getState();
  if (applied === text && good === presentFound()) useRecentSearches.getState().add(text);
}
