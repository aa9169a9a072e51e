import { invalidInput } from '../destinations/destination-input.ts';
import { shownUrl } from '../destinations/shown-url.ts';
import { isTelling } from '../rules/telling-names.ts';
import type { Settings } from '../store/destination-store.ts';

/**
 * Refuses what would put a secret where the whole team reads it, and what nodes cannot do together yet.
 *
 * @throws BackstitchError DESTINATION_INVALID, with the field
 */
export function checkShareable({ kind, url, ordering, headers }: Settings): void {
  if (kind !== 'http') {
    throw invalidInput(
      'kind',
      'Event engines cannot be shared with the team: only web servers can.',
    );
  }
  if (ordering === 'keyed') {
    throw invalidInput(
      'ordering',
      'Order by key cannot be shared with the team. Choose first in, first out, or no order.',
    );
  }
  if (shownUrl(url).includes('…')) {
    throw invalidInput(
      'url',
      'This URL seems to hold a token, and everybody in the team would read it. Share one without.',
    );
  }
  const at = headers.findIndex(([name]) => isTelling(name));
  if (at >= 0) {
    throw invalidInput(
      `headers.${at}.0`,
      `${headers[at]?.[0]} seems to hold a secret, and everybody in the team would read it. Only Authorization stays on each computer.`,
    );
  }
}
