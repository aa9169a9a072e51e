import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { patchJson } from '../body-patch.ts';
import { decodeText } from '../encoding.ts';
import { failed, type Found, passed } from '../found.ts';
import { inWords, readTime, writeTime } from '../freshness.ts';
import { scalar, walk } from '../request-view.ts';
import type { RequestView } from '../request-view.ts';
import type { Secret } from '../scheme.ts';
import type { OwnRules } from './own.ts';

const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];
const SNS_ADVICE = 3600;

/** AWS SNS: RSA over fields of the JSON body, with a certificate that the body names. */
export const sns: OwnRules = {
  carries: (view) => walk(view.json(), 'SigningCertURL') !== undefined,
  verify(view, secrets, now) {
    const { field, content, hash } = readSns(view);
    const given = decodeText(field('Signature') ?? '', 'base64');
    if (given === null) return malformed('Signature is not base64.');
    if (hash === null) return malformed('SignatureVersion is neither 1 nor 2.');
    const found = checkWithKeys(secrets, (key) => verify(hash, content, key, given));
    if (!('secret' in found)) return found;
    const at = readTime(field('Timestamp') ?? '', 'rfc3339');
    const skewSeconds = at === null ? null : Math.round((now - at) / 1000);
    const old = skewSeconds !== null && skewSeconds > SNS_ADVICE;
    const notes = old
      ? [`It is ${inWords(skewSeconds)} old; AWS advises to refuse after 1 h.`]
      : [];
    return passed('verified', { secret: found.secret, skewSeconds, notes });
  },
  sign({ view, secret, now }) {
    const key = privateKey(secret.value);
    const time = JSON.stringify(writeTime(now, 'rfc3339'));
    const dated = patchJson(view.request.body, ['Timestamp'], time);
    const { content, hash } = readSns(view, { Timestamp: writeTime(now, 'rfc3339') });
    if (key === null || dated === null || hash === null) return null;
    const signature = JSON.stringify(sign(hash, content, key).toString('base64'));
    const body = patchJson(dated, ['Signature'], signature);
    return body && { headers: [], body };
  },
  headers: [],
};

function readSns(view: RequestView, instead: Record<string, string> = {}) {
  const field = (name: string) => instead[name] ?? scalar(walk(view.json(), name));
  const names = field('Type') === 'Notification' ? NOTIFICATION : CONFIRMATION;
  const lines = names.flatMap((name) => {
    const value = field(name);
    return value === undefined ? [] : [`${name}\n${value}\n`];
  });
  const version = field('SignatureVersion');
  const hash = version === '1' ? 'RSA-SHA1' : version === '2' ? 'RSA-SHA256' : null;
  return { field, content: Buffer.from(lines.join('')), hash };
}

/** PayPal: RSA over ids and the CRC of the body. The secret is the webhook's id, then a certificate. */
export const paypal: OwnRules = {
  carries: (view) => view.has('PAYPAL-TRANSMISSION-SIG'),
  verify(view, secrets, now) {
    const given = decodeText(view.header('PAYPAL-TRANSMISSION-SIG') ?? '', 'base64');
    if (given === null) return malformed('PAYPAL-TRANSMISSION-SIG is not base64.');
    const time = view.header('PAYPAL-TRANSMISSION-TIME');
    const id = view.header('PAYPAL-TRANSMISSION-ID');
    if (time === undefined || id === undefined) {
      const text = 'PAYPAL-TRANSMISSION-ID or -TIME is missing; both are signed.';
      return failed({ code: 'MISSING_HEADER', text });
    }
    const found = checkWithKeys(
      secrets,
      (key, webhookId) =>
        verify('RSA-SHA256', paypalContent(view, { id, time, webhookId }), key, given),
      splitPaypal,
    );
    if (!('secret' in found)) return found;
    const at = readTime(time, 'rfc3339');
    const skewSeconds = at === null ? null : Math.round((now - at) / 1000);
    const late = skewSeconds !== null && Math.abs(skewSeconds) > 300;
    const notes = late ? [`Signed ${inWords(skewSeconds)} before it arrived.`] : [];
    return passed('verified', { secret: found.secret, skewSeconds, notes });
  },
  sign({ view, secret, now }) {
    const { webhookId, pem } = splitPaypal(secret.value);
    const key = privateKey(pem);
    if (key === null) return null;
    const time = writeTime(now, 'rfc3339');
    const id = view.header('PAYPAL-TRANSMISSION-ID') ?? 'backstitch';
    const signature = sign('RSA-SHA256', paypalContent(view, { id, time, webhookId }), key);
    return {
      headers: [
        ['PAYPAL-TRANSMISSION-ID', id],
        ['PAYPAL-TRANSMISSION-TIME', time],
        ['PAYPAL-TRANSMISSION-SIG', signature.toString('base64')],
        ['PAYPAL-AUTH-ALGO', 'SHA256withRSA'],
      ],
    };
  },
  headers: [
    'paypal-transmission-id',
    'paypal-transmission-time',
    'paypal-transmission-sig',
    'paypal-auth-algo',
  ],
};

function paypalContent(
  view: RequestView,
  { id, time, webhookId }: { id: string; time: string; webhookId: string },
): Buffer {
  return Buffer.from([id, time, webhookId, crc32(view.request.body) >>> 0].join('|'));
}

function splitPaypal(value: string): { webhookId: string; pem: string } {
  const at = value.indexOf('-----BEGIN');
  return at < 0
    ? { webhookId: value.trim(), pem: '' }
    : { webhookId: value.slice(0, at).trim(), pem: value.slice(at) };
}

/** Tries each secret that holds a certificate or key. Without one, nothing can be said. */
function checkWithKeys(
  secrets: readonly Secret[],
  check: (key: KeyObject, webhookId: string) => boolean,
  split: (value: string) => { webhookId: string; pem: string } = (pem) => ({ webhookId: '', pem }),
): { secret: Secret } | Found {
  let usable = 0;
  for (const secret of secrets) {
    const { webhookId, pem } = split(secret.value);
    const key = publicKey(pem);
    if (key === null) continue;
    usable += 1;
    if (check(key, webhookId)) return { secret };
  }
  if (usable === 0) {
    const text = 'The certificate of the sender is needed: paste it as PEM.';
    return { state: 'cannot_verify', text, notes: [] };
  }
  const text = 'The signature fits no certificate, or what is signed was changed.';
  return failed({ code: 'SIGNATURE_MISMATCH', text });
}

function publicKey(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem);
  } catch {
    return null;
  }
}

function privateKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

function malformed(text: string): Found {
  return failed({ code: 'MALFORMED_SIGNATURE', text });
}
