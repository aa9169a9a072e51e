import type { SenderDetail } from './sender-detail.ts';
import { markOf, type Verification } from './verifying/verification.ts';

interface Extras {
  refused?: boolean;
  handshake?: string | null;
  offersSecret?: boolean;
}

/** Columns and detail of a capture's sender; null where nothing is known of it. */
export function noteOf(verification: Verification, isSet: boolean, extras: Extras = {}) {
  const { provider, detected, facts, verdict } = verification;
  if (provider === null && extras.handshake === undefined) return null;
  const detail: SenderDetail = {
    confidence: isSet ? 'set' : (detected?.confidence ?? null),
    looksLike: isSet && detected && detected.provider !== provider?.id ? detected.provider : null,
    retry: facts.retry,
    verdict,
    refused: extras.refused ?? false,
    handshake: extras.handshake ?? null,
    offersSecret: extras.offersSecret ?? false,
  };
  return {
    provider: provider?.id ?? null,
    eventType: facts.eventType,
    deliveryId: facts.deliveryId,
    signature: markOf(verdict),
    detail: JSON.stringify(detail),
  };
}
