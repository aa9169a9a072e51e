import { createHash, createHmac } from 'node:crypto';
import { decodeText } from '../encoding.ts';
import { sameBytes } from '../../lib/secrets/constant-time.ts';
import { failed, passed } from '../found.ts';
import type { OwnRules } from './own.ts';

/** A challenge of Braintree's handshake is signed with the same key: it is no event. */
export const CHALLENGE = /^[0-9a-f]{20,32}$/;

/** Braintree: `public|signature` pairs over `bt_payload`, both in the form. */
export const braintree: OwnRules = {
  carries: (view) => view.read('form:bt_signature') !== undefined,
  verify(view, secrets) {
    const payload = view.read('form:bt_payload') ?? '';
    if (payload === '' || CHALLENGE.test(payload)) {
      const text = 'bt_payload is missing, or is a challenge and no event.';
      return failed({ code: 'MALFORMED_SIGNATURE', text });
    }
    const pairs = (view.read('form:bt_signature') ?? '').split('&').map((pair) => pair.split('|'));
    for (const secret of secrets) {
      const { publicKey, privateKey } = keysOf(secret.value);
      const written = pairs.find(([key]) => key === publicKey)?.[1] ?? '';
      const given = decodeText(written, 'hex');
      if (given !== null && sameBytes(macOf(privateKey, payload), given)) {
        return passed('verified', { secret });
      }
    }
    const text = 'No pair in bt_signature matches a key and the payload.';
    return failed({ code: 'SIGNATURE_MISMATCH', text });
  },
  sign: () => null,
  headers: [],
  takes: (value) => /^[^:]+:.+$/s.test(value),
};

/** `public:private`, as the user pastes them. */
export function keysOf(value: string): { publicKey: string; privateKey: string } {
  const at = value.indexOf(':');
  return { publicKey: value.slice(0, at), privateKey: value.slice(at + 1) };
}

export function macOf(privateKey: string, text: string): Buffer {
  const key = createHash('sha1').update(privateKey).digest();
  return createHmac('sha1', key).update(text).digest();
}
