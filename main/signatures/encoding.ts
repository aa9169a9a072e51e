import { createHash } from 'node:crypto';

/** How a MAC or a signature is written into text. */
export type Encoding = 'hex' | 'base64' | 'base64url';

/**
 * Bytes of a written MAC; null where it is not written that way. hex in either case, base64 with or
 * without padding. base64url only where it is asked for: it would make two texts of one MAC.
 */
export function decodeText(text: string, encoding: Encoding | 'hex-or-base64'): Buffer | null {
  switch (encoding) {
    case 'hex':
      return /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : null;
    case 'base64':
      return isBase64(text) ? Buffer.from(text, 'base64') : null;
    case 'base64url':
      return /^[A-Za-z0-9_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : null;
    case 'hex-or-base64':
      return decodeText(text, 'hex') ?? decodeText(text, 'base64');
  }
}

function isBase64(text: string): boolean {
  const bare = text.replace(/={1,2}$/, '');
  return bare.length % 4 !== 1 && /^[A-Za-z0-9+/]+$/.test(bare);
}

export function encodeBytes(bytes: Buffer, encoding: Encoding | 'hex-or-base64'): string {
  return bytes.toString(encoding === 'hex-or-base64' ? 'hex' : encoding);
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
