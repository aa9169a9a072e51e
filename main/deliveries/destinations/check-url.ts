import type { DestinationInput } from '../../../preload/contract/destinations.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Guard } from '../../outbound/guard/guard.ts';
import { DELIVERIES, type Words } from '../../outbound/guard/policies.ts';
import { isThisMachine, parseTarget, type Target } from '../../outbound/target.ts';

/**
 * Judges a URL that is to be saved, as far as its spelling tells.
 *
 * @throws BackstitchError DESTINATION_INVALID
 */
export function checkUrl(
  guard: Guard,
  { url, allowPrivate }: Pick<DestinationInput, 'url' | 'allowPrivate'>,
): Target {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw invalid(parsed.why);
  const refusal =
    guard.atSight(parsed.target, allowPrivate) ?? plainHttp(parsed.target, allowPrivate);
  if (refusal !== undefined) throw invalid(refusal.text, refusal.hint);
  return parsed.target;
}

/** A name over http leads to this machine, which only its addresses can tell, or is refused later. */
function plainHttp(target: Target, allowPrivate: boolean): Words | undefined {
  if (allowPrivate || target.protocol === 'https:' || isThisMachine(target)) return undefined;
  return DELIVERIES.words.plainHttp(target);
}

function invalid(message: string, hint?: string): BackstitchError {
  return new BackstitchError('DESTINATION_INVALID', message, {
    field: 'url',
    ...(hint !== undefined && { hint }),
  });
}
