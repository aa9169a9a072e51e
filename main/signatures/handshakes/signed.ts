import { walk } from '../request-view.ts';
import { distrust, reply, replyJson, type Responder, textAt } from './reply.ts';

// Questions that are signed as events are, and answered where the signature is right.

export const slack: Responder = (input) => {
  const { view } = input;
  const challenge = textAt(view, 'challenge');
  if (textAt(view, 'type') !== 'url_verification' || challenge === undefined) return null;
  const problem = distrust('slack', input);
  return problem === null
    ? reply('Slack URL verification', 200, challenge)
    : reply('Slack URL verification', 401, problem);
};

export const twitch: Responder = (input) => {
  const { view } = input;
  const type = view.header('Twitch-Eventsub-Message-Type');
  const challenge = textAt(view, 'challenge');
  if (type !== 'webhook_callback_verification' || challenge === undefined) return null;
  const problem = distrust('twitch', input);
  return problem === null
    ? reply('Twitch callback verification', 200, challenge)
    : reply('Twitch callback verification', 403, problem);
};

export const discord: Responder = (input) => {
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

export const xero: Responder = (input) => {
  const events = walk(input.view.json(), 'events');
  if (!Array.isArray(events) || events.length > 0) return null;
  const name = 'Xero intent to receive';
  if (input.secrets.length === 0) return reply(name, 401, '');
  return reply(name, distrust('xero', input) === null ? 200 : 401, '');
};
