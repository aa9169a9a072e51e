import { type Adapter, baseField, baseOf, bearer, seconds, withQuery } from '../adapter.ts';
import { textAt, timeAt } from '../answer.ts';

const API = 'https://api.stripe.com';

/** Events of an account: the `stripe` package. Sending again is what Stripe's own command line calls. */
export const stripe: Adapter = {
  info: {
    id: 'stripe',
    label: 'Stripe',
    fields: [
      {
        name: 'endpoint',
        label: 'Webhook endpoint',
        placeholder: 'we_…, to send again',
        required: false,
      },
      { name: 'account', label: 'Connected account', placeholder: 'acct_…', required: false },
      baseField(API),
    ],
    token: 'A secret key, or a restricted key that may read Events.',
    keeps: '30 days',
    keepsDays: 30,
    gives: 'object',
    how: ['resend', 'fetch'],
    bySelf: 'Stripe tries again for three days.',
  },
  base: baseOf(API),
  auth(settings, token) {
    const account = settings['account']?.trim() ?? '';
    return account === ''
      ? bearer(settings, token)
      : [...bearer(settings, token), ['Stripe-Account', account]];
  },
  list: (_, { from, to, only }, cursor) => ({
    method: 'GET',
    path: withQuery('/v1/events', {
      limit: 100,
      'created[gte]': seconds(from),
      'created[lte]': seconds(to),
      delivery_success: only === 'undelivered' ? 'false' : null,
      starting_after: cursor,
    }),
  }),
  newestFirst: false,
  page(answer) {
    const data = answer.at('data')?.items() ?? [];
    const last = data.at(-1);
    return {
      cursor: textAt(answer, 'has_more') === 'true' && last ? (textAt(last, 'id') ?? null) : null,
      items: data.map((event) => {
        const pending = Number(textAt(event, 'pending_webhooks') ?? '0');
        const id = textAt(event, 'id') ?? '';
        return {
          ids: [id],
          eventType: textAt(event, 'type') ?? null,
          at: timeAt(event, 'created'),
          delivered: pending > 0 ? ('pending' as const) : ('unknown' as const),
          ref: { id },
          note: pending > 0 ? `Stripe still tries ${pending} of its endpoints.` : null,
        };
      }),
    };
  },
  fetch: {
    ask: (_, { id = '' }) => ({ method: 'GET', path: `/v1/events/${encodeURIComponent(id)}` }),
    given: (answer) => ({
      headers: [['Content-Type', 'application/json; charset=utf-8']],
      body: { kind: 'json', source: answer.source },
      url: null,
      at: timeAt(answer, 'created'),
    }),
  },
  resend: (settings, { id = '' }) => ({
    method: 'POST',
    path: `/v1/events/${encodeURIComponent(id)}/retry`,
    body: {
      type: 'application/x-www-form-urlencoded',
      text: withQuery('', {
        webhook_endpoint: settings['endpoint']?.trim(),
        account: settings['account']?.trim(),
      }).slice(1),
    },
  }),
  hooks: {
    ask: () => ({ method: 'GET', path: '/v1/webhook_endpoints?limit=100' }),
    read: (answer) =>
      (answer.at('data')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'url') ?? '',
      })),
  },
};
