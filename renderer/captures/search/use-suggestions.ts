import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Suggestion } from '../../../preload/contract/captures/search-text.ts';
import { query } from '../../api/client.ts';
import { useSearch } from '../search-store.ts';

const NONE: readonly Suggestion[] = [];

/** Completions for the search text at the caret, and the keys that walk through them. */
export function useSuggestions(input: RefObject<HTMLInputElement | null>) {
  const text = useSearch((s) => s.text);
  const [cursor, setCursor] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const caret = useRef<number | null>(null);
  const found = useQuery({
    ...query.captures.complete.queryOptions({ input: { text, cursor: cursor ?? 0 } }),
    enabled: cursor !== null,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    staleTime: 5000,
  });
  const offered = cursor === null || found.error ? NONE : (found.data ?? NONE);
  // What is written already needs no completing.
  const suggestions = offered.filter(({ from, to, text: part }) => text.slice(from, to) !== part);
  const open = suggestions.length > 0;

  useLayoutEffect(() => {
    // After a completion was taken the new text is in the box only now.
    if (caret.current === null) return;
    input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  return {
    suggestions,
    open,
    active: Math.min(active, suggestions.length - 1),
    typed(at: number): void {
      setCursor(at);
      setActive(-1);
    },
    /** Closes the list; with `caretAt`, puts the caret there once the new text is in the box. */
    close(caretAt?: number): void {
      setCursor(null);
      setActive(-1);
      if (caretAt !== undefined) caret.current = caretAt;
    },
    /** True when the key was meant for the list. */
    onKeyDown(event: KeyboardEvent, take: (suggestion: Suggestion) => void): boolean {
      const step = STEPS[event.key];
      const chosen = suggestions[active];
      if (event.key === ' ' && event.ctrlKey) {
        setCursor(input.current?.selectionStart ?? text.length);
      } else if (!open) {
        return false;
      } else if (step !== undefined) {
        setActive(
          (at) =>
            (at + step + (at < 0 && step < 0 ? 1 : 0) + suggestions.length) % suggestions.length,
        );
      } else if (chosen && (event.key === 'Enter' || event.key === 'Tab')) {
        take(chosen);
      } else if (event.key === 'Escape') {
        setCursor(null);
      } else {
        return false;
      }
      event.preventDefault();
      return true;
    },
  };
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
