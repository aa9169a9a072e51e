import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { headerValues } from '../lib/headers.ts';

/** How often this installation stands in the `Via` headers of a request (RFC 9110 §7.6.3). */
export function countInVia(headers: readonly HeaderPair[], installId: string): number {
  const own = `backstitch-${installId}`;
  return headerValues(headers, 'via')
    .flatMap((value) => value.split(','))
    .filter((entry) => entry.trim().split(/\s+/)[1] === own).length;
}
