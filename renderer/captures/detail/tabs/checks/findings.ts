import type { Told } from '../../header/outcome.ts';
import { arrivalRemarks } from '../../words.ts';

/**
 * Why a capture was refused, in the words of its stage; null where it was not, or where the checks
 * of an app or the signature say it themselves.
 */
export function refusalOf({ detail, report, webhook, call }: Told): string | null {
  if (detail.failure !== null || detail.reason === null) return null;
  const told =
    report?.refused === true ||
    webhook?.steps.some(({ ok }) => !ok) === true ||
    call?.steps.some(({ ok }) => !ok) === true ||
    call?.error != null;
  return told ? null : detail.reason;
}

/** How many checks did not pass, of all that are listed. */
export function failedChecks(told: Told): number {
  const { detail, report, webhook, call } = told;
  const signature = detail.signature === 'bad' || report?.unanswered != null ? 1 : 0;
  const steps = [...(webhook?.steps ?? []), ...(call?.steps ?? [])].filter(({ ok }) => !ok).length;
  const unexplained = call?.error != null && !call.steps.some(({ ok }) => !ok) ? 1 : 0;
  const refusal = refusalOf(told) === null ? 0 : 1;
  return arrivalRemarks(detail).length + signature + steps + unexplained + refusal;
}
