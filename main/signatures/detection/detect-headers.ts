import { readJwt } from '../special/jwt.ts';
import { isObject, type RequestView, walk } from '../request-view.ts';

/** `certain`: a header that only this sender has. `likely`: a shape. `guess`: shown with a question mark. */
export type Confidence = 'certain' | 'likely' | 'guess';

export interface Detected {
  provider: string;
  confidence: Confidence;
}

/** Headers that one sender alone has. Earlier rows win. */
const ROWS: readonly (readonly [provider: string, headers: string])[] = [
  // Gitea sends GitHub's headers too.
  ['gitea', 'x-gitea-event x-forgejo-event x-gitea-signature x-forgejo-signature'],
  ['github', 'x-github-event x-github-delivery'],
  ['gitlab', 'x-gitlab-event x-gitlab-token'],
  ['stripe', 'stripe-signature'],
  ['shopify', 'x-shopify-topic x-shopify-hmac-sha256 shopify-hmac-sha256'],
  ['slack', 'x-slack-signature x-slack-request-timestamp'],
  ['sendgrid', 'x-twilio-email-event-webhook-signature'],
  ['twilio', 'x-twilio-signature i-twilio-idempotency-token'],
  ['linear', 'linear-signature linear-event'],
  ['square', 'x-square-hmacsha256-signature x-square-signature'],
  ['paddle', 'paddle-signature'],
  ['paypal', 'paypal-transmission-sig'],
  ['hubspot', 'x-hubspot-signature-v3 x-hubspot-signature'],
  ['zendesk', 'x-zendesk-webhook-signature x-zendesk-webhook-id'],
  ['typeform', 'typeform-signature'],
  ['calendly', 'calendly-webhook-signature'],
  ['zoom', 'x-zm-signature x-zm-request-timestamp'],
  ['twitch', 'twitch-eventsub-message-id'],
  ['dropbox', 'x-dropbox-signature'],
  ['jira', 'x-atlassian-webhook-identifier'],
  ['woocommerce', 'x-wc-webhook-topic x-wc-webhook-signature'],
  ['plaid', 'plaid-verification'],
  ['pagerduty', 'x-pagerduty-signature'],
  ['sentry', 'sentry-hook-resource sentry-hook-signature'],
  ['vercel', 'x-vercel-signature'],
  ['netlify', 'x-netlify-event'],
  ['circleci', 'circleci-signature circleci-event-type'],
  ['npm', 'x-npm-signature'],
  ['sns', 'x-amz-sns-message-type'],
  ['telegram', 'x-telegram-bot-api-secret-token'],
  ['line', 'x-line-signature'],
  ['contentful', 'x-contentful-topic x-contentful-signature'],
  ['box', 'box-delivery-id box-signature-primary'],
  ['xero', 'x-xero-signature'],
  ['coinbase-commerce', 'x-cc-webhook-signature'],
  ['coinbase-cdp', 'x-hook0-signature'],
  ['razorpay', 'x-razorpay-signature'],
  ['notion', 'x-notion-signature'],
  ['x', 'x-twitter-webhooks-signature'],
  ['trello', 'x-trello-webhook'],
  ['atlas-https', 'endpoint-signature'],
  ['atlas-alerts', 'x-mms-signature'],
  ['hookdeck', 'x-hookdeck-eventid x-hookdeck-signature'],
  ['google-channel', 'x-goog-channel-id'],
  ['mux', 'mux-signature'],
  ['workos', 'workos-signature'],
  ['sanity', 'sanity-webhook-signature'],
  ['knock', 'x-knock-signature'],
  ['tiktok', 'tiktok-signature'],
  ['shippo', 'shippo-auth-signature'],
  ['persona', 'persona-signature'],
  ['affirm', 'x-affirm-signature'],
  ['buildkite', 'x-buildkite-signature'],
  ['recurly', 'recurly-signature'],
  ['customer-io', 'x-cio-signature'],
  ['front', 'x-front-signature'],
  ['webflow', 'x-webflow-signature'],
  ['airship', 'x-ua-signature'],
  ['lob', 'lob-signature'],
  ['smartsheet', 'smartsheet-hmac-sha256 smartsheet-hook-challenge'],
  ['adobe-sign', 'x-adobesign-clientid'],
  ['event-grid', 'aeg-event-type'],
  ['okta', 'x-okta-verification-challenge'],
  ['klaviyo', 'klaviyo-signature klaviyo-webhook-id'],
  ['sinch', 'x-sinch-webhook-signature'],
  ['configcat', 'x-configcat-webhook-signature-v1'],
  ['finch', 'finch-signature finch-event-id'],
  ['telnyx', 'telnyx-signature-ed25519'],
  ['mandrill', 'x-mandrill-signature'],
  ['plivo', 'x-plivo-signature-v3'],
  ['ebay', 'x-ebay-signature'],
  ['paystack', 'x-paystack-signature'],
  ['heroku', 'heroku-webhook-hmac-sha256'],
  ['cal-com', 'x-cal-signature-256'],
  ['dub', 'dub-signature'],
  ['checkout-com', 'cko-signature'],
  ['dwolla', 'x-request-signature-sha-256'],
  ['tally', 'tally-signature'],
  ['nylas', 'x-nylas-signature'],
  ['pusher', 'x-pusher-signature'],
  ['launchdarkly', 'x-ld-signature'],
  ['quickbooks', 'intuit-signature'],
  ['aftership', 'aftership-hmac-sha256'],
  ['ashby', 'ashby-signature'],
  ['airtable', 'x-airtable-content-mac'],
  ['onfleet', 'x-onfleet-signature'],
  ['squarespace', 'squarespace-signature'],
  ['authorize-net', 'x-anet-signature'],
  ['easypost', 'x-hmac-signature'],
  ['linkedin', 'x-li-signature'],
  ['deel', 'x-deel-signature'],
  ['framer', 'framer-signature'],
];

