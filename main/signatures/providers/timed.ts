import { hook0Values, mercadoPago } from '../special/contents.ts';
import { bothSides, inFields, inHeader, lenient, millis, provider, seconds } from './build.ts';
import { rfc3339 } from './times.ts';

/** hook0-client: the absolute difference is compared with the tolerance. */
const HOOK0_TIME = bothSides(seconds('field', 300));

/** Senders whose header holds the time and the signatures. */
export const IN_FIELDS = [
  // stripe-node and stripe-python compare the age with the tolerance: any time ahead passes.
  provider('stripe', 'Stripe', inFields('Stripe-Signature', {}), {
    secret: 'signing secret, whole (whsec_…)',
    event: 'json:type',
    delivery: 'json:id',
    confidence: 'proven',
  }),
  provider(
    'calendly',
    'Calendly',
    // There is no library; the sample of the documentation refuses old times only.
    inFields('Calendly-Webhook-Signature', {}, { time: seconds('field', 180) }),
    { secret: 'signing key', event: 'json:event', delivery: 'json:payload.uri' },
  ),
  provider(
    'paddle',
    'Paddle',
    inFields(
      'Paddle-Signature',
      { separator: ';', signature: 'h1', time: 'ts' },
      // paddle-node-sdk: now later than the time plus 5 s is refused, and nothing else.
      { content: '{time}:{body}', time: seconds('field', 5) },
    ),
    {
      secret: 'endpoint secret key',
      event: 'json:event_type',
      delivery: 'json:event_id',
      retry: 'json:notification_id',
      confidence: 'proven',
    },
  ),
  provider(
    'coinbase-cdp',
    'Coinbase CDP (Hook0)',
    [
      inFields(
        'X-Hook0-Signature',
        { also: [['h', 'content-type']] },
        { content: hook0Values, label: 'v1, with headers', time: HOOK0_TIME },
      ),
      inFields('X-Hook0-Signature', { signature: 'v0' }, { label: 'v0', time: HOOK0_TIME }),
    ],
    {
      event: 'header:X-Event-Type',
      delivery: 'header:X-Event-Id',
      confidence: 'proven',
    },
  ),
  // mux-node: an age above 300 s is refused, no time ahead.
  provider('mux', 'Mux', inFields('Mux-Signature', {}), {
    secret: 'signing secret',
    event: 'json:type',
    delivery: 'json:id',
    confidence: 'proven',
  }),
  provider(
    'workos',
    'WorkOS',
    inFields('WorkOS-Signature', {}, { time: lenient(millis('field', 300)) }),
    { event: 'json:event', delivery: 'json:id' },
  ),
  provider(
    'sanity',
    'Sanity',
    inFields(
      'sanity-webhook-signature',
      {},
      { encoding: 'base64url', time: millis('field', null) },
    ),
    { delivery: 'header:idempotency-key', confidence: 'proven' },
  ),
  provider(
    'knock',
    'Knock',
    inFields(
      'x-knock-signature',
      { signature: 's' },
      { encoding: 'base64', time: millis('field', 300) },
    ),
    { secret: 'signing key', event: 'json:type', delivery: 'json:id' },
  ),
  provider('tiktok', 'TikTok', inFields('TikTok-Signature', { signature: 's' }), {
    secret: 'client secret',
    event: 'json:event',
  }),
  provider('shippo', 'Shippo', inFields('Shippo-Auth-Signature', {}), { event: 'json:event' }),
  provider('persona', 'Persona', inFields('Persona-Signature', { separator: ', ' }), {
    event: 'json:data.attributes.name',
    delivery: 'json:data.id',
  }),
  provider(
    'affirm',
    'Affirm',
    inFields('X-Affirm-Signature', { signature: 'v0' }, { mac: 'hmac-sha512' }),
    { confidence: 'unconfirmed' },
  ),
  provider(
    'buildkite',
    'Buildkite',
    inFields('X-Buildkite-Signature', { signature: 'signature', time: 'timestamp' }),
    { secret: 'token', event: 'header:X-Buildkite-Event | json:event' },
  ),
  provider(
    'recurly',
    'Recurly',
    {
      ...inFields('recurly-signature', {}),
      form: { kind: 'positional', header: 'recurly-signature' },
    },
    { event: 'json:event_type', delivery: 'json:id' },
  ),
  provider(
    'cloudflare-stream',
    'Cloudflare Stream',
    inFields(
      'Webhook-Signature',
      { signature: 'sig1', time: 'time' },
      { time: lenient(seconds('field', 300)) },
    ),
    { event: 'json:status.state', delivery: 'json:uid' },
  ),
  provider(
    'convoy-advanced',
    'Convoy',
    inFields(
      'X-Convoy-Signature',
      {},
      {
        content: '{time},{body}',
        encoding: 'hex-or-base64',
        time: lenient(seconds('field', 300)),
      },
    ),
    { delivery: 'header:X-Convoy-Event-ID', confidence: 'proven' },
  ),
  provider(
    'mercado-pago',
    'Mercado Pago',
    inFields('x-signature', { time: 'ts' }, { content: mercadoPago, time: millis('field', null) }),
    { secret: 'secret signature', event: 'json:type | query:type', delivery: 'json:id' },
  ),
];

