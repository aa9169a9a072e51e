import { createHash, createHmac } from 'node:crypto';
import { CHALLENGE, keysOf, macOf } from '../special/braintree.ts';
import { reply, replyJson, type Responder, textAt } from './reply.ts';

// Questions that are answered with a MAC or hash over a text the asker chose. Zoom, X and Braintree
// make it with the key of their events: only texts that can be no event are signed.

/** An event's content begins with `v0:`, and no token may hold a colon. */
const ZOOM_TOKEN = /^[A-Za-z0-9_-]{1,128}$/;
const X_TOKEN = /^[A-Za-z0-9._~+/=-]{1,256}$/;

export const zoom: Responder = ({ view, secrets }) => {
  if (textAt(view, 'event') !== 'endpoint.url_validation') return null;
  const plainToken = textAt(view, 'payload.plainToken') ?? '';
  const name = 'Zoom URL validation';
  const [secret] = secrets;
  if (!ZOOM_TOKEN.test(plainToken))
    return reply(name, 400, 'plainToken does not look like Zoom’s.');
  if (secret === undefined) return reply(name, 503, 'The secret token of Zoom is not set here.');
  const encryptedToken = createHmac('sha256', secret.value).update(plainToken).digest('hex');
  return replyJson(name, { plainToken, encryptedToken });
};

/** X signs events as it has its tokens signed, and events are JSON: `12345` and `true` are that too. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const xCrc: Responder = ({ view, secrets }) => {
  const token = view.read('query:crc_token');
  if (view.request.method !== 'GET' || token === undefined) return null;
  const name = 'X challenge response';
  const [secret] = secrets;
  if (!X_TOKEN.test(token) || isJson(token))
    return reply(name, 400, 'crc_token does not look like X’s.');
  if (secret === undefined) return reply(name, 503, 'The consumer secret is not set here.');
  const mac = createHmac('sha256', secret.value).update(token).digest('base64');
  return replyJson(name, { response_token: `sha256=${mac}` });
};

export const ebay: Responder = ({ view, verifyToken }) => {
  const code = view.read('query:challenge_code');
  if (view.request.method !== 'GET' || code === undefined) return null;
  const name = 'eBay challenge';
  if (verifyToken === null) return reply(name, 503, 'The verification token is not set here.');
  const url = (view.request.urls[0] ?? '').replace(/\?.*$/s, '');
  const hash = createHash('sha256').update(code + verifyToken + url);
  return replyJson(name, { challengeResponse: hash.digest('hex') });
};

export const braintree: Responder = ({ view, secrets }) => {
  const challenge = view.read('query:bt_challenge');
  if (view.request.method !== 'GET' || challenge === undefined) return null;
  const name = 'Braintree challenge';
  const [secret] = secrets;
  if (!CHALLENGE.test(challenge))
    return reply(name, 400, 'bt_challenge does not look like Braintree’s.');
  if (secret === undefined) return reply(name, 503, 'The keys of Braintree are not set here.');
  const { publicKey, privateKey } = keysOf(secret.value);
  return reply(name, 200, `${publicKey}|${macOf(privateKey, challenge).toString('hex')}`);
};
