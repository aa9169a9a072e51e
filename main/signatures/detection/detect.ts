import { isFormType } from '../../decode/media-type.ts';
import { isObject, type RequestView, walk } from '../request-view.ts';
import { recogniseHandshake } from '../handshakes.ts';
import { type Detected, SHARED_HEADERS, VENDOR_HEADERS, VENDOR_PAIRS } from './detect-headers.ts';

/**
 * Which provider a request looks like. For display and as a proposal: whoever sends a request
 * chooses its headers, so this never decides which secret is believed.
 */
export function detect(view: RequestView): Detected | null {
  return (
    byVendorHeader(view) ??
    bySharedHeader(view) ??
    byHandshake(view) ??
    byBody(view) ??
    byAgent(view)
  );
}

/** Questions before the first event often carry no signature. */
function byHandshake(view: RequestView): Detected | null {
  const found = recogniseHandshake(view);
  return found && likely(found.provider);
}

function byVendorHeader(view: RequestView): Detected | null {
  for (const [provider, names] of VENDOR_PAIRS) {
    if (names.every((name) => view.has(name))) return { provider, confidence: 'certain' };
  }
  // In order of the table: SendGrid's header is asked for before Twilio's.
  let best = Number.POSITIVE_INFINITY;
  let found: string | null = null;
  for (const name of view.names()) {
    const known =
      VENDOR_HEADERS.get(name) ?? (name.startsWith('x-docusign-signature-') ? DOCUSIGN : undefined);
    if (known !== undefined && known.rank < best) {
      best = known.rank;
      found = known.provider;
    }
  }
  return found === null ? null : { provider: found, confidence: 'certain' };
}

const DOCUSIGN = { provider: 'docusign', rank: 500 };

function bySharedHeader(view: RequestView): Detected | null {
  for (const [name, decide] of SHARED_HEADERS) {
    const value = view.header(name);
    if (value === undefined) continue;
    const found = decide(value, view);
    if (found !== null) return found;
  }
  return null;
}

const likely = (provider: string): Detected => ({ provider, confidence: 'likely' });

/** Bytes without which no rule below can hold, one line for each: most bodies are not parsed at all. */
const MARKS = [
  ['"signature"', '"event-data"'],
  ['"notificationItems"', '"NotificationRequestItem"'],
  ['"sg_event_id"'],
  ['"TopicArn"', '"Signature"'],
  ['"update_id"'],
  ['"evt_', '"event"'],
  ['"clientState"', '"subscriptionId"'],
  ['"specversion"', '"source"'],
  ['"ev_', '"webhook_status"'],
  ['"webhook_call_id"', '"entity_type"'],
].map((marks) => marks.map((mark) => Buffer.from(mark)));
/** Shapes stand near the front, and a search of megabytes is not worth a badge. */
const SEARCHED = 64 * 1024;

function byBody(view: RequestView): Detected | null {
  if (view.has('ce-id') && view.has('ce-type')) return likely('cloudevents');
  const { body } = view.request;
  const front = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, SEARCHED));
  if (MARKS.some((marks) => marks.every((mark) => front.includes(mark)))) {
    const found = byJson(view.json());
    if (found !== null) return likely(found);
  }
  const type = view.header('content-type') ?? '';
  return isFormType(type) ? byForm(view) : null;
}

function byJson(json: unknown): string | null {
  if (Array.isArray(json)) return walk(json, '[].sg_event_id') === undefined ? null : 'sendgrid';
  if (!isObject(json)) return null;
  if (walk(json, 'signature.token') !== undefined && isObject(json['event-data'])) return 'mailgun';
  if (walk(json, 'notificationItems[].NotificationRequestItem') !== undefined) return 'adyen';
  if ('TopicArn' in json && 'Type' in json && 'Signature' in json) return 'sns';
  if (typeof json.update_id === 'number') return 'telegram';
  if (json.object === 'event' && String(json.id).startsWith('evt_')) return 'stripe';
  if (
    walk(json, 'value[].subscriptionId') !== undefined &&
    walk(json, 'value[].clientState') !== undefined
  ) {
    return 'ms-graph';
  }
  if (json.object === 'event' && String(json.id).startsWith('ev_') && 'webhook_status' in json)
    return 'chargebee';
  if ('webhook_call_id' in json && 'entity_type' in json && 'event_type' in json) return 'datocms';
  const isCloudEvent = ['specversion', 'id', 'source', 'type'].every((name) => name in json);
  return isCloudEvent ? 'cloudevents' : null;
}

function byForm(view: RequestView): Detected | null {
  const names = new Set(view.form().map(([name]) => name));
  if (names.has('AccountSid') && (names.has('MessageSid') || names.has('CallSid')))
    return likely('twilio');
  if (names.has('bt_signature')) return likely('braintree');
  if (isMailgun(view)) return likely('mailgun');
  const payload = view.read('form:payload') ?? '';
  return /^\{.*"type"\s*:\s*"(block_actions|view_submission|shortcut|message_action)"/s.test(
    payload,
  )
    ? likely('slack')
    : null;
}

/** Three fields of which two have a form of their own, and no other sender has them all. */
function isMailgun(view: RequestView): boolean {
  return (
    /^\d{10}$/.test(view.read('form:timestamp') ?? '') &&
    /^[0-9a-f]{50}$/.test(view.read('form:token') ?? '') &&
    /^[0-9a-f]{64}$/.test(view.read('form:signature') ?? '')
  );
}

const AGENTS: readonly (readonly [string, string])[] = [
  ['GitHub-Hookshot/', 'github'],
  ['Bitbucket-Webhooks/', 'bitbucket'],
  ['Stripe/1.0', 'stripe'],
  ['Slackbot', 'slack'],
  ['TwilioProxy/', 'twilio'],
  ['Atlassian Webhook', 'jira'],
  ['GitLab/', 'gitlab'],
  ['facebookexternalua', 'meta'],
  ['LineBotWebhook/', 'line'],
  ['CircleCI-Webhook/', 'circleci'],
  ['Amazon Simple Notification Service', 'sns'],
  ['Svix-Webhooks/', 'svix'],
  ['Shopify-Captain-Hook', 'shopify'],
  ['PagerDuty-Webhook/', 'pagerduty'],
  ['Zendesk Webhook', 'zendesk'],
  ['Square Connect', 'square'],
  ['Linear-Webhook', 'linear'],
  ['DatoCMS', 'datocms'],
];

function byAgent(view: RequestView): Detected | null {
  const agent = view.header('user-agent') ?? '';
  const found = AGENTS.find(([prefix]) => agent.startsWith(prefix));
  return found === undefined ? null : { provider: found[1], confidence: 'guess' };
}
