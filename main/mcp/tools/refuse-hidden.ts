import { BackstitchError } from '../../lib/errors.ts';
import type { Cutter } from '../../interchange/cutter.ts';

/**
 * Word by word, an agent could ask for what it is not shown.
 *
 * @throws BackstitchError SEARCH_INVALID
 */
export function refuseHidden(search: string, cut: Cutter): void {
  const field = cut.hiddenField(search);
  if (field === undefined) return;
  throw new BackstitchError('SEARCH_INVALID', `${field} is cut, so nobody can search in it here.`, {
    hint: 'Search in other fields, or ask a person to look in the window.',
  });
}
