import { z } from 'zod';
import { Verdict } from '../../preload/contract/verdict.ts';
import { markOf, type Verification } from './verification.ts';

/** What is kept of a verification beside the columns of a capture. */
export const SenderDetail = z.object({
  confidence: z.enum(['set', 'certain', 'likely', 'guess']).nullable().default(null),
  looksLike: z.string().nullable().default(null),
  retry: z.string().nullable().default(null),
  verdict: Verdict.nullable().default(null),
  refused: z.boolean().default(false),
  handshake: z.string().nullable().default(null),
  offersSecret: z.boolean().default(false),
});
export type SenderDetail = z.infer<typeof SenderDetail>;

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
