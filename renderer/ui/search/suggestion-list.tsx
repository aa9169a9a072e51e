import { cx } from '../cx.ts';

/** A completion: `text` takes the place of the text from `from` to `to`. */
export type Suggestion = { label: string; detail: string; text: string; from: number; to: number };

/** The completions below the search box. The box keeps the focus and moves `active`. */
export function SuggestionList(props: {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  onTake: (suggestion: Suggestion) => void;
}) {
  return (
    <div
      id={`${props.id}-list`}
      role="listbox"
      aria-label="Completions"
      className="absolute top-9 left-0 z-30 max-h-80 w-full max-w-xl overflow-auto rounded-lg border border-line bg-raised p-1 shadow-popup"
    >
      {props.suggestions.map((suggestion, index) => (
        <button
          type="button"
          tabIndex={-1}
          key={`${suggestion.label}-${suggestion.text}`}
          id={`${props.id}-option-${index}`}
          role="option"
          aria-selected={index === props.active}
          // Pressing must not take the focus from the box, which would close the list first.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => props.onTake(suggestion)}
          className={cx(
            'flex h-7 w-full items-center gap-3 rounded-md px-2',
            index === props.active ? 'bg-selected' : 'hover:bg-hover',
          )}
        >
          <span className="wire truncate">{suggestion.label}</span>
          <span className="ml-auto shrink-0 text-sm text-muted">{suggestion.detail}</span>
        </button>
      ))}
    </div>
  );
}
