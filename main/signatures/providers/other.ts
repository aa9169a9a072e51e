import type { MacScheme, OwnProcedure, OwnScheme, TokenScheme } from '../scheme.ts';
import { bothSides, inHeader, lenient, provider, seconds } from './build.ts';

const own = (procedure: OwnProcedure, label: string): OwnScheme => ({
  kind: 'own',
  label,
  procedure,
});
const token = (from: string, label: string, prefix?: string): TokenScheme => ({
  kind: 'token',
  label,
  from,
  ...(prefix && { prefix }),
});

const MAILGUN_UNCOVERED =
  'Mailgun signs a token and a time, not the event: the body is not proven.';

/** Mailgun's three fields, in JSON or in a form. */
function mailgun(kind: 'json' | 'form'): MacScheme {
  const at = kind === 'json' ? 'json:signature.' : 'form:';
  return {
    ...inHeader('none'),
    label: kind === 'json' ? 'Token and time in the body' : 'Token and time in the form',
    content: `{${at}timestamp}{${at}token}`,
    time: seconds(`${at}timestamp`, null),
    form:
      kind === 'json'
        ? { kind: 'json', path: 'signature.signature' }
        : { kind: 'form', field: 'signature' },
    uncovered: MAILGUN_UNCOVERED,
  };
}

/** Senders whose signature stands in the body. */
export const IN_BODY = [
  provider('mailgun', 'Mailgun', [mailgun('json'), mailgun('form')], {
    secret: 'HTTP webhook signing key',
    event: 'json:event-data.event | form:event',
    delivery: 'json:event-data.id | json:signature.token | form:token',
  }),
  provider('adyen', 'Adyen payments', own('adyen', 'HMAC of eight fields, per item'), {
    secret: 'HMAC key (hex)',
    event: 'json:notificationItems[].NotificationRequestItem.eventCode',
    delivery:
      'json:notificationItems[].NotificationRequestItem.pspReference + json:notificationItems[].NotificationRequestItem.eventCode + json:notificationItems[].NotificationRequestItem.success',
    confidence: 'proven',
  }),
  provider('braintree', 'Braintree', own('braintree', 'HMAC of bt_payload'), {
    secret: 'public key:private key, with a colon',
  }),
  provider(
    'ms-graph',
    'Microsoft Graph',
    token('json:value[].clientState', 'clientState of the subscription'),
    {
      secret: 'clientState of the subscription',
      event: 'json:value[].changeType',
      delivery: 'json:value[].id',
    },
  ),
];

/** Senders with a key pair or a JWT. */
export const WITH_KEYS = [
  provider(
    'discord',
    'Discord',
    inHeader('X-Signature-Ed25519', {
      label: 'Ed25519',
      mac: 'ed25519',
      key: 'ed25519-hex',
      content: '{time}{body}',
      time: lenient(seconds('header:X-Signature-Timestamp', 300)),
    }),
    {
      secret: 'public key of the app',
      publicForm: 'hex',
      event: 'json:event.type | json:type + json:data.name | json:type',
      delivery: 'json:id',
      confidence: 'proven',
    },
  ),
  provider(
    'sendgrid',
    'SendGrid',
    inHeader('X-Twilio-Email-Event-Webhook-Signature', {
      label: 'ECDSA P-256',
      mac: 'ecdsa-p256',
      encoding: 'base64',
      key: 'spki',
      content: '{time}{body}',
      time: seconds('header:X-Twilio-Email-Event-Webhook-Timestamp', null),
    }),
    {
      secret: 'verification key of the dashboard',
      publicForm: 'DER, base64',
      event: 'json:[].event',
      delivery: 'json:[].sg_event_id',
      confidence: 'proven',
    },
  ),
  provider(
    'telnyx',
    'Telnyx',
    inHeader('telnyx-signature-ed25519', {
      label: 'Ed25519',
      mac: 'ed25519',
      encoding: 'base64',
      key: 'ed25519-base64',
      content: '{time}|{body}',
      // telnyx-node: "too old or too new" beyond 300 s.
      time: bothSides(seconds('header:telnyx-timestamp', 300)),
    }),
    {
      secret: 'public key',
      publicForm: 'base64',
      event: 'json:data.event_type',
      delivery: 'json:data.id',
    },
  ),
  provider('netlify', 'Netlify', own('netlify', 'JWS with the hash of the body'), {
    secret: 'JWS secret token',
    event: 'header:X-Netlify-Event',
    delivery: 'json:id',
  }),
  provider('plaid', 'Plaid', own('plaid', 'JWS ES256 with the hash of the body'), {
    secret: 'verification key',
    publicForm: 'JWK',
    event: 'json:webhook_type + json:webhook_code',
  }),
  provider('jira-connect', 'Atlassian Connect', own('jira-connect', 'JWT with the query'), {
    secret: 'sharedSecret of the installation',
    event: 'json:webhookEvent',
    delivery: 'header:X-Atlassian-Webhook-Identifier',
    confidence: 'proven',
  }),
  provider('sns', 'AWS SNS', own('sns', 'RSA with a certificate'), {
    secret: 'certificate',
    publicForm: 'certificate',
    event: 'header:x-amz-sns-message-type | json:Type',
    delivery: 'header:x-amz-sns-message-id | json:MessageId',
    confidence: 'proven',
  }),
  provider('paypal', 'PayPal', own('paypal', 'RSA with a certificate'), {
    secret: 'webhook id, a line break, the certificate',
    publicForm: 'certificate',
    event: 'json:event_type',
    delivery: 'json:id',
  }),
  provider('monday', 'monday.com', own('monday', 'JWT HS256 in Authorization'), {
    secret: 'signing secret',
    event: 'json:event.type',
    delivery: 'json:event.triggerUuid',
  }),
  provider('google-pubsub', 'Google Pub/Sub push', own('bearer', 'JWT of Google'), {
    delivery: 'json:message.messageId | json:message.message_id',
  }),
  provider('ebay', 'eBay', own('bearer', 'JWT of eBay'), {
    event: 'json:metadata.topic',
    delivery: 'json:notification.notificationId',
  }),
];

