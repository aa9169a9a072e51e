import { inHeader, lenient, provider, seconds } from './build.ts';

const BASE64 = { encoding: 'base64' } as const;
const HEX256 = { prefix: 'sha256=' };

const unconfirmed = { confidence: 'unconfirmed' as const };

/** The long tail of the same family. Other registries agree on them; no request of theirs was seen. */
export const BODY_HMAC_MORE = [
  provider('paystack', 'Paystack', inHeader('x-paystack-signature', { mac: 'hmac-sha512' }), {
    secret: 'secret key',
    event: 'json:event',
    delivery: 'json:data.id',
  }),
  provider('heroku', 'Heroku', inHeader('Heroku-Webhook-Hmac-SHA256', BASE64), {
    event: 'json:webhook_metadata.event.include',
    delivery: 'json:id',
  }),
  provider('lemon-squeezy', 'Lemon Squeezy', inHeader('X-Signature'), {
    event: 'json:meta.event_name | header:X-Event-Name',
    delivery: 'json:meta.webhook_id',
  }),
  provider('clickup', 'ClickUp', inHeader('X-Signature'), { event: 'json:event' }),
  provider('modern-treasury', 'Modern Treasury', inHeader('X-Signature'), { event: 'json:event' }),
  provider('segment', 'Segment', inHeader('X-Signature', { mac: 'hmac-sha1' }), {
    event: 'json:type',
    delivery: 'json:messageId',
  }),
  provider('cal-com', 'Cal.com', inHeader('X-Cal-Signature-256'), { event: 'json:triggerEvent' }),
  provider('dub', 'Dub', inHeader('Dub-Signature'), { event: 'json:event', delivery: 'json:id' }),
  provider('checkout-com', 'Checkout.com', inHeader('Cko-Signature'), {
    event: 'json:type',
    delivery: 'json:id',
  }),
  provider('dwolla', 'Dwolla', inHeader('X-Request-Signature-SHA-256'), {
    event: 'json:topic',
    delivery: 'json:id',
  }),
  provider('tally', 'Tally', inHeader('Tally-Signature', BASE64), {
    event: 'json:eventType',
    delivery: 'json:eventId',
  }),
  provider('nylas', 'Nylas', inHeader('X-Nylas-Signature'), {
    event: 'json:type',
    delivery: 'json:id',
  }),
  provider('pusher', 'Pusher', inHeader('X-Pusher-Signature'), { event: 'json:events[].name' }),
  provider('launchdarkly', 'LaunchDarkly', inHeader('X-LD-Signature'), {
    event: 'json:kind',
    delivery: 'json:_id',
  }),
  provider('quickbooks', 'QuickBooks', inHeader('intuit-signature', BASE64), {
    secret: 'verifier token',
  }),
  provider('aftership', 'AfterShip', inHeader('aftership-hmac-sha256', BASE64), {
    event: 'json:event',
    delivery: 'json:event_id',
  }),
  provider('ashby', 'Ashby', inHeader('Ashby-Signature', HEX256), { event: 'json:action' }),
  provider(
    'airtable',
    'Airtable',
    inHeader('X-Airtable-Content-MAC', { prefix: 'hmac-sha256=', key: 'base64' }),
    { secret: 'macSecretBase64 of the webhook' },
  ),
  provider(
    'onfleet',
    'Onfleet',
    inHeader('X-Onfleet-Signature', { mac: 'hmac-sha512', key: 'hex' }),
    { secret: 'secret (hex)', event: 'json:triggerName' },
  ),
  provider('squarespace', 'Squarespace', inHeader('Squarespace-Signature', { key: 'hex' }), {
    secret: 'secret (hex)',
    event: 'json:topic',
    delivery: 'json:id',
  }),
  provider(
    'authorize-net',
    'Authorize.Net',
    inHeader('X-ANET-Signature', { mac: 'hmac-sha512', prefix: 'sha512=', key: 'hex' }),
    { secret: 'signature key (hex)', event: 'json:eventType', delivery: 'json:notificationId' },
  ),
  provider(
    'teams',
    'Microsoft Teams (outgoing)',
    inHeader('Authorization', { ...BASE64, prefix: 'HMAC ', key: 'base64' }),
    { secret: 'security token', event: 'json:type', delivery: 'json:id' },
  ),
  provider(
    'easypost',
    'EasyPost',
    inHeader('X-Hmac-Signature', { prefix: 'hmac-sha256-hex=', key: 'nfkd' }),
    { event: 'json:description', delivery: 'json:id', confidence: 'proven' },
  ),
  provider(
    'linkedin',
    'LinkedIn',
    inHeader('X-LI-Signature', { content: 'hmacsha256={body}' }),
    unconfirmed,
  ),
  provider('deel', 'Deel', inHeader('x-deel-signature', { content: 'POST{body}' }), unconfirmed),
  provider(
    'framer',
    'Framer',
    inHeader('Framer-Signature', {
      ...HEX256,
      content: '{body}{header:Framer-Webhook-Submission-Id}',
    }),
    { delivery: 'header:Framer-Webhook-Submission-Id' },
  ),
  provider(
    'convoy',
    'Convoy (simple)',
    inHeader('X-Convoy-Signature', { encoding: 'hex-or-base64' }),
    { delivery: 'header:X-Convoy-Event-ID', confidence: 'proven' },
  ),
  provider('smartsheet', 'Smartsheet', inHeader('Smartsheet-Hmac-SHA256'), {
    secret: 'sharedSecret of the webhook',
    delivery: 'json:nonce',
    confidence: 'unconfirmed',
  }),
  provider(
    'lob',
    'Lob',
    inHeader('Lob-Signature', {
      content: '{time}.{body}',
      time: lenient(seconds('header:Lob-Signature-Timestamp', 300)),
    }),
    { event: 'json:event_type.id', delivery: 'json:id' },
  ),
];
