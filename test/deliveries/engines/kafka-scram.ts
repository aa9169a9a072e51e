import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

const SALT = Buffer.from('salt of the fake');

export interface Scram {
  hash: 'sha256' | 'sha512';
  user: string;
  password: string;
  iterations: number;
  /** It does not know the password either, and says that all is well. */
  isFalse?: boolean;
}

/**
 * The side of the server in one login by SCRAM. Each answer is null where the client is refused.
 *
 * @see RFC 5802, section 3
 */
export function scramServer({ hash, user, password, iterations, isFalse = false }: Scram) {
  const hmac = (key: Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest();
  const length = hash === 'sha256' ? 32 : 64;
  const salted = pbkdf2Sync(password, SALT, iterations, length, hash);
  const stored = createHash(hash).update(hmac(salted, 'Client Key')).digest();
  let first = '';
  let asked = '';
  let nonce = '';

  return {
    first(message: string): string | null {
      const parts = /^n,,(n=([^,]*),r=([\x21-\x2b\x2d-\x7e]{16,}))$/.exec(message);
      if (parts === null) return null;
      const name = (parts[2] ?? '').replaceAll('=2C', ',').replaceAll('=3D', '=');
      if (name !== user) return null;
      first = parts[1] ?? '';
      nonce = `${parts[3]}of-the-server`;
      asked = `r=${nonce},s=${SALT.toString('base64')},i=${iterations}`;
      return asked;
    },
    last(message: string): string | null {
      const parts = /^(c=biws,r=([^,]*)),p=([A-Za-z0-9+/=]+)$/.exec(message);
      if (parts === null || parts[2] !== nonce) return null;
      const said = `${first},${asked},${parts[1]}`;
      const signature = hmac(stored, said);
      const proof = Buffer.from(parts[3] ?? '', 'base64');
      if (proof.length !== length) return null;
      const key = proof.map((byte, at) => byte ^ (signature[at] ?? 0));
      const found = createHash(hash).update(key).digest();
      if (!isFalse && !timingSafeEqual(found, stored)) return null;
      const server = hmac(hmac(salted, 'Server Key'), said);
      return `v=${server.toString('base64')}`;
    },
  };
}