/** Senders with the time in a header beside the signature. */
export const WITH_TIME_HEADER = [
  provider(
    'slack',
    'Slack',
    inHeader('X-Slack-Signature', {
      prefix: 'v0=',
      content: 'v0:{time}:{body}',
      // The documentation and slack-sdk of Python take the absolute difference; Bolt the age alone.
      time: bothSides(seconds('header:X-Slack-Request-Timestamp', 300)),
    }),
    {
      secret: 'signing secret',
      event: 'json:event.type | form:command | json:type',
      delivery: 'json:event_id',
      retry: 'header:X-Slack-Retry-Num + header:X-Slack-Retry-Reason',
      confidence: 'proven',
    },
  ),
  provider(
    'zoom',
    'Zoom',
    inHeader('x-zm-signature', {
      prefix: 'v0=',
      content: 'v0:{time}:{body}',
      time: lenient(seconds('header:x-zm-request-timestamp', 300)),
    }),
    { secret: 'secret token', event: 'json:event', delivery: 'header:x-zm-trackingid' },
  ),
  provider(
    'zendesk',
    'Zendesk',
    inHeader('X-Zendesk-Webhook-Signature', {
      encoding: 'base64',
      content: '{time}{body}',
      time: lenient(rfc3339('X-Zendesk-Webhook-Signature-Timestamp', 300)),
    }),
    {
      secret: 'signing secret',
      event: 'json:type',
      delivery: 'header:X-Zendesk-Webhook-Invocation-Id',
    },
  ),
  provider(
    'twitch',
    'Twitch EventSub',
    inHeader('Twitch-Eventsub-Message-Signature', {
      prefix: 'sha256=',
      content: '{id}{time}{body}',
      id: 'header:Twitch-Eventsub-Message-Id',
      // The documentation speaks of messages older than 10 minutes; there is no library.
      time: rfc3339('Twitch-Eventsub-Message-Timestamp', 600),
    }),
    {
      event: 'header:Twitch-Eventsub-Subscription-Type | header:Twitch-Eventsub-Message-Type',
      delivery: 'header:Twitch-Eventsub-Message-Id',
      retry: 'header:Twitch-Eventsub-Message-Retry',
    },
  ),
  provider(
    'box',
    'Box',
    {
      ...inHeader('box-signature-primary', {
        encoding: 'base64',
        content: '{body}{time}',
        // box-node-sdk: a delivery later than now is refused, however little.
        time: bothSides(rfc3339('box-delivery-timestamp', 600), 0),
        companions: [
          ['box-signature-version', '1'],
          ['box-signature-algorithm', 'HmacSHA256'],
        ],
      }),
      form: { kind: 'each', headers: ['box-signature-primary', 'box-signature-secondary'] },
    },
    {
      secret: 'primary or secondary signature key',
      event: 'json:trigger',
      delivery: 'header:box-delivery-id',
      confidence: 'proven',
    },
  ),
  provider(
    'customer-io',
    'Customer.io',
    inHeader('X-CIO-Signature', {
      content: 'v0:{time}:{body}',
      time: seconds('header:X-CIO-Timestamp', 300),
    }),
    { secret: 'signing key', event: 'json:metric', delivery: 'json:event_id' },
  ),
  provider(
    'front',
    'Front',
    inHeader('X-Front-Signature', {
      encoding: 'base64',
      content: '{time}:{body}',
      time: millis('header:X-Front-Request-Timestamp', 300),
    }),
    { event: 'json:type' },
  ),
  provider(
    'webflow',
    'Webflow',
    inHeader('x-webflow-signature', {
      content: '{time}:{body}',
      time: lenient(millis('header:x-webflow-timestamp', 300)),
    }),
    { event: 'json:triggerType' },
  ),
  provider(
    'airship',
    'Airship',
    inHeader('X-UA-Signature', {
      content: '{time}:{body}',
      time: lenient(seconds('header:X-UA-Timestamp', 300)),
    }),
    { confidence: 'unconfirmed' },
  ),
  provider(
    'airwallex',
    'Airwallex',
    inHeader('x-signature', {
      content: '{time}{body}',
      time: millis('header:x-timestamp', null),
    }),
    { event: 'json:name', delivery: 'json:id' },
  ),
  provider(
    'klaviyo',
    'Klaviyo',
    inHeader('Klaviyo-Signature', {
      content: '{body}{time}',
      time: { from: 'header:Klaviyo-Timestamp', unit: 'imf', window: null, sides: 'old' },
    }),
    { event: 'json:data[].type', delivery: 'header:Klaviyo-Webhook-Id' },
  ),
  provider(
    'sinch',
    'Sinch',
    inHeader('x-sinch-webhook-signature', {
      encoding: 'base64',
      content: '{body}.{id}.{time}',
      id: 'header:x-sinch-webhook-signature-nonce',
      time: seconds('header:x-sinch-webhook-signature-timestamp', 300),
    }),
    { delivery: 'header:x-sinch-webhook-signature-nonce' },
  ),
  provider(
    'configcat',
    'ConfigCat',
    {
      ...inHeader('X-ConfigCat-Webhook-Signature-V1', {
        encoding: 'base64',
        content: '{id}{time}{body}',
        id: 'header:X-ConfigCat-Webhook-ID',
        time: seconds('header:X-ConfigCat-Webhook-Timestamp', null),
      }),
      form: { kind: 'list', header: 'X-ConfigCat-Webhook-Signature-V1', prefix: '' },
    },
    { secret: 'signing key', delivery: 'header:X-ConfigCat-Webhook-ID' },
  ),
];
