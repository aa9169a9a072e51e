import { type Adapter, baseField, baseOf, bearer, headersIn, iso, withQuery } from '../adapter.ts';
import { Answer, textAt, timeAt } from '../answer.ts';

const API = 'https://api.gocardless.com';

/** The id that GoCardless gave the webhook stands in its body. */
function idIn(body: string): string | undefined {
  try {
    return textAt(Answer.read(body), 'meta', 'webhook_id');
  } catch {
    return undefined;
  }
}

/** Webhooks with their bodies and headers as they were sent: the package `gocardless-nodejs`. */
export const gocardless: Adapter = {
  info: {
    id: 'gocardless',
    label: 'GoCardless',
    fields: [baseField(API)],
    token: 'An access token; sandbox accounts have an address of their own.',
    keeps: 'an unknown time',
    keepsDays: null,
    gives: 'bytes',
    how: ['fetch', 'resend'],
    bySelf: 'GoCardless tries again a few times.',
  },
  base: baseOf(API),
  auth: (settings, token) => [...bearer(settings, token), ['GoCardless-Version', '2015-07-06']],
  list: (_, { from, to, only }, cursor) => ({
    method: 'GET',
    path: withQuery('/webhooks', {
      'created_at[gte]': iso(from),
      'created_at[lte]': iso(to),
      successful: only === 'undelivered' ? 'false' : null,
      limit: 500,
      after: cursor,
    }),
  }),
  newestFirst: false,
  page: (answer) => ({
    cursor: textAt(answer, 'meta', 'cursors', 'after') ?? null,
    items: (answer.at('webhooks')?.items() ?? []).map((hook) => {
      const id = textAt(hook, 'id') ?? '';
      const inBody = idIn(textAt(hook, 'request_body') ?? '');
      return {
        ids: [...new Set([inBody ?? id, id])],
        eventType: null,
        at: timeAt(hook, 'created_at'),
        delivered: textAt(hook, 'successful') === 'true' ? ('yes' as const) : ('no' as const),
        ref: { id },
        note: null,
      };
    }),
  }),
  fetch: {
    ask: (_, { id = '' }) => ({ method: 'GET', path: `/webhooks/${encodeURIComponent(id)}` }),
    given(answer) {
      const hook = answer.at('webhooks');
      const body = hook && textAt(hook, 'request_body');
      if (hook === undefined || body === undefined) return undefined;
      return {
        headers: headersIn(hook.at('request_headers')),
        body: { kind: 'bytes', text: body },
        url: textAt(hook, 'url') ?? null,
        at: timeAt(hook, 'created_at'),
      };
    },
  },
  resend: (_, { id = '' }) => ({
    method: 'POST',
    path: `/webhooks/${encodeURIComponent(id)}/actions/retry`,
  }),
};
