import type { ShownCertificate } from '../../../preload/contract/destinations.ts';
import type { Clock } from '../../lib/clock.ts';
import { lookAtCertificate } from '../../outbound/certificate.ts';
import type { Guard } from '../../outbound/guard/guard.ts';
import type { Resolve } from '../../outbound/resolve.ts';
import { checkUrl } from './check-url.ts';
import { invalidInput } from './destination-input.ts';

/**
 * The certificate that the server of a URL shows, for somebody who is to decide whether to trust it.
 *
 * @throws BackstitchError DESTINATION_INVALID, where there is none to be seen
 */
export async function certificateAt(
  { guard, clock, resolve }: { guard: Guard; clock: Clock; resolve: Resolve },
  input: { url: string; allowPrivate: boolean },
): Promise<ShownCertificate> {
  const target = checkUrl(guard, input);
  if (target.protocol === 'http:') throw invalidInput('url', 'Plain http has no certificate.');
  const looked = await lookAtCertificate(target, {
    clock,
    resolve,
    checkAddresses: (to, addresses) => guard.judge(to, addresses, input.allowPrivate),
  });
  if (looked.ok) return looked.certificate;
  throw invalidInput('url', [looked.error, looked.hint].filter(Boolean).join(' '));
}
