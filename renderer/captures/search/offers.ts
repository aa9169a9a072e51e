import {
  isTimeTerm,
  splitTerms,
  withoutTerm,
  withoutTimes,
} from '../../../preload/rules/search-terms.ts';

export type Offer = {
  label: string;
  search: string;
  /** Leaves the time of the timeline, too. */
  anyTime?: true;
};

/** As many as are counted for an empty answer. */
export const AT_MOST = 6;
/** Of these, as many as leave out a single term: what follows them must have its place. */
const TERMS_AT_MOST = 4;
const FIELD = /^-?[A-Za-z][\w-]*(?:\.[^\s:]*)?:/;

/**
 * Searches that may find something where this one does not: without one of its terms, without its
 * times, its words in bodies only.
 *
 * @param timed whether only a stretch of the timeline is looked at.
 */
export function offersFor(search: string, timed = false): Offer[] {
  const terms = splitTerms(search);
  const offers: Offer[] = [];
  const add = (offer: Offer): void => {
    const isNew =
      offer.anyTime === true ||
      (offer.search !== search.trim() && !offers.some((one) => one.search === offer.search));
    // Without a time of its own, an empty search is everything: that is what clearing does.
    if (isNew && (offer.search.trim() !== '' || timed)) offers.push(offer);
  };
  const times = terms.filter(({ text }) => isTimeTerm(text));
  const isTimed = timed || times.length > 1;
  for (const term of terms.slice(0, isTimed ? TERMS_AT_MOST : AT_MOST)) {
    if (isTimed && isTimeTerm(term.text)) continue;
    add({ label: `Without ${term.text}`, search: withoutTerm(search, term).trim() });
  }
  const rest = withoutTimes(search);
  if (isTimed) add({ label: 'At any time', search: rest, ...(timed && { anyTime: true }) });
  const words = terms.filter(({ text }) => !FIELD.test(text) && !text.startsWith('-'));
  if (words.length > 0) {
    const inBodies = terms.map((term) => (words.includes(term) ? `body:${term.text}` : term.text));
    add({ label: 'Words in bodies only', search: inBodies.join(' ') });
  }
  return offers.slice(0, AT_MOST);
}