const BASIC = {
  kind: 'token',
  label: 'Basic',
  from: 'header:Authorization',
  basic: true,
} as const;

/** Senders that only show a secret: it proves that they know it, not that the body is intact. */
export const TOKENS = [
  provider(
    'telegram',
    'Telegram',
    token('header:X-Telegram-Bot-Api-Secret-Token', 'Secret token'),
    {
      secret: 'secret_token of setWebhook',
      delivery: 'json:update_id',
    },
  ),
  provider('okta', 'Okta event hook', token('header:Authorization', 'Authorization as set'), {
    secret: 'value of the header',
    event: 'json:data.events[].eventType | json:eventType',
    delivery: 'json:eventId | json:data.events[].uuid',
  }),
  provider('auth0', 'Auth0', token('header:Authorization', 'Authorization as set'), {
    secret: 'value of Authorization',
    event: 'json:[].data.type | json:type',
    delivery: 'json:[].log_id | json:id',
  }),
  provider(
    'google-channel',
    'Google Calendar / Drive',
    token('header:X-Goog-Channel-Token', 'Channel token'),
    {
      secret: 'token of the channel',
      event: 'header:X-Goog-Resource-State',
      delivery: 'header:X-Goog-Channel-ID + header:X-Goog-Message-Number',
      confidence: 'unconfirmed',
    },
  ),
  provider('event-grid', 'Azure Event Grid', token('query:code', 'Key in the query'), {
    secret: 'value of ?code= in the URL',
    event: 'json:[].eventType | header:ce-type | json:type | json:[].type',
    delivery: 'json:[].id | header:ce-id | json:id',
    confidence: 'unconfirmed',
  }),
  provider('adobe-sign', 'Adobe Sign', token('header:X-AdobeSign-ClientId', 'Client id'), {
    secret: 'client id',
    event: 'json:event',
    delivery: 'json:webhookNotificationId',
    confidence: 'unconfirmed',
  }),
  provider('bearer', 'Bearer token', token('header:Authorization', 'Bearer token', 'Bearer '), {
    secret: 'token',
  }),
  provider('basic', 'Basic authentication', BASIC, { secret: 'user:password' }),
  provider('chargebee', 'Chargebee', BASIC, {
    secret: 'user:password',
    event: 'json:event_type',
    delivery: 'json:id',
  }),
  provider('datocms', 'DatoCMS', BASIC, {
    secret: 'user:password',
    event: 'json:entity_type + json:event_type',
    delivery: 'json:webhook_call_id',
    retry: 'json:attempted_auto_retries_count',
  }),
  provider('cloudevents', 'CloudEvents', token('header:Authorization', 'Bearer token', 'Bearer '), {
    secret: 'token',
    event: 'header:ce-type | json:type',
    delivery: 'header:ce-id | json:id',
  }),
];
