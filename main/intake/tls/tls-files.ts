import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { BackstitchError, errorCode } from '../../lib/errors.ts';

/** What the second listener shows, as files in PEM form. */
export interface TlsFiles {
  /** The certificate, with those between it and a root behind it. */
  cert: string;
  key: string;
}

export interface Certificate {
  /** What a server gets. TLS 1.2 is the oldest that is spoken. */
  context: { cert: Buffer; key: Buffer; minVersion: 'TLSv1.2' };
  /** Names that it holds for: `localhost`, `127.0.0.1`. */
  names: string[];
  /** Epoch ms. */
  validTo: number;
}

const KEY_HINT = 'It has to be a key in PEM form without a passphrase.';
const CERT_HINT = 'It has to be a certificate in PEM form, as mkcert and certbot write it.';

/**
 * Reads a certificate and its key.
 *
 * @throws BackstitchError TLS_INVALID, which names the file and says what is wrong with it
 */
export function readCertificate(files: TlsFiles): Certificate {
  const cert = read(files.cert);
  const key = read(files.key);
  const leaf = parsed(files.cert, CERT_HINT, () => new X509Certificate(cert));
  const secret = parsed(files.key, KEY_HINT, () => createPrivateKey(key));
  if (!leaf.checkPrivateKey(secret)) {
    throw refusal(`The key in ${files.key} is not the one of ${files.cert}.`, '');
  }
  const context = { cert, key, minVersion: 'TLSv1.2' } as const;
  // Keys that are too short, and a chain that does not read.
  parsed(files.cert, CERT_HINT, () => createSecureContext(context));
  const names = [...(leaf.subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)];
  return {
    context,
    names: names.map(([, name = '']) => name),
    validTo: Date.parse(leaf.validTo),
  };
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const why =
      errorCode(cause) === 'ENOENT' ? 'is not there' : `cannot be read (${errorCode(cause)})`;
    throw refusal(
      `${file} ${why}.`,
      'Name a certificate with --tls-cert and its key with --tls-key.',
      cause,
    );
  }
}

function parsed<T>(file: string, hint: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw refusal(`${file} cannot be used.`, hint, cause);
  }
}

const refusal = (message: string, hint: string, cause?: unknown): BackstitchError =>
  new BackstitchError('TLS_INVALID', message, { hint, cause });
