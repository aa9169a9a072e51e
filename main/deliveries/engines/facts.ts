import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { isTelling } from '../rules/telling-names.ts';

/**
 * What an event engine is told of a capture, and what templates read. It is kept with the message: a capture
 * may be deleted while its delivery waits, and a message must not change its subject between two tries.
 */
export interface MessageFacts {
  /** Epoch ms. */
  receivedAt: number;
  provider: string | null;
  endpointId: string | null;
  endpoint: string | null;
  /** The id that the sender gave. */
  deliveryId: string | null;
  /** Result of the signature check; null where there was none. */
  signature: string | null;
  method: string;
  target: string;
  /** Captured headers without those that let somebody in. */
  headers: HeaderPair[];
}

/** Facts of a capture, as they are kept. */
export function factsOf(
  capture: Omit<MessageFacts, 'endpoint'> & { endpointName: string },
): MessageFacts {
  return {
    receivedAt: capture.receivedAt,
    provider: capture.provider,
    endpointId: capture.endpointId,
    endpoint: capture.endpointName,
    deliveryId: capture.deliveryId,
    signature: capture.signature,
    method: capture.method,
    target: capture.target,
    headers: capture.headers.filter(([name]) => !isTelling(name)),
  };
}

/** Facts of a message that was made of no capture. */
export const ownFacts = (message: { method: string; created_at: number }): MessageFacts => ({
  receivedAt: message.created_at,
  provider: null,
  endpointId: null,
  endpoint: null,
  deliveryId: null,
  signature: null,
  method: message.method,
  target: '/',
  headers: [],
});
