import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Search } from './search.ts';

/** Refuses a search with its first mistake, and says what would be right: SEARCH_INVALID. */
export function refusing(search: Search, clock: Clock): (text: string) => void {
  return (text) => {
    const [mistake] = search.mistakes(text, clock.now());
    if (mistake === undefined) return;
    const [fix] = mistake.fixes;
    throw new BackstitchError('SEARCH_INVALID', mistake.message, {
      ...(fix && { hint: `Try ${fix.text}` }),
      field: 'search',
      place: { from: mistake.from, to: mistake.to },
    });
  };
}
