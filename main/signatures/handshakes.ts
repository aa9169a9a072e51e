import { createHash, createHmac } from 'node:crypto';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { sameText } from './encoding.ts';
import { findProvider } from './providers/providers.ts';
import { isObject, type RequestView, scalar, walk } from './request-view.ts';
import type { Secret } from './scheme.ts';
import { CHALLENGE, keysOf, macOf } from './special/braintree.ts';
import { verify } from './verify.ts';

export interface HandshakeInput {
  view: RequestView;
  /** Of the endpoint, newest first. */
  secrets: readonly Secret[];
  /** What the user typed as verify token (Meta, eBay); null without one. */
  verifyToken: string | null;
  now: number;
}

export interface HandshakeReply {
  /** Which handshake it was, in words. */
  name: string;
  status: number;
  headers: HeaderPair[];
  body: string;
  /** A secret the provider handed over, to be offered to the user. */
  offered: string | null;
}

type Responder = (input: HandshakeInput) => HandshakeReply | null;

/** Whatever a stranger chose is echoed as plain text only, and kept by nobody. */
const ALWAYS: HeaderPair[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Cache-Control', 'no-store'],
];

function reply(
  name: string,
  status: number,
  body: string,
  more: Partial<HandshakeReply> = {},
): HandshakeReply {
  const type = body === '' ? [] : [['Content-Type', 'text/plain; charset=utf-8'] as HeaderPair];
  return {
    name,
    status,
    body,
    offered: null,
    ...more,
    headers: [...type, ...(more.headers ?? []), ...ALWAYS],
  };
}

function replyJson(name: string, value: unknown, status = 200): HandshakeReply {
  const headers: HeaderPair[] = [['Content-Type', 'application/json'], ...ALWAYS];
  return { name, status, body: JSON.stringify(value), offered: null, headers };
}

const textAt = (view: RequestView, path: string): string | undefined =>
  scalar(walk(view.json(), path));

/** Why the endpoint's secrets do not vouch for a request; null where they do, or where none is set. */
function distrust(provider: string, { view, secrets, now }: HandshakeInput): string | null {
  const found = findProvider(provider);
  if (found === undefined || secrets.length === 0) return null;
  const verdict = verify({ provider: found, request: view, secrets, now });
  return verdict.state === 'verified' ? null : verdict.text;
}

const slack: Responder = (input) => {
  const { view } = input;
  const challenge = textAt(view, 'challenge');
  if (textAt(view, 'type') !== 'url_verification' || challenge === undefined) return null;
  const problem = distrust('slack', input);
  return problem === null
    ? reply('Slack URL verification', 200, challenge)
    : reply('Slack URL verification', 401, problem);
};

const meta: Responder = ({ view, verifyToken }) => {
  const challenge = view.read('query:hub.challenge');
  if (view.request.method !== 'GET' || challenge === undefined) return null;
  if (view.read('query:hub.mode') !== 'subscribe') return null;
  const given = view.read('query:hub.verify_token') ?? '';
  const name = 'Meta verification';
  if (verifyToken === null) return reply(name, 403, 'No verify token is set for this endpoint.');
  return sameText(given, verifyToken)
    ? reply(name, 200, challenge)
    : reply(name, 403, 'The verify token is another one.');
};

const websub: Responder = ({ view }) => {
  const challenge = view.read('query:hub.challenge');
  const mode = view.read('query:hub.mode');
  if (view.request.method !== 'GET' || challenge === undefined) return null;
  if (mode !== 'subscribe' && mode !== 'unsubscribe') return null;
  if (view.read('query:hub.topic') === undefined) return reply('WebSub intent', 404, '');
  return reply('WebSub intent', 200, challenge);
};

/** The answer is a MAC made with the key of all events: only texts that can be no event are signed. */
const ZOOM_TOKEN = /^[A-Za-z0-9_-]{1,128}$/;
const X_TOKEN = /^[A-Za-z0-9._~+/=-]{1,256}$/;

