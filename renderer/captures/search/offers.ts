import { splitTerms, withoutTerm } from './search-terms.ts';

export type Offer = { label: string; search: string };

/** As many as are counted for an empty answer. */
export const AT_MOST = 6;
const TIME = /^-?(?:after|before):/i;
const FIELD = /^-?[A-Za-z][\w-]*(?:\.[^\s:]*)?:/;

/**
 * Searches that may find something where this one does not: without one of its terms, without its
 * times, its words in bodies only.
 */
export function offersFor(search: string): Offer[] {
  const terms = splitTerms(search);
  const offers: Offer[] = [];
  const add = (label: string, text: string): void => {
    const isNew = text !== search.trim() && !offers.some((offer) => offer.search === text);
    if (text.trim() !== '' && isNew && offers.length < AT_MOST)
      offers.push({ label, search: text });
  };
  const times = terms.filter(({ text }) => TIME.test(text));
  const isTimed = times.length > 1;
  for (const term of terms) {
    if (isTimed && TIME.test(term.text)) continue;
    add(`Without ${term.text}`, withoutTerm(search, term).trim());
  }
  if (isTimed) {
    const rest = terms.filter((term) => !times.includes(term)).map(({ text }) => text);
    add('At any time', rest.join(' '));
  }
  const words = terms.filter(({ text }) => !FIELD.test(text) && !text.startsWith('-'));
  if (words.length > 0) {
    const inBodies = terms.map((term) => (words.includes(term) ? `body:${term.text}` : term.text));
    add('Words in bodies only', inBodies.join(' '));
  }
  return offers;
}
