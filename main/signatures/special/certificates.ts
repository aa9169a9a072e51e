import { type KeyObject, sign, verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { patchJson } from '../body-patch.ts';
import { decodeText } from '../encoding.ts';
import { failed, type Found, passed } from '../found.ts';
import { inWords, checkAge, readTime, writeTime } from '../freshness.ts';
import { readPair } from '../keys/pair.ts';
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
/** AWS advises an hour; sns-validator looks at no time. */
const SNS_TIME = { window: null, sides: 'old' } as const;
const SNS_ADVICE = 3600;
/** PayPal names no window and has no library that looks at the time. */
const PAYPAL_TIME = { window: 300, sides: 'both', lenient: true } as const;

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
    const advice = old
      ? `It is ${inWords(skewSeconds)} old; AWS advises to refuse after 1 h.`
      : null;
    const notes = notesOf(advice, skewSeconds && checkAge(SNS_TIME, skewSeconds).note);
    return passed('verified', { secret: found.secret, skewSeconds, notes });
  },
  sign({ view, secret, now }) {
    const key = privateKey(secret.value);
    if (key === null) return null;
    const time = JSON.stringify(writeTime(now, 'rfc3339'));
    const dated = patchJson(view.request.body, ['Timestamp'], time);
    const { content, hash } = readSns(view, { Timestamp: writeTime(now, 'rfc3339') });
    if (dated === null || hash === null) {
      return 'The body has no Timestamp, or a SignatureVersion that is neither 1 nor 2.';
    }
    const signature = JSON.stringify(sign(hash, content, key).toString('base64'));
    const body = patchJson(dated, ['Signature'], signature);
    return body && { headers: [], body };
  },
  headers: [],
  pair: 'rsa',
  takes: (value) => readPair(value, 'rsa') !== null,
};

const notesOf = (...notes: (string | 0 | null)[]): string[] =>
  notes.filter((note) => typeof note === 'string');

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
    const ids = webhookIds(secrets);
    const found = checkWithKeys(secrets.map(paypalKey), (key) =>
      ids.some((webhookId) =>
        verify('RSA-SHA256', paypalContent(view, { id, time, webhookId }), key, given),
      ),
    );
    if (!('secret' in found)) return ids.length === 0 ? needsId() : found;
    const at = readTime(time, 'rfc3339');
    const skewSeconds = at === null ? null : Math.round((now - at) / 1000);
    const notes = notesOf(skewSeconds && checkAge(PAYPAL_TIME, skewSeconds).note);
    return passed('verified', { secret: found.secret, skewSeconds, notes });
  },
  sign({ view, secret, secrets, now }) {
    const key = privateKey(paypalKey(secret).value);
    if (key === null) return null;
    // What belongs to the key, else what another secret says.
    const [webhookId] = webhookIds([secret, ...secrets]);
    if (webhookId === undefined) return NEEDS_ID;
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
  pair: 'rsa',
  takes: (value) => {
    const { webhookId, key } = splitPaypal(value);
    return key === '' ? WEBHOOK_ID.test(webhookId) : readPair(key, 'rsa') !== null;
  },
};

const NEEDS_ID =
  'PayPal signs the id of the webhook too: add it as a secret (it alone, or above the certificate).';

function needsId(): Found {
  return { state: 'cannot_verify', text: NEEDS_ID, notes: [] };
}

function paypalContent(
  view: RequestView,
  { id, time, webhookId }: { id: string; time: string; webhookId: string },
): Buffer {
  return Buffer.from([id, time, webhookId, crc32(view.request.body) >>> 0].join('|'));
}

/** As PayPal shows them: capitals and digits. No line of PEM. */
const WEBHOOK_ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,59}$/;
/** What earlier versions wrote before a test key: the id of no webhook. */
const NO_WEBHOOK = 'WH-BACKSTITCH-TEST';

/** The webhook's id, a line break, a certificate or key; each may stand alone. */
function splitPaypal(value: string): { webhookId: string; key: string } {
  const clean = value.trim();
  if (WEBHOOK_ID.test(clean)) return { webhookId: clean, key: '' };
  const [, first = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(clean) ?? [];
  // The first line of a key in base64 looks like an id: then the whole is the key.
  const isSplit = readPair(rest, 'rsa') !== null || readPair(clean, 'rsa') === null;
  return WEBHOOK_ID.test(first) && isSplit
    ? { webhookId: first, key: rest }
    : { webhookId: '', key: clean };
}

function webhookIds(secrets: readonly Secret[]): string[] {
  const ids = secrets.map(({ value }) => splitPaypal(value).webhookId);
  return ids.filter((id) => id !== '' && id !== NO_WEBHOOK);
}

const paypalKey = (secret: Secret): Secret => ({
  ...secret,
  value: splitPaypal(secret.value).key,
});

/** Tries each secret that holds a certificate or key. Without one, nothing can be said. */
function checkWithKeys(
  secrets: readonly Secret[],
  check: (key: KeyObject) => boolean,
): { secret: Secret } | Found {
  let usable = 0;
  for (const secret of secrets) {
    const pair = readPair(secret.value, 'rsa');
    if (pair === null) continue;
    usable += 1;
    if (check(pair.publicKey)) return { secret };
  }
  if (usable === 0) {
    const text = 'Paste the certificate of the sender as PEM.';
    return { state: 'cannot_verify', text, notes: [] };
  }
  const text = 'The signature matches no certificate, or the signed content was changed.';
  return failed({ code: 'SIGNATURE_MISMATCH', text });
}

function privateKey(text: string): KeyObject | null {
  return readPair(text, 'rsa')?.privateKey ?? null;
}

function malformed(text: string): Found {
  return failed({ code: 'MALFORMED_SIGNATURE', text });
}
