import { createHash, X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/**
 * A certificate that is trusted although no authority of this machine vouches for it: by the hash
 * of its key, whatever else it says; or by authorities of its own, in PEM, instead of the usual.
 */
export type Trust = { kind: 'pin'; fingerprint: string } | { kind: 'ca'; pem: string };

export const PIN_MISMATCH = 'ERR_TLS_PIN_MISMATCH';

const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** `sha256/` and base64, of the public key: it stays the same when a certificate is renewed. */
export function fingerprintOf(certificate: X509Certificate): string {
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return `sha256/${createHash('sha256').update(key).digest('base64')}`;
}

/** The fingerprint in its one form; undefined where it is none. */
export function readFingerprint(text: string): string | undefined {
  const found = /^(?:sha256\/{1,2})?([A-Za-z0-9+/]{43}=)$/.exec(text.trim())?.[1];
  return found === undefined ? undefined : `sha256/${found}`;
}

/** The certificates of a PEM text; [] where one of them does not read, or there is none. */
export function readCertificates(pem: string): X509Certificate[] {
  const blocks = pem.match(PEM_BLOCK) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    // Base64 of something else.
    return [];
  }
}

/** What a TLS connection is made with. A pin is checked by `pinProblem` before anything is sent. */
export function tlsOptions(trust: Trust | null): { ca?: string; rejectUnauthorized?: boolean } {
  if (trust === null) return {};
  return trust.kind === 'ca' ? { ca: trust.pem } : { rejectUnauthorized: false };
}

/** Names the trust of a connection, so that connections of another trust are not taken for it. */
export function trustKey(trust: Trust | null): string {
  if (trust === null) return '';
  const text = trust.kind === 'ca' ? trust.pem : trust.fingerprint;
  return `${trust.kind}:${createHash('sha256').update(text).digest('hex')}`;
}

/** Why a connection is not to the server that was pinned. Call it before a byte is written. */
export function pinProblem(socket: TLSSocket, trust: Trust | null): Error | undefined {
  if (trust?.kind !== 'pin') return undefined;
  const certificate = socket.getPeerX509Certificate();
  const found = certificate === undefined ? 'none' : fingerprintOf(certificate);
  if (found === trust.fingerprint) return undefined;
  return Object.assign(new Error(`the key is ${found}`), { code: PIN_MISMATCH });
}
