import type { KeptDestination } from '../store/destination-store.ts';
import type { AcceptAll } from './accept-all.ts';
import { type CapturedParts, type CaptureForForward, messageOf } from './captured-message.ts';

interface Parts extends CapturedParts {
  captures: { readWhole: (rowId: number) => Promise<CaptureForForward | undefined> };
  acceptAll: AcceptAll;
}

const AS_CAPTURED = {
  body: 'exact',
  transform: null,
  signature: 'sign',
  unverified: 'keep',
  appendPath: false,
} as const;

/**
 * Queues a capture for a destination, signed as that signs.
 *
 * @param also runs in the same transaction, whether or not there is anything to send.
 * @returns whether there was.
 */
export function createSendCapture(parts: Parts) {
  return async (rowId: number, to: KeptDestination, also: () => void): Promise<boolean> => {
    const capture = await parts.captures.readWhole(rowId);
    const message = capture && (await messageOf(parts, rowId, capture, AS_CAPTURED, to));
    await parts.acceptAll(message ? [{ message, to: [to] }] : [], { also });
    return message != null;
  };
}
