import { errorCode } from '../lib/errors.ts';
import type { Target } from './target.ts';
import { PIN_MISMATCH } from './trust.ts';

export interface Explanation {
  text: string;
  hint?: string;
}

type Words = (host: string, address: string, seconds: number) => Explanation;

const NOT_TRUSTED =
  'Certificates are always checked. Use http:// on this computer, or make the system trust it.';

/** Codes that mean the certificate, not the connection. */
const CERTIFICATE =
  /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_|ERR_TLS_CERT_|ERR_TLS_PIN_)/;

/** Whether a failure is one that trusting the certificate would mend. */
export const isCertificateFault = (code: string): boolean => CERTIFICATE.test(code);
const NOT_TLS: Words = (_host, address) => ({
  text: `${address} does not speak TLS.`,
  hint: 'If it speaks plain http, write http:// in the URL.',
});
const UNKNOWN_ISSUER: Words = (host) => ({
  text: `The certificate of ${host} comes from an authority that this computer does not know.`,
  hint: NOT_TRUSTED,
});
const SELF_SIGNED: Words = (host) => ({
  text: `The certificate of ${host} is self-signed.`,
  hint: NOT_TRUSTED,
});
const NOT_FOUND: Words = (host) => ({
  text: `${host} was not found.`,
  hint: 'Check the spelling, or the network.',
});
const UNREACHABLE: Words = (_host, address) => ({
  text: `${address} cannot be reached from here.`,
  hint: 'Check the network.',
});
const CLOSED: Words = (_host, address) => ({
  text: `${address} closed the connection without an answer.`,
  hint: 'Its own log may say why.',
});
const NO_CONNECTION: Words = (_host, address) => ({
  text: `${address} did not accept the connection in time.`,
  hint: 'Check that the server runs and that no firewall drops the packets.',
});
const NOT_SENDABLE: Words = () => ({
  text: 'The request contains characters HTTP does not allow.',
  hint: 'Edit method, path and headers to plain characters.',
});

/** Codes of Node, of OpenSSL and of our own halts, in words. */
const WORDS: Readonly<Record<string, Words>> = {
  ECONNREFUSED: (_host, address) => ({
    text: `Nothing listens on ${address}.`,
    hint: 'Start the server, or check the port.',
  }),
  ENOTFOUND: NOT_FOUND,
  ENODATA: NOT_FOUND,
  EAI_AGAIN: (host) => ({
    text: `${host} cannot be looked up at the moment.`,
    hint: 'Check the network.',
  }),
  TIMEOUT_DNS: (host) => ({
    text: `Looking up ${host} took longer than 5 s.`,
    hint: 'Check the network.',
  }),
  TIMEOUT_CONNECT: NO_CONNECTION,
  ETIMEDOUT: NO_CONNECTION,
  TIMEOUT_TLS: (_host, address) => ({
    text: `${address} did not finish the TLS handshake within 10 s.`,
  }),
  TIMEOUT: (_host, address, seconds) => ({
    text: `${address} did not answer within ${seconds} s.`,
    hint: 'The server may still be working on it. A longer timeout can be set.',
  }),
  CANCELED: () => ({ text: 'Canceled.', hint: 'The request may have reached the target already.' }),
  BODY_UNREADABLE: () => ({ text: 'The kept body could not be read from disk.' }),
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  EACCES: UNREACHABLE,
  EPERM: UNREACHABLE,
  ECONNRESET: CLOSED,
  EPIPE: CLOSED,
  ECONNABORTED: CLOSED,
  HPE_HEADER_OVERFLOW: (_host, address) => ({
    text: `${address} answered with more than 64 KiB of headers.`,
  }),
  DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  CERT_HAS_EXPIRED: (host) => ({ text: `The certificate of ${host} has expired.` }),
  CERT_NOT_YET_VALID: (host) => ({
    text: `The certificate of ${host} is not valid yet.`,
    hint: 'Check the clock.',
  }),
  ERR_TLS_CERT_ALTNAME_INVALID: (host) => ({
    text: `The certificate was not issued for ${host}.`,
    hint: 'Use a name that is in the certificate.',
  }),
  [PIN_MISMATCH]: (host) => ({
    text: `${host} now has another key than the one you trust.`,
    hint: 'If it was renewed on purpose, look at its certificate and trust it again.',
  }),
  EPROTO: NOT_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  ERR_INVALID_CHAR: NOT_SENDABLE,
  ERR_UNESCAPED_CHARACTERS: NOT_SENDABLE,
  ERR_INVALID_HTTP_TOKEN: NOT_SENDABLE,
  EMFILE: () => ({ text: 'This program has too many files and connections open.' }),
};

/** The plain reason why a request got no answer. The code stays with it for those who search for it. */
export function explainFailure(error: unknown, target: Target, timeoutMs: number): Explanation {
  const code = errorCode(error);
  const host = target.hostKey;
  const address = `${host}:${target.port}`;
  const words = WORDS[code];
  if (words !== undefined) return words(host, address, Math.round(timeoutMs / 100) / 10);
  if (code.startsWith('HPE_')) {
    return {
      text: `${address} answered something that is not HTTP (${code}).`,
      hint: 'Check the port.',
    };
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return { text: `${address} and this computer have no TLS version in common (${code}).` };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { text: `The request to ${address} failed: ${detail}.` };
}