export const VENDOR_HEADERS: ReadonlyMap<string, { provider: string; rank: number }> = new Map(
  ROWS.flatMap(([provider, headers], rank) =>
    headers
      .split(' ')
      .map((name): [string, { provider: string; rank: number }] => [name, { provider, rank }]),
  ),
);

/** Headers that say who it is only together. */
export const VENDOR_PAIRS: readonly (readonly [string, readonly string[]])[] = [
  ['bitbucket', ['x-event-key', 'x-request-uuid']],
  ['bitbucket', ['x-event-key', 'x-hook-uuid']],
  ['bitbucket', ['x-event-key', 'x-request-id']],
  ['discord', ['x-signature-ed25519', 'x-signature-timestamp']],
  ['adyen-platform', ['hmacsignature', 'protocol']],
];

type Decide = (value: string, view: RequestView) => Detected | null;

const certain = (provider: string): Detected => ({ provider, confidence: 'certain' });
const likely = (provider: string): Detected => ({ provider, confidence: 'likely' });
const guess = (provider: string): Detected => ({ provider, confidence: 'guess' });

const typeOf = (view: RequestView): string => view.read('json:type') ?? '';
const has = (view: RequestView, path: string): boolean => walk(view.json(), path) !== undefined;

const byXHubSignature: Decide = (value, view) => {
  if (value.startsWith('sha256=')) {
    if (view.has('x-event-key')) return certain('bitbucket');
    return has(view, 'webhookEvent') ? certain('jira') : guess('bitbucket');
  }
  if (typeOf(view) === 'notification_event') return certain('intercom');
  if (has(view, 'object') && has(view, 'entry')) return likely('meta');
  return value.startsWith('sha1=') ? guess('intercom') : null;
};

const byXHookSignature: Decide = (value, view) => {
  if (value.startsWith('sha256=')) return certain('stitch');
  return Array.isArray(walk(view.json(), 'events')) ? likely('asana') : guess('asana');
};

const byXWebhookSignature: Decide = (value) => {
  const jwt = readJwt(value);
  if (jwt === null) return null;
  return jwt.claims.iss === 'netlify' ? certain('netlify') : guess('netlify');
};

const byXSignature: Decide = (value, view) => {
  if (/^ts=\d+,v1=/.test(value)) return likely('mercado-pago');
  if (has(view, 'meta.event_name')) return likely('lemon-squeezy');
  if (has(view, 'webhook_id') && has(view, 'history_items')) return likely('clickup');
  if (view.has('x-timestamp')) return likely('airwallex');
  return /^[0-9a-f]{40}$/i.test(value) ? likely('segment') : null;
};

const bySvix: Decide = (_value, view) => {
  const type = typeOf(view);
  if (/^(user|session|organization|email|sms)\./.test(type) && has(view, 'data.object')) {
    return likely('clerk');
  }
  if (
    /^(email|contact|domain)\./.test(type) &&
    (has(view, 'data.email_id') || !type.startsWith('email.'))
  ) {
    return likely('resend');
  }
  return certain('svix');
};

const byWebhookSignature: Decide = (value, view) => {
  if (view.has('x-gitlab-event')) return certain('gitlab');
  if (view.has('webhook-id')) return certain('standard-webhooks');
  if (/^[0-9a-f]{64}$/i.test(value)) return likely('gocardless');
  return /^time=\d+,sig1=/.test(value) ? certain('cloudflare-stream') : null;
};

const byAuthorization: Decide = (value, view) => {
  if (value.startsWith('JWT ')) return likely('jira-connect');
  if (value.startsWith('HMAC ')) return likely('teams');
  const claims = readJwt(value.replace(/^Bearer /i, ''))?.claims;
  if (claims?.iss === 'https://accounts.google.com') return likely('google-pubsub');
  return isObject(walk(view.json(), 'event')) && has(view, 'event.triggerUuid')
    ? likely('monday')
    : null;
};

/** Headers that several senders use, and what tells them apart. */
export const SHARED_HEADERS: readonly (readonly [string, Decide])[] = [
  ['webhook-signature', byWebhookSignature],
  ['svix-signature', bySvix],
  [
    'x-hub-signature-256',
    (_value, view) =>
      has(view, 'object') && has(view, 'entry') ? certain('meta') : likely('websub'),
  ],
  ['x-hub-signature', byXHubSignature],
  ['x-hook-signature', byXHookSignature],
  ['x-hook-secret', () => certain('asana')],
  ['x-webhook-signature', byXWebhookSignature],
  ['x-signature', byXSignature],
  ['x-convoy-signature', (value) => certain(value.startsWith('t=') ? 'convoy-advanced' : 'convoy')],
  ['authorization', byAuthorization],
];
