import {
  type Adapter,
  baseField,
  baseOf,
  bearer,
  part,
  type Settings,
  withQuery,
} from '../adapter.ts';
import { textAt, timeAt } from '../answer.ts';

const API = 'https://api.whop.com/api/v1';
const deliveriesOf = (settings: Settings): string =>
  `/webhooks/${part(settings, 'webhook')}/deliveries`;

/**
 * Deliveries of a webhook: Whop's reference, and its packages, whose version of the API is asked for. What was sent
 * stands in the list only, which cannot be asked for one of them: it is sent again, under the `webhook-id` it had.
 */
export const whop: Adapter = {
  info: {
    id: 'whop',
    label: 'Whop',
    fields: [
      { name: 'webhook', label: 'Id of the webhook', placeholder: 'hook_…', required: true },
      {
        ...baseField(API),
        help: 'Empty, unless it is the sandbox: https://sandbox-api.whop.com/api/v1.',
      },
    ],
    token: 'An API key of the account or of the app, with developer:manage_webhook.',
    keeps: '30 days',
    keepsDays: 30,
    gives: 'nothing',
    how: ['resend'],
    bySelf: 'Whop lists what it tried: look there whether your server took it.',
  },
  base: baseOf(API),
  auth: (settings, token) => [...bearer(settings, token), ['Api-Version-Date', '2026-09-02-1']],
  list: (settings, _, cursor) => ({
    method: 'GET',
    path: withQuery(deliveriesOf(settings), { first: 100, after: cursor }),
  }),
  newestFirst: true,
  page(answer) {
    const hasNext = textAt(answer, 'page_info', 'has_next_page') === 'true';
    return {
      cursor: hasNext ? (textAt(answer, 'page_info', 'end_cursor') ?? null) : null,
      items: (answer.at('data')?.items() ?? []).map((one) => {
        const message = textAt(one, 'request_body', 'id');
        const code = textAt(one, 'response_code') ?? '0';
        const isGood = textAt(one, 'success') === 'true';
        return {
          ids: message === undefined ? [] : [message],
          eventType: textAt(one, 'event') ?? textAt(one, 'request_body', 'type') ?? null,
          at: timeAt(one, 'sent_at'),
          delivered: isGood ? ('yes' as const) : ('no' as const),
          ref: { id: textAt(one, 'id') ?? '' },
          note: isGood || code === '0' ? null : `It was answered with ${code}.`,
        };
      }),
    };
  },
  resend: (settings, { id = '' }) => ({
    method: 'POST',
    path: `${deliveriesOf(settings)}/${encodeURIComponent(id)}/replay`,
    body: { type: 'application/json', text: '{}' },
  }),
};
