import { type Adapter, baseField, baseOf, bearer, iso, part, withQuery } from '../adapter.ts';
import { textAt, timeAt } from '../answer.ts';
import { payloadOf } from './svix-payload.ts';

const API = 'https://api.svix.com';
/** Of an attempt: 0 delivered, 1 waits, 2 failed, 3 under way, 4 given up by hand. */
const STATUS: Readonly<Record<string, 'yes' | 'no' | 'pending'>> = {
  '0': 'yes',
  '1': 'pending',
  '2': 'no',
  '3': 'pending',
  '4': 'no',
};

/** Attempts at an endpoint: the `svix` package. For those who send through Svix: receivers have no key. */
export const svix: Adapter = {
  info: {
    id: 'svix',
    label: 'Svix',
    fields: [
      { name: 'app', label: 'Application', placeholder: 'app_…', required: true },
      { name: 'endpoint', label: 'Endpoint', placeholder: 'ep_…', required: true },
      baseField(API),
    ],
    token: 'An API key of the account that sends (sk_…). Receivers of webhooks have none.',
    keeps: '90 days',
    keepsDays: 90,
    gives: 'object',
    how: ['resend', 'fetch'],
    bySelf: 'Svix tries again for about a day and a half.',
  },
  base: baseOf(API),
  auth: bearer,
  list: (settings, { from, to, only }, cursor) => ({
    method: 'GET',
    path: withQuery(
      `/api/v1/app/${part(settings, 'app')}/attempt/endpoint/${part(settings, 'endpoint')}`,
      {
        limit: 250,
        after: iso(from),
        before: iso(to),
        with_msg: 'true',
        status: only === 'undelivered' ? 2 : null,
        iterator: cursor,
      },
    ),
  }),
  newestFirst: false,
  page: (answer) => ({
    cursor: textAt(answer, 'done') === 'true' ? null : (textAt(answer, 'iterator') ?? null),
    items: (answer.at('data')?.items() ?? []).map((attempt) => {
      const id = textAt(attempt, 'msgId') ?? '';
      const own = textAt(attempt, 'msg', 'eventId');
      return {
        ids: own === undefined ? [id] : [id, own],
        eventType: textAt(attempt, 'msg', 'eventType') ?? null,
        at: timeAt(attempt, 'timestamp'),
        delivered: STATUS[textAt(attempt, 'status') ?? ''] ?? ('unknown' as const),
        ref: { id },
        note: null,
      };
    }),
  }),
  fetch: {
    ask: (settings, { id = '' }) => ({
      method: 'GET',
      path: withQuery(`/api/v1/app/${part(settings, 'app')}/msg/${encodeURIComponent(id)}`, {
        with_content: 'true',
      }),
    }),
    given: (answer, { id = '' }) => payloadOf(answer, id, 'timestamp'),
  },
  resend: (settings, { id = '' }) => ({
    method: 'POST',
    path: `/api/v1/app/${part(settings, 'app')}/msg/${encodeURIComponent(id)}/endpoint/${part(settings, 'endpoint')}/resend`,
  }),
  hooks: {
    ask: (settings) => ({
      method: 'GET',
      path: `/api/v1/app/${part(settings, 'app')}/endpoint?limit=250`,
    }),
    read: (answer) =>
      (answer.at('data')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'url') ?? '',
      })),
  },
};
