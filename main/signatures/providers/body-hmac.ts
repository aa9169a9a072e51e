import { inHeader, provider } from './build.ts';
import { xEvent } from '../special/contents.ts';
import { linearTime } from './times.ts';

const BASE64 = { encoding: 'base64' } as const;
const HEX256 = { prefix: 'sha256=' };

/** Senders that sign the body and nothing else. */
export const BODY_HMAC = [
  provider(
    'stitch',
    'MongoDB Stitch',
    [
      inHeader('X-Hook-Signature', { ...HEX256, label: 'HMAC of the body' }),
      { kind: 'token', label: 'Secret as query parameter', from: 'query:secret' },
    ],
    { confidence: 'proven' },
  ),
  provider('atlas-https', 'Atlas HTTPS endpoint', inHeader('Endpoint-Signature', HEX256), {
    secret: 'endpoint secret',
  }),
  provider(
    'github',
    'GitHub',
    [
      inHeader('X-Hub-Signature-256', HEX256),
      inHeader('X-Hub-Signature', { mac: 'hmac-sha1', prefix: 'sha1=', label: 'SHA-1, legacy' }),
    ],
    {
      event: 'header:X-GitHub-Event + json:action',
      delivery: 'header:X-GitHub-Delivery',
      confidence: 'proven',
    },
  ),
  provider('bitbucket', 'Bitbucket', inHeader('X-Hub-Signature', HEX256), {
    event: 'header:X-Event-Key',
    delivery: 'header:X-Request-UUID | header:X-Request-Id',
    retry: 'header:X-Attempt-Number',
    confidence: 'proven',
  }),
  provider('jira', 'Jira', inHeader('X-Hub-Signature', HEX256), {
    event: 'json:webhookEvent',
    delivery: 'header:X-Atlassian-Webhook-Identifier',
    retry: 'header:X-Atlassian-Webhook-Retry',
  }),
  // They sign under the names of those they took over from, all at once.
  provider(
    'gitea',
    'Gitea / Forgejo',
    [
      inHeader(['X-Gitea-Signature', 'X-Forgejo-Signature', 'X-Gogs-Signature']),
      inHeader('X-Hub-Signature-256', { ...HEX256, label: 'As GitHub signs' }),
      inHeader('X-Hub-Signature', { mac: 'hmac-sha1', prefix: 'sha1=', label: 'SHA-1, legacy' }),
    ],
    {
      event: 'header:X-Gitea-Event | header:X-Forgejo-Event',
      delivery: 'header:X-Gitea-Delivery | header:X-Forgejo-Delivery',
    },
  ),
  provider(
    'shopify',
    'Shopify',
    inHeader(['X-Shopify-Hmac-Sha256', 'shopify-hmac-sha256'], BASE64),
    {
      secret: 'client secret of the app',
      event: 'header:X-Shopify-Topic | header:shopify-topic',
      delivery: 'header:X-Shopify-Webhook-Id | header:X-Shopify-Event-Id',
      confidence: 'proven',
    },
  ),
  provider('woocommerce', 'WooCommerce', inHeader('X-WC-Webhook-Signature', BASE64), {
    event: 'header:X-WC-Webhook-Topic',
    delivery: 'header:X-WC-Webhook-Delivery-ID',
  }),
  provider('linear', 'Linear', inHeader('Linear-Signature', { time: linearTime }), {
    secret: 'signing secret',
    event: 'json:type + json:action | header:Linear-Event',
    delivery: 'header:Linear-Delivery',
    confidence: 'proven',
  }),
  provider(
    'intercom',
    'Intercom',
    inHeader('X-Hub-Signature', { mac: 'hmac-sha1', prefix: 'sha1=' }),
    {
      secret: 'client secret of the app',
      event: 'json:topic',
      delivery: 'json:id',
      retry: 'json:delivery_attempts',
    },
  ),
  provider('typeform', 'Typeform', inHeader('Typeform-Signature', { ...BASE64, ...HEX256 }), {
    event: 'json:event_type',
    delivery: 'json:event_id',
  }),
  provider(
    'meta',
    'Meta (Facebook, Instagram, WhatsApp)',
    [
      inHeader('X-Hub-Signature-256', HEX256),
      inHeader('X-Hub-Signature', { mac: 'hmac-sha1', prefix: 'sha1=', label: 'SHA-1, legacy' }),
    ],
    {
      secret: 'app secret',
      event: 'json:object + json:entry[].changes[].field | json:object',
      delivery: 'json:entry[].changes[].value.messages[].id',
    },
  ),
  provider('dropbox', 'Dropbox', inHeader('X-Dropbox-Signature'), { secret: 'app secret' }),
  provider('asana', 'Asana', inHeader('X-Hook-Signature'), {
    secret: 'X-Hook-Secret of the handshake',
    event: 'json:events[].resource.resource_type + json:events[].action | json:events[].action',
  }),
  provider(
    'docusign',
    'DocuSign Connect',
    {
      ...inHeader('X-DocuSign-Signature-1', BASE64),
      form: {
        kind: 'each',
        headers: Array.from({ length: 100 }, (_, i) => `X-DocuSign-Signature-${i + 1}`),
      },
    },
    {
      secret: 'Connect key',
      event: 'json:event',
      delivery: 'json:data.envelopeId + json:generatedDateTime',
    },
  ),
  provider(
    'pagerduty',
    'PagerDuty',
    {
      ...inHeader('X-PagerDuty-Signature'),
      form: { kind: 'list', header: 'X-PagerDuty-Signature', prefix: 'v1=' },
    },
    { event: 'json:event.event_type', delivery: 'json:event.id' },
  ),
  provider('sentry', 'Sentry', inHeader('Sentry-Hook-Signature'), {
    secret: 'client secret of the integration',
    event: 'header:Sentry-Hook-Resource + json:action',
    delivery: 'header:Request-ID',
  }),
  provider('vercel', 'Vercel', inHeader('x-vercel-signature', { mac: 'hmac-sha1' }), {
    event: 'json:type',
    delivery: 'json:id',
  }),
  provider(
    'circleci',
    'CircleCI',
    {
      ...inHeader('circleci-signature'),
      form: { kind: 'list', header: 'circleci-signature', prefix: 'v1=' },
    },
    { event: 'header:circleci-event-type | json:type', delivery: 'json:id' },
  ),
  provider('npm', 'npm hooks', inHeader('x-npm-signature', HEX256), { event: 'json:event' }),
  provider('line', 'LINE', inHeader('x-line-signature', BASE64), {
    secret: 'channel secret',
    event: 'json:events[].type',
    delivery: 'json:events[].webhookEventId',
    retry: 'json:events[].deliveryContext.isRedelivery',
    confidence: 'proven',
  }),
  provider('xero', 'Xero', inHeader('x-xero-signature', BASE64), {
    secret: 'webhook key',
    event: 'json:events[].eventCategory + json:events[].eventType',
    delivery: 'json:lastEventSequence',
  }),
  provider('coinbase-commerce', 'Coinbase Commerce', inHeader('X-CC-Webhook-Signature'), {
    secret: 'shared secret',
    event: 'json:event.type',
    delivery: 'json:event.id',
    confidence: 'proven',
  }),
  provider('razorpay', 'Razorpay', inHeader('X-Razorpay-Signature'), {
    secret: 'webhook secret, not the API secret',
    event: 'json:event',
    delivery: 'header:x-razorpay-event-id',
    confidence: 'proven',
  }),
  provider('notion', 'Notion', inHeader('X-Notion-Signature', HEX256), {
    secret: 'verification token',
    event: 'json:type',
    delivery: 'json:id',
    retry: 'json:attempt_number',
    confidence: 'proven',
  }),
  provider(
    'x',
    'X / Twitter',
    inHeader('x-twitter-webhooks-signature', { ...BASE64, ...HEX256, alsoCheck: xEvent }),
    { secret: 'consumer secret' },
  ),
  provider(
    'adyen-platform',
    'Adyen for Platforms',
    inHeader('HmacSignature', { ...BASE64, key: 'hex', companions: [['Protocol', 'HmacSHA256']] }),
    {
      secret: 'HMAC key (hex)',
      event: 'json:type',
      delivery: 'json:data.id',
      confidence: 'proven',
    },
  ),
  provider(
    'hookdeck',
    'Hookdeck',
    {
      ...inHeader('x-hookdeck-signature', BASE64),
      form: { kind: 'each', headers: ['x-hookdeck-signature', 'x-hookdeck-signature-2'] },
    },
    {
      secret: 'signing secret',
      delivery: 'header:x-hookdeck-eventid',
      retry: 'header:x-hookdeck-attempt-count',
      confidence: 'proven',
    },
  ),
  provider('gocardless', 'GoCardless', inHeader('Webhook-Signature'), {
    secret: 'endpoint secret',
    event: 'json:events[].resource_type + json:events[].action | json:events[].action',
    delivery: 'json:meta.webhook_id | json:events[].id',
    confidence: 'proven',
  }),
  provider(
    'atlas-alerts',
    'MongoDB Atlas alerts',
    inHeader('X-MMS-Signature', { ...BASE64, mac: 'hmac-sha1' }),
    { event: 'json:eventTypeName', delivery: 'json:id' },
  ),
];
