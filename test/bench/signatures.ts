import { createHmac, timingSafeEqual } from 'node:crypto';
import { detect } from '../../main/signatures/detection/detect.ts';
import { findProvider } from '../../main/signatures/providers/providers.ts';
import { viewRequest, type SignedRequest } from '../../main/signatures/request-view.ts';
import { signRequest } from '../../main/signatures/sign.ts';
import { verify } from '../../main/signatures/verify.ts';
import { median } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const SECONDS = 1;
const ROUNDS = 3;
const NOW = 1_763_700_000_000;
const BODY = Buffer.from(JSON.stringify({ id: 'evt_1', text: 'x'.repeat(970) }));

function perSecond(work: () => void): number {
  const once = (): number => {
    const end = performance.now() + SECONDS * 1000;
    let done = 0;
    while (performance.now() < end) {
      for (let i = 0; i < 50; i += 1) work();
      done += 50;
    }
    return done / SECONDS;
  };
  return median(Array.from({ length: ROUNDS }, once));
}

function signedAs(id: string, secret: string) {
  const provider = findProvider(id);
  if (provider === undefined) throw new Error(`no provider ${id}`);
  const request: SignedRequest = {
    method: 'POST',
    target: '/hook',
    headers: [
      ['Host', 'hooks.example.com'],
      ['Content-Type', 'application/json'],
      ['User-Agent', 'bench'],
    ],
    body: BODY,
    urls: ['https://hooks.example.com/hook'],
  };
  const secrets = [{ id: 's', label: 's', value: secret }];
  const signed = signRequest({ provider, request, secrets, now: NOW });
  if (!signed.ok) throw new Error(signed.text);
  return { provider, request: { ...request, headers: signed.headers }, secrets };
}

/** Detecting, verifying and signing of 1 KB bodies, against the bare hash in the same run. */
export function benchSignatures(): Row[] {
  const bare = perSecond(() => {
    const mac = createHmac('sha256', 'secret').update(BODY).digest();
    timingSafeEqual(mac, mac);
  });
  const rows: Row[] = [
    { what: 'HMAC-SHA256 of 1 KB and a compare, bare', measured: `${count(bare)}/s`, hold: '' },
  ];
  const cases = [
    ['github', 'secret'],
    ['stripe', 'whsec_secret'],
    ['standard-webhooks', 'whsec_c2VjcmV0c2VjcmV0'],
  ] as const;
  for (const [id, secret] of cases) {
    const { provider, request, secrets } = signedAs(id, secret);
    const verifying = perSecond(() => {
      const verdict = verify({ provider, request, secrets, now: NOW });
      if (verdict.state !== 'verified') throw new Error(verdict.text);
    });
    const signing = perSecond(() => void signRequest({ provider, request, secrets, now: NOW }));
    rows.push({ what: `verify as ${provider.label}`, measured: rated(verifying, bare), hold: '' });
    rows.push({ what: `sign as ${provider.label}`, measured: rated(signing, bare), hold: '' });
  }
  const { request } = signedAs('stripe', 'whsec_secret');
  rows.push({
    what: 'detect, a header that one sender has',
    measured: rated(
      perSecond(() => void detect(viewRequest(request))),
      bare,
    ),
    hold: '',
  });
  const unknown = { ...request, headers: request.headers.slice(0, 3) };
  rows.push({
    what: 'detect, nobody known',
    measured: rated(
      perSecond(() => void detect(viewRequest(unknown))),
      bare,
    ),
    hold: '',
  });
  return rows;
}

const count = (n: number): string => Math.round(n).toLocaleString('en');
const rated = (n: number, bare: number): string =>
  `${count(n)}/s (${(n / bare).toFixed(2)} of bare)`;

if (import.meta.main) printTable('Signatures', benchSignatures());
