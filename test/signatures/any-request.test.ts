import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detect } from '../../main/signatures/detection/detect.ts';
import { VENDOR_HEADERS } from '../../main/signatures/detection/detect-headers.ts';
import { readFacts } from '../../main/signatures/detection/facts.ts';
import { answerHandshake, HANDSHAKES } from '../../main/signatures/handshakes.ts';
import { probe } from '../../main/signatures/probes.ts';
import { PROVIDERS } from '../../main/signatures/providers/providers.ts';
import { viewRequest } from '../../main/signatures/request-view.ts';
import { signRequest } from '../../main/signatures/sign.ts';
import { verify } from '../../main/signatures/verify.ts';
import { vectors } from './vectors.ts';
import { runs } from '../helpers/runs.ts';

const names = [
  ...VENDOR_HEADERS.keys(),
  'Authorization',
  'Content-Type',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'x-hub-signature',
  'x-signature',
  'x-convoy-signature',
];
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'v1,',
    't=1,v1=',
    't=1700000000,v1=',
    'sha256=',
    'JWT a.b.c',
    '1700000000',
    '=',
    ',',
  ),
  fc.constantFrom(...vectors.flatMap(({ request }) => request.headers.map(([, value]) => value))),
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map((json) => Buffer.from(json)),
  fc.constantFrom(
    ...vectors.map(({ request }) => request.body),
    Buffer.from('{"notificationItems":[null]}'),
    Buffer.from('{"notificationItems":[{"NotificationRequestItem":{"pspReference":{}}}]}'),
    Buffer.from('{"value":[]}'),
    Buffer.from('[[]]'),
    Buffer.from('{"__proto__":{"type":"x"}}'),
    Buffer.from('bt_signature=%7C&bt_payload=x'),
  ),
);
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', '!'),
  target: fc.oneof(fc.webPath(), fc.string(), fc.constant('/?jwt=a.b.c&bodySHA256=x&crc_token=%')),
  headers: fc.array(fc.tuple(fc.constantFrom(...names), text), { maxLength: 8 }),
  body,
  urls: fc.array(fc.oneof(fc.webUrl(), fc.string()), { maxLength: 2 }),
});

it('whatever is sent, every scheme gives a verdict and none an exception', () => {
  fc.assert(
    fc.property(
      request,
      fc.constantFrom(...PROVIDERS),
      text,
      fc.integer({ min: 0, max: 4e12 }),
      (sent, provider, value, now) => {
        const view = viewRequest(sent);
        const secrets = [{ id: 's', label: 's', value }];
        detect(view);
        readFacts(provider, view);
        const verdict = verify({ provider, request: view, secrets, now });
        const signed = signRequest({ provider, request: sent, secrets, now });
        probe({ provider, view, secrets, otherSecrets: [], now });
        for (const id of HANDSHAKES) {
          answerHandshake(id, { view, secrets, verifyToken: value, now });
        }
        expect(verdict.text).not.toBe('');
        expect(signed.ok || signed.text !== '').toBe(true);
      },
    ),
    { numRuns: runs(1500) },
  );
});
