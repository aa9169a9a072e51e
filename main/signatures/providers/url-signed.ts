import { contentful, hubspotSpellings, plivo, twilioBody } from '../special/contents.ts';
import { inHeader, millis, provider } from './build.ts';

const SHA1_BASE64 = { mac: 'hmac-sha1', encoding: 'base64' } as const;

/** Senders that sign the URL they were given, the tunnel's, besides the body. */
export const URL_SIGNED = [
  provider(
    'twilio',
    'Twilio',
    inHeader('X-Twilio-Signature', {
      ...SHA1_BASE64,
      label: 'URL and form',
      content: '{url}{sortedForm}',
      alsoCheck: twilioBody,
    }),
    {
      secret: 'auth token',
      event: 'form:MessageStatus | form:CallStatus | form:SmsStatus | json:type',
      delivery:
        'form:MessageSid + form:MessageStatus | form:CallSid + form:CallStatus | form:MessageSid',
      retry: 'header:I-Twilio-Idempotency-Token',
      confidence: 'proven',
    },
  ),
  provider(
    'square',
    'Square',
    inHeader('x-square-hmacsha256-signature', {
      encoding: 'base64',
      label: 'URL and body',
      content: '{url}{body}',
    }),
    {
      secret: 'signature key',
      event: 'json:type',
      delivery: 'json:event_id',
      retry: 'header:square-retry-number + header:square-retry-reason',
      confidence: 'proven',
    },
  ),
  provider(
    'hubspot',
    'HubSpot',
    [
      inHeader('X-HubSpot-Signature-v3', {
        encoding: 'base64',
        label: 'v3',
        content: '{method}{url}{body}{time}',
        spellings: hubspotSpellings,
        // @hubspot/api-client: the age is compared with 300 s; any time ahead passes.
        time: millis('header:X-HubSpot-Request-Timestamp', 300),
      }),
      inHeader('X-HubSpot-Signature', {
        mac: 'sha256-of-secret-and',
        label: 'v2',
        content: '{secret}{method}{url}{body}',
        companions: [['X-HubSpot-Signature-Version', 'v2']],
        applies: (view) => view.header('X-HubSpot-Signature-Version')?.toLowerCase() === 'v2',
      }),
      inHeader('X-HubSpot-Signature', {
        mac: 'sha256-of-secret-and',
        label: 'v1',
        content: '{secret}{body}',
        companions: [['X-HubSpot-Signature-Version', 'v1']],
      }),
    ],
    {
      secret: 'client secret of the app',
      event: 'json:[].subscriptionType',
      delivery: 'json:[].eventId',
      retry: 'json:[].attemptNumber',
      confidence: 'proven',
    },
  ),
  provider(
    'trello',
    'Trello',
    inHeader('X-Trello-Webhook', {
      ...SHA1_BASE64,
      label: 'Body and URL',
      content: '{body}{url}',
    }),
    { secret: 'app secret', event: 'json:action.type', delivery: 'json:action.id' },
  ),
  provider(
    'mandrill',
    'Mandrill',
    inHeader('X-Mandrill-Signature', {
      ...SHA1_BASE64,
      label: 'URL and form',
      content: '{url}{sortedForm}',
    }),
    { secret: 'webhook key' },
  ),
  provider(
    'contentful',
    'Contentful',
    inHeader('x-contentful-signature', {
      label: 'Method, path, headers and body',
      content: contentful,
      readsUrl: true,
      // @contentful/node-apps-toolkit: older than 30 s is refused; any time ahead passes.
      time: millis('header:x-contentful-timestamp', 30),
      companions: [
        ['x-contentful-signed-headers', 'x-contentful-signed-headers,x-contentful-timestamp'],
      ],
    }),
    {
      secret: 'signing secret (64 characters)',
      // @contentful/node-apps-toolkit throws for any other length.
      secretLength: 64,
      event: 'header:X-Contentful-Topic',
      // The revision is that of the entry, and stays where one is published and then taken back.
      delivery: 'header:X-Contentful-Idempotency-Key | json:sys.id + json:sys.revision',
      confidence: 'proven',
    },
  ),
  provider(
    'plivo',
    'Plivo',
    {
      ...inHeader('X-Plivo-Signature-V3', {
        encoding: 'base64',
        label: 'URL, form and nonce',
        content: plivo,
        readsUrl: true,
        id: 'header:X-Plivo-Signature-V3-Nonce',
      }),
      form: { kind: 'list', header: 'X-Plivo-Signature-V3', prefix: '' },
    },
    { secret: 'auth token', event: 'form:Event', confidence: 'unconfirmed' },
  ),
];
