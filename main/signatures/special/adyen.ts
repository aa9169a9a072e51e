import { createHmac } from 'node:crypto';
import { decodeText } from '../encoding.ts';
import { sameBytes } from '../../lib/secrets/constant-time.ts';
import { failed, type Found, passed } from '../found.ts';
import { patchJson } from '../body-patch.ts';
import { isObject, scalar, walk } from '../request-view.ts';
import type { RequestView } from '../request-view.ts';
import type { Secret } from '../scheme.ts';
import type { OwnRules } from './own.ts';

const FIELDS = [
  'pspReference',
  'originalReference',
  'merchantAccountCode',
  'merchantReference',
  'amount.value',
  'amount.currency',
  'eventCode',
  'success',
];

type Item = Record<string, unknown>;

/** Adyen payments: one signature per item, over eight of its fields; the rest is not covered. */
export const adyen: OwnRules = {
  carries: (view) => itemsOf(view) !== null,
  verify(view, secrets) {
    const items = itemsOf(view);
    if (items === null || items.length === 0) return malformed('There is no item to verify.');
    const notes = ['Adyen signs eight fields of each item: the rest of the body is not proven.'];
    let matched: Secret | undefined;
    for (const item of items) {
      const content = contentOf(item);
      if (content === null) return malformed('A signed field is not a plain value.');
      const written = scalar(walk(item, 'additionalData.hmacSignature'));
      if (written === undefined) return missing();
      const given = decodeText(written, 'base64');
      if (given?.length !== 32) return malformed('hmacSignature is not the base64 of 32 bytes.');
      const secret = secrets.find(({ value }) => {
        const mac = macOf(content, value);
        return mac !== null && sameBytes(mac, given);
      });
      if (secret === undefined) return mismatch(secrets);
      matched ??= secret;
    }
    return passed('verified', { secret: matched ?? secrets[0]!, notes });
  },
  sign({ view, secret }) {
    const items = itemsOf(view);
    if (items === null || items.length === 0) return null;
    let body: Uint8Array | null = view.request.body;
    for (const [i, item] of items.entries()) {
      const content = contentOf(item);
      const mac = content === null ? null : macOf(content, secret.value);
      if (mac === null || body === null) return null;
      const path = [
        'notificationItems',
        i,
        'NotificationRequestItem',
        'additionalData',
        'hmacSignature',
      ];
      body = patchJson(body, path, JSON.stringify(mac.toString('base64')));
    }
    return body === null ? null : { headers: [], body };
  },
  headers: [],
  takes: (value) => decodeText(value.trim(), 'hex') !== null,
};

function itemsOf(view: RequestView): Item[] | null {
  const list = walk(view.json(), 'notificationItems');
  if (!Array.isArray(list)) return null;
  const items = list.map((entry: unknown) => walk(entry, 'NotificationRequestItem'));
  return items.every(isObject) ? items : null;
}

/** Joined by colons without escaping; absent fields are empty. null where one is no scalar. */
function contentOf(item: Item): string | null {
  const values = FIELDS.map((path) => {
    const value = walk(item, path);
    return value === undefined || value === null ? '' : (scalar(value) ?? null);
  });
  return values.includes(null) ? null : values.join(':');
}

function macOf(content: string, key: string): Buffer | null {
  const bytes = decodeText(key.trim(), 'hex');
  return bytes && createHmac('sha256', bytes).update(content).digest();
}

function malformed(text: string): Found {
  return failed({ code: 'MALFORMED_SIGNATURE', text });
}

function missing(): Found {
  const text = 'An item has no additionalData.hmacSignature: it is not signed.';
  return failed({ code: 'MISSING_HEADER', text });
}

function mismatch(secrets: readonly Secret[]): Found {
  const usable = secrets.some(({ value }) => decodeText(value.trim(), 'hex') !== null);
  return usable
    ? failed({ code: 'SIGNATURE_MISMATCH', text: 'The signature of an item matches no secret.' })
    : failed({ code: 'UNUSABLE_SECRET', text: 'Adyen’s HMAC key is in hex.' });
}
