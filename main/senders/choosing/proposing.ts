import type { SenderSettings } from '../../../preload/contract/signatures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { OwnedSecret } from '../secrets/owners.ts';
import type { KeptCaptures } from '../sender-reports.ts';
import type { Trials } from '../trials/thread.ts';
import { requestOf } from '../verifying/verification.ts';
import type { Proposal, ProposalInput } from './proposal.ts';

interface ToPropose extends Pick<ProposalInput, 'sent' | 'mode' | 'newId'> {
  /** null: it was made from nothing, and goes to this endpoint, if to one. */
  captureId: CaptureId | null;
  endpointId: string | null;
}

interface Parts {
  captures: KeptCaptures;
  settingsAt: (endpointId: string | null) => SenderSettings;
  secrets: () => readonly OwnedSecret[];
  trials: Trials;
  now: () => number;
}

const NO_BYTES = new Uint8Array();

/** How a request that is sent again would be signed, and why. Sends and keeps nothing. */
export function createProposing({ captures, settingsAt, secrets, trials, now }: Parts) {
  return async function proposeFor(input: ToPropose, signal?: AbortSignal): Promise<Proposal> {
    const { captureId, ...rest } = input;
    const kept = captureId === null ? null : await captures.find(captureId);
    const endpointId = kept?.endpointId ?? input.endpointId;
    const settings = settingsAt(endpointId);
    const provider = kept?.provider ?? null;
    const known = settings.provider ?? provider;
    const proposal = {
      ...rest,
      settings,
      endpointId,
      provider,
      captured: kept && { request: requestOf(kept), body: kept.body },
      secrets: secrets(),
      fitted: known === null ? [] : await captures.verifiedBy(known),
      now: now(),
    };
    const body = kept?.body ?? NO_BYTES;
    return trials<'propose'>({ kind: 'propose', body, input: proposal }, signal);
  };
}
