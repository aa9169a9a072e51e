import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { sameText } from '../../lib/secrets/constant-time.ts';
import { isObject, scalar, walk } from '../request-view.ts';
import { reply, replyJson, type Responder, textAt } from './reply.ts';

// Questions that are answered with what was asked: nothing secret goes out.

export const meta: Responder = ({ view, verifyToken }) => {
  const challenge = view.read('query:hub.challenge');
  if (view.request.method !== 'GET' || challenge === undefined) return null;
  if (view.read('query:hub.mode') !== 'subscribe') return null;
  const given = view.read('query:hub.verify_token') ?? '';
  const name = 'Meta verification';
  if (verifyToken === null) return reply(name, 403, 'No verify token is set for this endpoint.');
  return sameText(given, verifyToken)
    ? reply(name, 200, challenge)
    : reply(name, 403, 'The verify token does not match.');
};

export const websub: Responder = ({ view }) => {
  const challenge = view.read('query:hub.challenge');
  const mode = view.read('query:hub.mode');
  if (view.request.method !== 'GET' || challenge === undefined) return null;
  if (mode !== 'subscribe' && mode !== 'unsubscribe') return null;
  if (view.read('query:hub.topic') === undefined) return reply('WebSub intent', 404, '');
  return reply('WebSub intent', 200, challenge);
};

export const msGraph: Responder = ({ view }) => {
  const token = view.read('query:validationToken');
  if (view.request.method !== 'POST' || token === undefined) return null;
  return view.request.body.length > 0 ? null : reply('Microsoft Graph validation', 200, token);
};

export const dropbox: Responder = ({ view }) => {
  const challenge = view.read('query:challenge');
  if (view.request.method !== 'GET' || challenge === undefined) return null;
  return reply('Dropbox challenge', 200, challenge);
};

export const asana: Responder = ({ view }) => {
  const secret = view.header('X-Hook-Secret');
  if (secret === undefined || view.request.method !== 'POST') return null;
  const headers: HeaderPair[] = [['X-Hook-Secret', secret]];
  return reply('Asana handshake', 200, '', { headers, offered: secret });
};

export const notion: Responder = ({ view }) => {
  const token = textAt(view, 'verification_token');
  if (token === undefined || view.has('X-Notion-Signature')) return null;
  return reply('Notion verification', 200, '', { offered: token });
};

export const okta: Responder = ({ view }) => {
  const value = view.header('X-Okta-Verification-Challenge');
  if (view.request.method !== 'GET' || value === undefined) return null;
  return replyJson('Okta verification', { verification: value });
};

/** Trello, Mandrill and Intercom ask with HEAD whether anyone is there. */
export const head: Responder = ({ view }) =>
  view.request.method === 'HEAD' ? reply('Callback check', 200, '') : null;

export const monday: Responder = ({ view }) => {
  const json = view.json();
  if (!isObject(json) || Object.keys(json).join() !== 'challenge') return null;
  return replyJson('monday.com challenge', { challenge: json.challenge });
};

const GRID_EVENT = 'Microsoft.EventGrid.SubscriptionValidationEvent';

/** Event Grid's own schema sends a list, CloudEvents' one event; either may come without the header. */
export const eventGrid: Responder = ({ view }) => {
  if (view.request.method !== 'POST') return null;
  const json = view.json();
  const event: unknown = Array.isArray(json) ? json[0] : json;
  const kind = walk(event, 'eventType') ?? walk(event, 'type');
  const header = view.header('aeg-event-type');
  if (header !== 'SubscriptionValidation' && kind !== GRID_EVENT) return null;
  const code = scalar(walk(event, 'data.validationCode'));
  return code === undefined
    ? null
    : replyJson('Event Grid validation', { validationResponse: code });
};

export const cloudEvents: Responder = ({ view }) => {
  const origin = view.header('WebHook-Request-Origin');
  if (view.request.method !== 'OPTIONS' || origin === undefined) return null;
  const headers: HeaderPair[] = [
    ['WebHook-Allowed-Origin', origin],
    ['WebHook-Allowed-Rate', '120'],
  ];
  return reply('CloudEvents validation', 200, '', { headers });
};

export const adobeSign: Responder = ({ view }) => {
  const id = view.header('X-AdobeSign-ClientId');
  if (view.request.method !== 'GET' || id === undefined) return null;
  return reply('Adobe Sign verification', 200, '', { headers: [['X-AdobeSign-ClientId', id]] });
};

export const smartsheet: Responder = ({ view }) => {
  const value = view.header('Smartsheet-Hook-Challenge');
  if (value === undefined) return null;
  const headers: HeaderPair[] = [['Smartsheet-Hook-Response', value]];
  return reply('Smartsheet challenge', 200, '', { headers });
};

/** Never visits the URL: the user confirms with a button that spells the host. */
export const sns: Responder = ({ view }) =>
  textAt(view, 'Type') === 'SubscriptionConfirmation'
    ? reply('SNS subscription confirmation', 200, '')
    : null;

export const googleChannel: Responder = ({ view }) =>
  view.header('X-Goog-Resource-State') === 'sync' ? reply('Channel sync', 200, '') : null;
