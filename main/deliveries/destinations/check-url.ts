import type { DestinationInput } from '../../../preload/contract/destinations.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Guard } from '../../outbound/guard/guard.ts';
import { parseTarget, type Target } from '../../outbound/target.ts';

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
  const refusal = guard.atSight(parsed.target, allowPrivate);
  if (refusal !== undefined) throw invalid(refusal.text, refusal.hint);
  return parsed.target;
}

function invalid(message: string, hint?: string): BackstitchError {
  return new BackstitchError('DESTINATION_INVALID', message, {
    field: 'url',
    ...(hint !== undefined && { hint }),
  });
}
