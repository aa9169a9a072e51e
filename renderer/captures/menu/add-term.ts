import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { cachedCapture } from '../cached-capture.ts';
import { useSearch } from '../search-store.ts';
import { rowTerms, withTerm } from './row-terms.ts';

/**
 * Searches for what a row says at a place of it: its sender, event, status, endpoint or path.
 *
 * @returns whether there is something to search for at that place.
 */
export function addTermOf(target: EventTarget | null, id: string): boolean {
  const place = target instanceof Element ? target.closest('[data-field], [data-column]') : null;
  const field = place?.getAttribute('data-field') ?? place?.getAttribute('data-column') ?? null;
  const capture = cachedCapture(id);
  if (field === null || capture === undefined) return false;
  return addTerm(capture, field);
}

function addTerm(capture: CaptureSummary, field: string): boolean {
  // The label is for a menu; the term says the sender by its id.
  const found = rowTerms(capture, '').find((term) => term.field === field);
  if (found === undefined) return false;
  const { applied, searchFor } = useSearch.getState();
  searchFor(withTerm(applied, found.term));
  return true;
}
