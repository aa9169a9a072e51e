import { inHeader, provider, standard, SVIX_HEADERS, WEBHOOK_HEADERS } from './build.ts';
import type { KeyForm } from '../scheme.ts';

const v1 = (key: KeyForm = 'whsec') => standard(WEBHOOK_HEADERS, key);
const v1a = standard(WEBHOOK_HEADERS, 'ed25519-base64', 'Standard Webhooks, Ed25519');
const svix = standard(SVIX_HEADERS, 'whsec', 'Svix');
const svixPair = standard(SVIX_HEADERS, 'ed25519-base64', 'Svix, Ed25519');
const BY_BODY = { event: 'json:type', secret: 'signing secret (whsec_…)' };
const WEBHOOK_ID = { ...BY_BODY, delivery: 'header:webhook-id' };
const SVIX_ID = { ...BY_BODY, delivery: 'header:svix-id' };

/** Senders that follow Standard Webhooks, or Svix, which it grew from. */
export const STANDARD = [
  provider('standard-webhooks', 'Standard Webhooks', [v1('whsec'), v1a], {
    ...WEBHOOK_ID,
    secret: 'signing secret (whsec_…) or public key (whpk_…)',
    publicForm: 'whpk_',
    confidence: 'proven',
  }),
  provider('svix', 'Svix', [svix, v1(), svixPair, v1a], {
    ...BY_BODY,
    secret: 'signing secret (whsec_…) or public key (whpk_…)',
    publicForm: 'whpk_',
    delivery: 'header:svix-id | header:webhook-id',
    confidence: 'proven',
  }),
  provider('clerk', 'Clerk', svix, { ...SVIX_ID, confidence: 'proven' }),
  provider('resend', 'Resend', svix, { ...SVIX_ID, confidence: 'proven' }),
  provider('stytch', 'Stytch', svix, { ...SVIX_ID, event: 'json:action' }),
  provider('vanta', 'Vanta', svix, SVIX_ID),
  provider('openai', 'OpenAI', v1('whsec-or-text'), { ...WEBHOOK_ID, confidence: 'proven' }),
  provider('replicate', 'Replicate', v1(), {
    ...WEBHOOK_ID,
    event: 'json:status',
    confidence: 'proven',
  }),
  provider('polar', 'Polar', standard(WEBHOOK_HEADERS, 'utf8'), {
    ...WEBHOOK_ID,
    secret: 'secret, whole (polar_whs_…)',
    confidence: 'proven',
  }),
  provider('liveblocks', 'Liveblocks', v1(), { ...WEBHOOK_ID, confidence: 'proven' }),
  provider('supabase', 'Supabase auth hooks', v1(), WEBHOOK_ID),
  provider('render', 'Render', v1(), WEBHOOK_ID),
  provider('brex', 'Brex', v1(), { ...WEBHOOK_ID, event: 'json:event_type' }),
  provider('etsy', 'Etsy', v1(), { ...WEBHOOK_ID, event: 'json:event_type' }),
  provider('incident-io', 'incident.io', v1(), { ...WEBHOOK_ID, event: 'json:event_type' }),
  provider('loops', 'Loops', v1(), { ...WEBHOOK_ID, event: 'json:eventName' }),
  provider('increase', 'Increase', v1(), { ...WEBHOOK_ID, event: 'json:category' }),
  provider('gemini', 'Gemini', v1(), WEBHOOK_ID),
  provider(
    'finch',
    'Finch',
    standard({ id: 'Finch-Event-Id', time: 'Finch-Timestamp', signature: 'Finch-Signature' }),
    { event: 'json:event_type', delivery: 'header:Finch-Event-Id' },
  ),
  provider(
    'gitlab',
    'GitLab',
    [v1(), { kind: 'token', label: 'Secret token', from: 'header:X-Gitlab-Token' }],
    {
      secret: 'signing token (whsec_…) or secret token',
      event: 'header:X-Gitlab-Event | json:object_kind',
      delivery: 'header:webhook-id | header:Idempotency-Key | header:X-Gitlab-Event-UUID',
      confidence: 'proven',
    },
  ),
];

/** A signed body under a header that says no more of its sender. */
export const WEBSUB = provider(
  'websub',
  'WebSub',
  inHeader('X-Hub-Signature-256', { prefix: 'sha256=' }),
  { confidence: 'unconfirmed' },
);
