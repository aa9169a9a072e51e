import { type Adapter, baseField, baseOf, bearer, iso, withQuery } from '../adapter.ts';
import { textAt, timeAt } from '../answer.ts';

const API = 'https://api.paddle.com';
const STATUS: Readonly<Record<string, 'yes' | 'no' | 'pending'>> = {
  delivered: 'yes',
  failed: 'no',
  not_attempted: 'no',
  needs_retry: 'pending',
};

/** Notifications of a destination: the package `@paddle/paddle-node-sdk`, and Paddle's documentation. */
export const paddle: Adapter = {
  info: {
    id: 'paddle',
    label: 'Paddle',
    fields: [
      {
        name: 'destination',
        label: 'Notification setting',
        placeholder: 'its id',
        required: false,
      },
      baseField(API),
    ],
    token: 'An API key that may read and write notifications.',
    keeps: '90 days',
    keepsDays: 90,
    gives: 'object',
    how: ['resend', 'fetch'],
    bySelf: 'Paddle tries again for three days.',
  },
  base: baseOf(API),
  auth: bearer,
  list: (settings, { from, to, only }, cursor) => ({
    method: 'GET',
    path: withQuery('/notifications', {
      notification_setting_id: settings['destination']?.trim(),
      status: only === 'undelivered' ? 'failed,needs_retry' : null,
      from: iso(from),
      to: iso(to),
      per_page: 200,
      after: cursor,
    }),
  }),
  newestFirst: false,
  page(answer) {
    const data = answer.at('data')?.items() ?? [];
    const last = data.at(-1);
    const hasMore = textAt(answer, 'meta', 'pagination', 'has_more') === 'true';
    return {
      cursor: hasMore && last ? (textAt(last, 'id') ?? null) : null,
      items: data.map((one) => {
        const event = textAt(one, 'payload', 'event_id');
        const status = textAt(one, 'status') ?? '';
        const origin = textAt(one, 'origin') ?? 'event';
        return {
          ids: event === undefined ? [] : [event],
          eventType: textAt(one, 'type') ?? null,
          at: timeAt(one, 'occurred_at'),
          delivered: STATUS[status] ?? ('unknown' as const),
          ref: { id: textAt(one, 'id') ?? '', origin },
          note: origin === 'replay' ? 'It is itself one that was sent again.' : null,
        };
      }),
    };
  },
  fetch: {
    ask: (_, { id = '' }) => ({ method: 'GET', path: `/notifications/${encodeURIComponent(id)}` }),
    given(answer) {
      const payload = answer.at('data', 'payload');
      if (payload === undefined || payload.source === 'null') return undefined;
      return {
        headers: [['Content-Type', 'application/json']],
        body: { kind: 'json', source: payload.source },
        url: null,
        at: timeAt(answer, 'data', 'occurred_at'),
      };
    },
  },
  resend: (_, { id = '' }) => ({
    method: 'POST',
    path: `/notifications/${encodeURIComponent(id)}/replay`,
  }),
  hooks: {
    ask: () => ({ method: 'GET', path: '/notification-settings' }),
    read: (answer) =>
      (answer.at('data')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'destination') ?? '',
      })),
  },
};
