import type { Content, KeyForm, Mac, MacScheme, Provider, TimeRule } from '../scheme.ts';

// The tables read best when they only name what differs from the usual: HMAC-SHA256 in hex, with
// the secret as text.

type Encoding = MacScheme['encoding'];

export interface MacOptions {
  label?: string;
  mac?: Mac;
  encoding?: Encoding;
  prefix?: string;
  key?: KeyForm;
  content?: Content;
  time?: TimeRule;
  id?: string;
  companions?: MacScheme['companions'];
  applies?: MacScheme['applies'];
  alsoCheck?: MacScheme['alsoCheck'];
  readsUrl?: boolean;
  spellings?: MacScheme['spellings'];
  uncovered?: string;
}

const USUAL = { mac: 'hmac-sha256', encoding: 'hex', key: 'utf8', content: '{body}' } as const;

/** A signature alone in a header; several headers are several names of the same. */
export function inHeader(headers: string | string[], options: MacOptions = {}): MacScheme {
  const { prefix, label = 'HMAC of the body', ...rest } = options;
  const form = { kind: 'header' as const, headers: [headers].flat(), ...(prefix && { prefix }) };
  return { kind: 'mac', label, ...USUAL, ...rest, form };
}

/** `t=…,v1=…` in one header. */
export function inFields(
  header: string,
  fields: {
    separator?: string;
    signature?: string;
    time?: string | null;
    also?: readonly (readonly [string, string])[];
  },
  options: MacOptions = {},
): MacScheme {
  const { separator = ',', signature = 'v1', time = 't', also } = fields;
  const { prefix: _none, label = 'Time and signatures in one header', ...rest } = options;
  return {
    kind: 'mac',
    label,
    ...USUAL,
    content: '{time}.{body}',
    time: seconds('field', 300),
    ...rest,
    form: { kind: 'fields', header, separator, signature, time, ...(also && { also }) },
  };
}

/** The three headers of Standard Webhooks, under any names. */
export function standard(
  names: { id: string; time: string; signature: string },
  key: KeyForm = 'whsec',
  label = 'Standard Webhooks',
): MacScheme {
  const pair = key.startsWith('ed25519');
  return {
    kind: 'mac',
    label,
    ...USUAL,
    mac: pair ? 'ed25519' : 'hmac-sha256',
    encoding: 'base64',
    key,
    content: '{id}.{time}.{body}',
    id: `header:${names.id}`,
    // standardwebhooks and svix: "too old" and "too new" beyond 300 s.
    time: bothSides(seconds(`header:${names.time}`, 300)),
    form: { kind: 'tagged', headers: [names.signature], tag: pair ? 'v1a' : 'v1' },
  };
}

export const WEBHOOK_HEADERS = {
  id: 'webhook-id',
  time: 'webhook-timestamp',
  signature: 'webhook-signature',
};
export const SVIX_HEADERS = {
  id: 'svix-id',
  time: 'svix-timestamp',
  signature: 'svix-signature',
};

/**
 * Most libraries look at age alone; each row whose library also refuses times ahead says so, with
 * where that was read.
 */
export function seconds(from: string, window: number | null): TimeRule {
  return { from, unit: 's', window, sides: 'old' };
}

export function millis(from: string, window: number | null): TimeRule {
  return { from, unit: 'ms', window, sides: 'old' };
}

/** Times ahead of the clock are refused beyond the window, or beyond so many seconds. */
export function bothSides(rule: TimeRule, ahead?: number): TimeRule {
  return { ...rule, sides: 'both', ...(ahead !== undefined && { ahead }) };
}

/** The time is signed, but the sender names no window: age is mentioned, not judged. */
export function lenient(rule: TimeRule): TimeRule {
  return { ...rule, window: rule.window ?? 300, sides: 'both', lenient: true };
}

type Row = Omit<Provider, 'id' | 'label' | 'schemes' | 'confidence' | 'secret'> & {
  secret?: string;
  confidence?: Provider['confidence'];
};

/** One sender. Without a word on it, the user is asked for the webhook's secret. */
export function provider(
  id: string,
  label: string,
  schemes: Provider['schemes'] | Provider['schemes'][number],
  row: Row = {},
): Provider {
  return {
    id,
    label,
    schemes: [schemes].flat(),
    secret: 'webhook secret',
    confidence: 'documented',
    ...row,
  };
}