const zoom: Responder = ({ view, secrets }) => {
  if (textAt(view, 'event') !== 'endpoint.url_validation') return null;
  const plainToken = textAt(view, 'payload.plainToken') ?? '';
  const name = 'Zoom URL validation';
  const [secret] = secrets;
  if (!ZOOM_TOKEN.test(plainToken))
    return reply(name, 400, 'plainToken is not written as Zoom does.');
  if (secret === undefined) return reply(name, 503, 'The secret token of Zoom is not set here.');
  const encryptedToken = createHmac('sha256', secret.value).update(plainToken).digest('hex');
  return replyJson(name, { plainToken, encryptedToken });
};

const xCrc: Responder = ({ view, secrets }) => {
  const token = view.read('query:crc_token');
  if (view.request.method !== 'GET' || token === undefined) return null;
  const name = 'X challenge response';
  const [secret] = secrets;
  if (!X_TOKEN.test(token)) return reply(name, 400, 'crc_token is not written as X does.');
  if (secret === undefined) return reply(name, 503, 'The consumer secret is not set here.');
  const mac = createHmac('sha256', secret.value).update(token).digest('base64');
  return replyJson(name, { response_token: `sha256=${mac}` });
};

const msGraph: Responder = ({ view }) => {
  const token = view.read('query:validationToken');
  if (view.request.method !== 'POST' || token === undefined) return null;
  return view.request.body.length > 0 ? null : reply('Microsoft Graph validation', 200, token);
};

const dropbox: Responder = ({ view }) => {
  const challenge = view.read('query:challenge');
  if (view.request.method !== 'GET' || challenge === undefined) return null;
  return reply('Challenge', 200, challenge);
};

const twitch: Responder = (input) => {
  const { view } = input;
  const type = view.header('Twitch-Eventsub-Message-Type');
  const challenge = textAt(view, 'challenge');
  if (type !== 'webhook_callback_verification' || challenge === undefined) return null;
  const problem = distrust('twitch', input);
  return problem === null
    ? reply('Twitch callback verification', 200, challenge)
    : reply('Twitch callback verification', 403, problem);
};

const asana: Responder = ({ view }) => {
  const secret = view.header('X-Hook-Secret');
  if (secret === undefined || view.request.method !== 'POST') return null;
  const headers: HeaderPair[] = [['X-Hook-Secret', secret]];
  return reply('Asana handshake', 200, '', { headers, offered: secret });
};

const notion: Responder = ({ view }) => {
  const token = textAt(view, 'verification_token');
  if (token === undefined || view.has('X-Notion-Signature')) return null;
  return reply('Notion verification', 200, '', { offered: token });
};

const okta: Responder = ({ view }) => {
  const value = view.header('X-Okta-Verification-Challenge');
  if (view.request.method !== 'GET' || value === undefined) return null;
  return replyJson('Okta verification', { verification: value });
};

/** Trello, Mandrill and Intercom ask with HEAD whether anyone is there. */
const head: Responder = ({ view }) =>
  view.request.method === 'HEAD' ? reply('Callback check', 200, '') : null;

const discord: Responder = (input) => {
  const { view, secrets } = input;
  const kind = textAt(view, 'type');
  const hasEvent = walk(view.json(), 'event') !== undefined;
  const isPing = kind === '1' && !hasEvent;
  if (secrets.length > 0) {
    // Discord sends a wrong signature on purpose and wants 401.
    const problem = distrust('discord', input);
    if (problem !== null && view.has('X-Signature-Ed25519'))
      return reply('Discord check', 401, problem);
  } else if (isPing)
    return reply('Discord ping', 401, 'The public key of the app is not set here.');
  if (isPing) return replyJson('Discord ping', { type: 1 });
  return kind === '0' ? reply('Discord webhook ping', 204, '') : null;
};

const xero: Responder = (input) => {
  const events = walk(input.view.json(), 'events');
  if (!Array.isArray(events) || events.length > 0) return null;
  const name = 'Xero intent to receive';
  if (input.secrets.length === 0) return reply(name, 401, '');
  return reply(name, distrust('xero', input) === null ? 200 : 401, '');
};

const monday: Responder = ({ view }) => {
  const json = view.json();
  if (!isObject(json) || Object.keys(json).join() !== 'challenge') return null;
  return replyJson('monday.com challenge', { challenge: json.challenge });
};

