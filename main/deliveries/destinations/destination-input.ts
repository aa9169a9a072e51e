import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { DestinationInput } from '../../../preload/contract/destinations.ts';
import {
  checkHeaderName,
  checkHeaderToken,
  checkHeaderValue,
} from '../../../preload/rules/endpoint-rules.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { newId } from '../../lib/new-id.ts';
import { isOwnHeader } from '../sending/attempt-headers.ts';
import { signingProblem } from '../sending/signing.ts';
import { derived, FRESH, type KeptDestination } from '../store/destination-store.ts';
import { checkEngine, type Guards } from './check-engine.ts';
import { checkRules, normal, signingOf } from './check-rules.ts';
import { checkUrl } from './check-url.ts';
import { makeSecret } from './secrets.ts';

/**
 * Judges all that a form says of one destination; whether its name is free, the list knows.
 *
 * @throws BackstitchError DESTINATION_INVALID, with the field
 */
export function checkInput(guards: Guards, input: DestinationInput): void {
  if (input.kind === 'http') checkUrl(guards.http, input);
  else checkEngine(guards, input);
  checkRules(input);
  const unsignable = signingProblem(signingOf(input));
  if (unsignable !== null) throw invalidInput('signing', unsignable);
  for (const [i, [header, value]] of input.headers.entries()) {
    const problem = nameProblem(header);
    if (problem !== null) throw invalidInput(`headers.${i}.0`, problem);
    const valueProblem = checkHeaderValue(value);
    if (valueProblem !== null) throw invalidInput(`headers.${i}.1`, valueProblem);
  }
  const fault = input.authorization == null ? null : checkHeaderValue(input.authorization);
  if (fault !== null) throw invalidInput('authorization', fault);
}

/** A new one as the form describes it, with its first secret. It is not kept yet. */
export function freshDestination(input: DestinationInput, now: number): KeptDestination {
  const { authorization, credentials, ...typed } = normal(input);
  const settings = { ...typed, shared: null };
  return {
    ...FRESH,
    id: newId('dst_') as DestinationId,
    settings,
    authorization: emptyAsNull(authorization),
    credentials: credentials ?? null,
    createdAt: now,
    removedAt: null,
    secrets: [makeSecret(now, settings.signing)],
    ...derived(settings),
  };
}

export const emptyAsNull = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text.trim() === '' ? null : text.trim();

export function invalidInput(field: string, message: string): BackstitchError {
  return new BackstitchError('DESTINATION_INVALID', message, { field });
}

function nameProblem(name: string): string | null {
  const malformed = checkHeaderToken(name) ?? checkHeaderName(name);
  if (malformed !== null) return malformed;
  return isOwnHeader(name) ? `${name} is written by Backstitch.` : null;
}
