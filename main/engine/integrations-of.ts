import type { Captures } from '../captures/captures.ts';
import { openIntegrations } from '../integrations/integrations.ts';

type Parts = Parameters<typeof openIntegrations>[0];

/** Integrations, with what they ask of captures. */
export function openIntegrationsOf(
  captures: Captures,
  parts: Omit<Parts, 'captures'>,
): ReturnType<typeof openIntegrations> {
  return openIntegrations({
    ...parts,
    captures: {
      publicId: captures.publicId,
      rowIdOf: captures.rowIdOf,
      receivedAt: captures.receivedAt,
      ownerOf: captures.ownerOf,
      fates: captures.fates,
      readBody: captures.readBody,
      charsetAt: captures.charsetAt,
      allSettled: captures.allSettled,
    },
  });
}
