import type { SearchProblem } from '../../preload/contract/captures/search-text.ts';
import type { TimeSpan } from '../navigation/captures-address.ts';

const ISO = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
const TIMED = new RegExp(`^after:(${ISO}) before:(${ISO})(?: |$)`);

/**
 * A search and a time as one search, which every call of the engine takes. The time comes first: the
 * last word of a search may be half of one, and must stay the last.
 */
export function foundText(search: string, span: TimeSpan | null): string {
  if (span === null) return search;
  const [from, to] = [span.from, span.to].map((at) => new Date(at).toISOString());
  const time = `after:${from} before:${to}`;
  return search.trim() === '' ? time : `${time} ${search}`;
}

/** Takes apart what `foundText` put together. */
export function readFound(text: string): { search: string; span: TimeSpan | null } {
  const match = TIMED.exec(text);
  if (!match) return { search: text, span: null };
  const span = { from: Date.parse(match[1] ?? ''), to: Date.parse(match[2] ?? '') };
  return { search: text.slice(match[0].length), span };
}

/** Mistakes at their places in the search alone, with what would make the search alone right. */
export function problemsOfSearch(
  problems: readonly SearchProblem[],
  found: string,
): readonly SearchProblem[] {
  const before = found.length - readFound(found).search.length;
  if (before === 0) return problems;
  return problems.map((problem) => ({
    ...problem,
    from: problem.from - before,
    to: problem.to - before,
    fixes: problem.fixes.map(({ label, text }) => ({ label, text: readFound(text).search })),
  }));
}
