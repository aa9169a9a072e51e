import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../main/lib/clock.ts';
import { lookAtCertificate } from '../../main/outbound/certificate.ts';
import { exchange } from '../../main/outbound/exchange.ts';
import { createPool, type Pool } from '../../main/outbound/pool.ts';
import { parseTarget, type Target } from '../../main/outbound/target.ts';
import {
  fingerprintOf,
  readCertificates,
  readFingerprint,
  type Trust,
} from '../../main/outbound/trust.ts';
import { AUTHORITY, tlsServer } from '../helpers/peers/tls-server.ts';

const PARTS = {
  clock: systemClock,
  resolve: async () => ['127.0.0.1'],
  checkAddresses: () => undefined,
};

function target(url: string): Target {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.target;
}

function post(url: string, trust: Trust | null, pool?: Pool) {
  const to = target(url);
  return exchange(
    {
      target: to,
      method: 'POST',
      headers: [
        ['Host', to.authority],
        ['Content-Length', '2'],
        ['Connection', 'keep-alive'],
      ],
      body: { kind: 'memory', bytes: Buffer.from('{}') },
      timeoutMs: 20_000,
      trust,
    },
    { ...PARTS, pool },
  );
}

async function keyOf(url: string): Promise<string> {
  const looked = await lookAtCertificate(target(url), PARTS);
  if (!looked.ok) throw new Error(looked.error);
  return looked.certificate.fingerprint;
}

describe('a server with a certificate of its own', () => {
  it.each([
    ['issued', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)('is refused by itself: %s', async (certificate, code) => {
    await using server = await tlsServer(certificate);
    expect(await post(server.url, null)).toMatchObject({ outcome: 'failed', errorCode: code });
    expect(server.seen.requests).toBe(0);
  });

  it('is accepted by its authority, and only by that', async () => {
    await using issued = await tlsServer('issued');
    await using other = await tlsServer('self-signed');
    const trust: Trust = { kind: 'ca', pem: AUTHORITY };
    expect(await post(issued.url, trust)).toMatchObject({ outcome: 'answered', status: 200 });
    expect(await post(other.url, trust)).toMatchObject({ outcome: 'failed' });
    const elsewhere = issued.url.replace('localhost', 'elsewhere.example');
    expect(await post(elsewhere, trust)).toMatchObject({
      errorCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('is accepted by the hash of its key, whatever name it is reached by', async () => {
    await using server = await tlsServer('self-signed');
    const trust: Trust = { kind: 'pin', fingerprint: await keyOf(server.url) };
    expect(await post(server.url, trust)).toMatchObject({ outcome: 'answered', status: 200 });
    const elsewhere = server.url.replace('localhost', 'elsewhere.example');
    expect(await post(elsewhere, trust)).toMatchObject({ outcome: 'answered', status: 200 });
  });

  it('gets not a byte of a request when its key is another one', async () => {
    await using server = await tlsServer('self-signed');
    using pool = createPool();
    const trust: Trust = { kind: 'pin', fingerprint: await keyOf(server.url) };
    server.show('issued');
    const result = await post(server.url, trust, pool);
    expect(result).toMatchObject({
      outcome: 'failed',
      errorCode: 'ERR_TLS_PIN_MISMATCH',
      error: 'localhost now has another key than the one you trust.',
    });
    expect(server.seen).toMatchObject({ requests: 0, plainBytes: 0 });
  });

  it('is not reached over a connection that another trust had opened', async () => {
    await using server = await tlsServer('self-signed');
    using pool = createPool();
    const pin: Trust = { kind: 'pin', fingerprint: await keyOf(server.url) };
    const before = server.seen.connections;
    await post(server.url, pin, pool);
    await post(server.url, pin, pool);
    expect(server.seen.connections).toBe(before + 1);
    expect(await post(server.url, null, pool)).toMatchObject({ outcome: 'failed' });
    const other: Trust = { kind: 'pin', fingerprint: `sha256/${'A'.repeat(43)}=` };
    expect(await post(server.url, other, pool)).toMatchObject({ outcome: 'failed' });
    expect(server.seen.requests).toBe(2);
  });
});

describe('a look at a certificate', () => {
  it('shows its key, names and days, and why it is not accepted', async () => {
    await using server = await tlsServer('self-signed');
    expect(await lookAtCertificate(target(server.url), PARTS)).toMatchObject({
      ok: true,
      certificate: {
        fingerprint: expect.stringMatching(/^sha256\/[A-Za-z0-9+/]{43}=$/),
        subject: 'CN=localhost',
        names: ['DNS:localhost', 'IP Address:127.0.0.1'],
        problem: 'The certificate of localhost is self-signed.',
      },
    });
    expect(server.seen.requests).toBe(0);
  });

  it('says in words why there is none to be seen', async () => {
    const nobody = await lookAtCertificate(target('https://localhost:1'), PARTS);
    expect(nobody).toMatchObject({ ok: false, error: 'Nothing listens on localhost:1.' });
    const refusal = { code: 'OWN_LISTENER', text: 'Backstitch itself listens there.' } as const;
    const refused = await lookAtCertificate(target('https://localhost:1'), {
      ...PARTS,
      checkAddresses: () => refusal,
    });
    expect(refused).toMatchObject({ ok: false, error: refusal.text });
  });
});

describe('what a person pastes', () => {
  it('is read as a fingerprint with and without its name', () => {
    const bare = `${'A'.repeat(43)}=`;
    const all = [bare, `sha256/${bare}`, `sha256//${bare}`, ` ${bare}\n`];
    expect(new Set(all.map(readFingerprint))).toEqual(new Set([`sha256/${bare}`]));
    for (const wrong of ['', 'A'.repeat(43), 'sha1/x', `${bare}${bare}`, 'ab:cd:ef']) {
      expect(readFingerprint(wrong)).toBeUndefined();
    }
  });

  it('is read as certificates, all or none', () => {
    const [authority] = readCertificates(AUTHORITY);
    expect(authority && fingerprintOf(authority)).toBe(
      fingerprintOf(new X509Certificate(AUTHORITY)),
    );
    expect(readCertificates(`${AUTHORITY}\n# and again\n${AUTHORITY}`)).toHaveLength(2);
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    expect(readCertificates(AUTHORITY + broken)).toEqual([]);
    expect(readCertificates('nothing')).toEqual([]);
  });
});
