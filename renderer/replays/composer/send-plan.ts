import type { ReplayOptions, SignPreview } from '../../../preload/contract/replay-request.ts';

/** `auto` takes what fits the request; the rest is what somebody chose against it. */
export type SignatureChoice = 'auto' | ReplayOptions['signature'];

/** What the engine found out about a request that was not sent yet. */
export interface Preview {
  signature: SignPreview;
  warnings: readonly { code: string; text: string }[];
}

/** What becomes of the signature, always said outright: the default of a caller is no default here. */
export function signatureOf(choice: SignatureChoice, preview: Preview): ReplayOptions['signature'] {
  if (choice !== 'auto') return choice;
  return preview.signature.choice === 'none' ? 'keep' : preview.signature.choice;
}

/** Edited or too old bytes under the old signature, with nothing to sign them again. */
const OLD_SIGNATURE_ROW = 7;

/** Whether the receiver would refuse it for its signature, so that somebody has to say so first. */
export function needsWord(choice: SignatureChoice, { signature }: Preview): boolean {
  return choice === 'auto' && signature.row === OLD_SIGNATURE_ROW;
}

const DECIDED_ROWS = new Set([1, 2, 3, 5]);
const QUESTIONS = new Set(['cannot-sign', 'needs-allow', 'refused', 'cut']);

/** Whether a capture can be sent by one key, with nothing left to ask. */
export function sendsAtOnce({ signature, warnings }: Preview): boolean {
  return DECIDED_ROWS.has(signature.row) && !warnings.some(({ code }) => QUESTIONS.has(code));
}
