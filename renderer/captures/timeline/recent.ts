import { splitTerms, withoutTimes } from '../../../preload/rules/search-terms.ts';
import { useSearch } from '../search-store.ts';

/** Whether the search is about the last `1h`, `24h` already. */
export const isRecent = (search: string, time: string): boolean =>
  splitTerms(search).some(({ text }) => text.toLowerCase() === `after:${time}`);

/** Searches the last `1h` or `24h`, instead of any other time; a second press, any time again. */
export function toggleRecent(time: string): void {
  const { applied } = useSearch.getState();
  const rest = withoutTimes(applied);
  const text = isRecent(applied, time) ? rest : `${rest} after:${time}`.trim();
  // All at once: Back undoes all of it.
  useSearch.setState({ text, applied: text, span: null });
}
