import type { SecretForm, SecretOwner } from '../../preload/contract/signatures/secrets.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { api } from '../api/client.ts';
import { toast } from '../ui/toast.tsx';
import { type CheckedAgain, checkedWords } from './secret-words.ts';

/** So many captures of a sender, the newest, are verified again. */
const CHECKED_AGAIN = 1000;

export interface Kept {
  label: string;
  /** Whether the capture it was tried on is verified by now. */
  isProven: boolean;
  /** null where the sender is not known: nothing was verified again. */
  again: CheckedAgain | null;
}

/**
 * Keeps a secret and verifies the captures of its sender again.
 *
 * @param captureId the capture it was tried on; null where there was none
 */
export async function keepSecret(
  secret: { value: string; form: SecretForm; label: string },
  owner: SecretOwner,
  captureId: CaptureId | null,
): Promise<Kept> {
  const kept = await api.signatures.addSecret({ ...secret, owner });
  const state =
    captureId === null
      ? undefined
      : (await api.signatures.verify({ id: captureId })).verdict?.state;
  const again =
    owner.provider === null
      ? null
      : await api.signatures.verifyFound({
          search: `provider:${owner.provider}`,
          limit: CHECKED_AGAIN,
        });
  return {
    label: kept.label,
    isProven: state === 'verified' || state === 'authenticated',
    again,
  };
}

/** Says what was kept; in green only where a capture was verified by it. */
export function sayKept({ label, isProven, again }: Kept, sender: string): void {
  toast({
    title: `Kept “${label}”`,
    ...(again !== null && { description: checkedWords(again, sender) }),
    tone: isProven ? 'good' : 'neutral',
  });
}
