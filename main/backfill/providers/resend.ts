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
import { payloadOf } from './svix-payload.ts';

const API = 'https://api.resend.com';
const eventsOf = (settings: Settings): string => `/webhooks/${part(settings, 'webhook')}/events`;

const DELIVERED: Readonly<Record<string, 'yes' | 'no' | 'pending'>> = {
  success: 'yes',
  failed: 'no',
  attempting: 'pending',
  pending: 'pending',
};

/** Events of a webhook: Resend's changelog of September 2026, and its package. */
export const resend: Adapter = {
  info: {
    id: 'resend',
    label: 'Resend',
    fields: [
      { name: 'webhook', label: 'Id of the webhook', placeholder: 'wh_…', required: true },
      baseField(API),
    ],
    token: 'An API key with full access.',
    keeps: 'as long as the plan says',
    keepsDays: null,
    gives: 'object',
    how: ['resend', 'fetch'],
    bySelf: 'Resend tries again for some hours.',
  },
  base: baseOf(API),
  auth: bearer,
  list: (settings, _, cursor) => ({
    method: 'GET',
    path: withQuery(eventsOf(settings), { limit: 100, after: cursor }),
  }),
  newestFirst: true,
  page(answer) {
    const data = answer.at('data')?.items() ?? [];
    const last = data.at(-1);
    return {
      cursor: textAt(answer, 'has_more') === 'true' && last ? (textAt(last, 'id') ?? null) : null,
      items: data.map((event) => {
        const id = textAt(event, 'id') ?? '';
        const status = textAt(event, 'status') ?? '';
        return {
          ids: [id],
          eventType: textAt(event, 'type') ?? null,
          at: timeAt(event, 'created_at'),
          delivered: DELIVERED[status] ?? ('unknown' as const),
          ref: { id },
          note: status === '' ? null : `Resend says: ${status}.`,
        };
      }),
    };
  },
  fetch: {
    ask: (settings, { id = '' }) => ({
      method: 'GET',
      path: `${eventsOf(settings)}/${encodeURIComponent(id)}`,
    }),
    given: (answer, { id = '' }) => payloadOf(answer, id, 'created_at'),
  },
  resend: (settings, { id = '' }) => ({
    method: 'POST',
    path: `${eventsOf(settings)}/${encodeURIComponent(id)}/replay`,
  }),
  hooks: {
    ask: () => ({ method: 'GET', path: '/webhooks' }),
    read: (answer) =>
      (answer.at('data')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'endpoint') ?? '',
      })),
  },
};