const eventGrid: Responder = ({ view }) => {
  if (view.header('aeg-event-type') !== 'SubscriptionValidation') return null;
  const code = textAt(view, '[0].data.validationCode');
  return code === undefined
    ? null
    : replyJson('Event Grid validation', { validationResponse: code });
};

const cloudEvents: Responder = ({ view }) => {
  const origin = view.header('WebHook-Request-Origin');
  if (view.request.method !== 'OPTIONS' || origin === undefined) return null;
  const headers: HeaderPair[] = [
    ['WebHook-Allowed-Origin', origin],
    ['WebHook-Allowed-Rate', '120'],
  ];
  return reply('CloudEvents validation', 200, '', { headers });
};

const ebay: Responder = ({ view, verifyToken }) => {
  const code = view.read('query:challenge_code');
  if (view.request.method !== 'GET' || code === undefined) return null;
  const name = 'eBay challenge';
  if (verifyToken === null) return reply(name, 503, 'The verification token is not set here.');
  const url = (view.request.urls[0] ?? '').replace(/\?.*$/s, '');
  const hash = createHash('sha256').update(code + verifyToken + url);
  return replyJson(name, { challengeResponse: hash.digest('hex') });
};

const adobeSign: Responder = ({ view }) => {
  const id = view.header('X-AdobeSign-ClientId');
  if (view.request.method !== 'GET' || id === undefined) return null;
  return reply('Adobe Sign verification', 200, '', { headers: [['X-AdobeSign-ClientId', id]] });
};

const smartsheet: Responder = ({ view }) => {
  const value = view.header('Smartsheet-Hook-Challenge');
  if (value === undefined) return null;
  const headers: HeaderPair[] = [['Smartsheet-Hook-Response', value]];
  return reply('Smartsheet challenge', 200, '', { headers });
};

const braintree: Responder = ({ view, secrets }) => {
  const challenge = view.read('query:bt_challenge');
  if (view.request.method !== 'GET' || challenge === undefined) return null;
  const name = 'Braintree challenge';
  const [secret] = secrets;
  if (!CHALLENGE.test(challenge))
    return reply(name, 400, 'bt_challenge is not written as Braintree does.');
  if (secret === undefined) return reply(name, 503, 'The keys of Braintree are not set here.');
  const { publicKey, privateKey } = keysOf(secret.value);
  return reply(name, 200, `${publicKey}|${macOf(privateKey, challenge).toString('hex')}`);
};

/** Never visits the URL: the user confirms with a button that spells the host. */
const sns: Responder = ({ view }) =>
  textAt(view, 'Type') === 'SubscriptionConfirmation'
    ? reply('SNS subscription confirmation', 200, '')
    : null;

const googleChannel: Responder = ({ view }) =>
  view.header('X-Goog-Resource-State') === 'sync' ? reply('Channel sync', 200, '') : null;

const RESPONDERS: Record<string, readonly Responder[]> = {
  slack: [slack],
  meta: [meta],
  websub: [websub],
  zoom: [zoom],
  x: [xCrc],
  'ms-graph': [msGraph],
  dropbox: [dropbox],
  twitch: [twitch],
  asana: [asana],
  notion: [notion],
  okta: [okta],
  trello: [head],
  mandrill: [head],
  intercom: [head],
  discord: [discord],
  xero: [xero],
  monday: [monday],
  'event-grid': [eventGrid],
  cloudevents: [cloudEvents],
  ebay: [ebay],
  'adobe-sign': [adobeSign],
  smartsheet: [smartsheet],
  braintree: [braintree],
  sns: [sns],
  'google-channel': [googleChannel],
};

/** Providers that ask before they send. */
export const HANDSHAKES: readonly string[] = Object.keys(RESPONDERS);

/** The answer to a provider's question before it sends events; null where this is none. */
export function answerHandshake(provider: string, input: HandshakeInput): HandshakeReply | null {
  for (const responder of RESPONDERS[provider] ?? []) {
    const found = responder(input);
    if (found !== null) return found;
  }
  return null;
}
