import type { X509Certificate } from 'node:crypto';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Clock } from '../lib/clock.ts';
import { errorCode } from '../lib/errors.ts';
import { createHalts, Halt } from './halts.ts';
import { handOut } from './hand-out.ts';
import { explainFailure } from './reasons.ts';
import type { Refusal } from './refusal.ts';
import type { Resolve } from './resolve.ts';
import { isLiteral, type Target } from './target.ts';
import { fingerprintOf } from './trust.ts';

/** The certificate a server shows. */
export interface ShownCertificate {
  /** `sha256/` and base64, of its key. */
  fingerprint: string;
  subject: string;
  issuer: string;
  /** Names and addresses it was issued for. */
  names: string[];
  /** Epoch ms. */
  validFrom: number;
  validTo: number;
  /** Why this machine does not accept it; null where it does. */
  problem: string | null;
}

export type Looked =
  | { ok: true; certificate: ShownCertificate }
  | { ok: false; error: string; hint: string | null };

interface Parts {
  clock: Clock;
  resolve: Resolve;
  checkAddresses: (target: Target, addresses: readonly string[]) => Refusal | undefined;
}

const TIMEOUT_MS = 10_000;

/** Looks at the certificate of a server: shakes hands, sends no request, and leaves. */
export async function lookAtCertificate(target: Target, parts: Parts): Promise<Looked> {
  using halts = createHalts(parts.clock, undefined);
  halts.within(TIMEOUT_MS, 'TIMEOUT_TLS');
  let socket: TLSSocket | undefined;
  try {
    const addresses = await halts.race(parts.resolve(target.hostname));
    const refusal = parts.checkAddresses(target, addresses);
    if (refusal !== undefined) throw new Halt('REFUSED', refusal);
    socket = open(target, addresses);
    await halts.race(shaken(socket));
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined) throw new Error('it shows no certificate');
    return { ok: true, certificate: shownOf(certificate, target, socket) };
  } catch (error) {
    const why = halts.reason() ?? error;
    const halt = why instanceof Halt ? why : undefined;
    const said = halt?.refusal ?? explainFailure(why, target, TIMEOUT_MS);
    return { ok: false, error: said.text, hint: said.hint ?? null };
  } finally {
    socket?.destroy();
  }
}

function open(target: Target, addresses: readonly string[]): TLSSocket {
  return connectTls({
    host: target.hostname,
    port: target.port,
    lookup: handOut(addresses),
    // Nothing is sent over it: the point is to see what would not be accepted.
    rejectUnauthorized: false,
    ...(!isLiteral(target) && { servername: target.hostKey }),
  });
}

function shaken(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', () => resolve());
    socket.once('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
}

function shownOf(
  certificate: X509Certificate,
  target: Target,
  socket: TLSSocket,
): ShownCertificate {
  return {
    fingerprint: fingerprintOf(certificate),
    subject: certificate.subject.replaceAll('\n', ', '),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    names: (certificate.subjectAltName ?? '').split(', ').filter((name) => name !== ''),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    problem: problemOf(certificate, target, socket),
  };
}

function problemOf(
  certificate: X509Certificate,
  target: Target,
  { authorized, authorizationError }: TLSSocket,
): string | null {
  // Typed as an Error; it is the code of OpenSSL.
  const reason: unknown = authorizationError;
  const code = typeof reason === 'string' ? reason : errorCode(reason);
  const name = target.hostKey.replace(/^\[(.*)\]$/, '$1');
  const isFor = isLiteral(target) ? certificate.checkIP(name) : certificate.checkHost(name);
  if (authorized && isFor !== undefined) return null;
  const fault = authorized ? 'ERR_TLS_CERT_ALTNAME_INVALID' : code;
  return explainFailure({ code: fault }, target, TIMEOUT_MS).text;
}
