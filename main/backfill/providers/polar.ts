import { type Adapter, baseField, baseOf, bearer, iso, withQuery } from '../adapter.ts';
import { textAt, timeAt } from '../answer.ts';

const API = 'https://api.polar.sh';
const deliveries = (query: Parameters<typeof withQuery>[1]): string =>
  withQuery('/v1/webhooks/deliveries', { limit: 100, ...query });

/** Deliveries of an endpoint: the package `@polar-sh/sdk`. One by itself cannot be asked for: a span of it can. */
export const polar: Adapter = {
  info: {
    id: 'polar',
    label: 'Polar',
    fields: [
      { name: 'endpoint', label: 'Endpoint', placeholder: 'its id', required: false },
      baseField(API),
    ],
    token: 'An access token with webhooks:read and webhooks:write.',
    keeps: 'until Polar archives them',
    keepsDays: null,
    gives: 'object',
    how: ['resend', 'fetch'],
    bySelf: 'Polar tries again for some hours.',
  },
  base: baseOf(API),
  auth: bearer,
  list: (settings, { from, to, only }, cursor) => ({
    method: 'GET',
    path: deliveries({
      endpoint_id: settings['endpoint']?.trim(),
      start_timestamp: iso(from),
      end_timestamp: iso(to),
      succeeded: only === 'undelivered' ? 'false' : null,
      page: cursor ?? 1,
    }),
  }),
  newestFirst: false,
  page(answer, { cursor }) {
    const page = Number(cursor ?? 1);
    const last = Number(textAt(answer, 'pagination', 'max_page') ?? page);
    return {
      cursor: page < last ? String(page + 1) : null,
      items: (answer.at('items')?.items() ?? []).map((one) => {
        const id = textAt(one, 'webhook_event', 'id') ?? '';
        const isSkipped = textAt(one, 'webhook_event', 'skipped') === 'true';
        return {
          ids: [id],
          eventType: textAt(one, 'webhook_event', 'type') ?? null,
          at: timeAt(one, 'created_at'),
          delivered: textAt(one, 'succeeded') === 'true' ? ('yes' as const) : ('no' as const),
          ref: { id, at: textAt(one, 'created_at') ?? '' },
          note: isSkipped ? 'Polar skipped it: it was not sent.' : null,
        };
      }),
    };
  },
  fetch: {
    ask(settings, { at = '' }) {
      const time = Date.parse(at);
      return {
        method: 'GET',
        path: deliveries({
          endpoint_id: settings['endpoint']?.trim(),
          start_timestamp: iso(time - 1000),
          end_timestamp: iso(time + 1000),
        }),
      };
    },
    given(answer, { id }) {
      const found = (answer.at('items')?.items() ?? []).find(
        (one) => textAt(one, 'webhook_event', 'id') === id,
      );
      const payload = found && textAt(found, 'webhook_event', 'payload');
      if (found === undefined || payload === undefined) return undefined;
      return {
        headers: [
          ['Content-Type', 'application/json'],
          ['webhook-id', id ?? ''],
        ],
        body: { kind: 'bytes', text: payload },
        url: null,
        at: timeAt(found, 'created_at'),
      };
    },
  },
  resend: (_, { id = '' }) => ({
    method: 'POST',
    path: `/v1/webhooks/events/${encodeURIComponent(id)}/redeliver`,
  }),
  hooks: {
    ask: () => ({ method: 'GET', path: '/v1/webhooks/endpoints?limit=100' }),
    read: (answer) =>
      (answer.at('items')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'url') ?? '',
      })),
  },
};
