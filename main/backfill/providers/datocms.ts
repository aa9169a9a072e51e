import { type Adapter, baseField, baseOf, bearer, headersIn, iso, withQuery } from '../adapter.ts';
import { Answer, textAt, timeAt } from '../answer.ts';

const API = 'https://site-api.datocms.com';
const PAGE = 500;
const DELIVERED: Readonly<Record<string, 'yes' | 'no' | 'pending'>> = {
  success: 'yes',
  failed: 'no',
  pending: 'pending',
  rescheduled: 'pending',
};

/** The id that DatoCMS gave the call stands in its body, unless the payload is the project's own. */
function hasOwnId(body: string): boolean {
  try {
    return textAt(Answer.read(body), 'webhook_call_id') !== undefined;
  } catch {
    return false;
  }
}

/** Calls of a project's webhooks: DatoCMS's reference, and the package `@datocms/cma-client`. */
export const datocms: Adapter = {
  info: {
    id: 'datocms',
    label: 'DatoCMS',
    fields: [
      { name: 'webhook', label: 'Webhook', placeholder: 'its id', required: false },
      baseField(API),
    ],
    token:
      'An API token with access to the Content Management API, whose role may manage webhooks.',
    keeps: 'an unknown time',
    keepsDays: null,
    gives: 'bytes',
    how: ['fetch', 'resend'],
    bySelf: 'DatoCMS tries again by itself where automatic retries are on for the webhook.',
  },
  base: baseOf(API),
  auth: (settings, token) => [...bearer(settings, token), ['X-Api-Version', '3']],
  list: (settings, { from, to, only }, cursor) => ({
    method: 'GET',
    path: withQuery('/webhook_calls', {
      'page[limit]': PAGE,
      'page[offset]': cursor,
      'filter[fields][webhook_id][eq]': settings['webhook']?.trim(),
      'filter[fields][created_at][gt]': iso(from),
      'filter[fields][created_at][lt]': iso(to),
      'filter[fields][status][eq]': only === 'undelivered' ? 'failed' : null,
      order_by: 'created_at_desc',
    }),
  }),
  newestFirst: false,
  page(answer, { cursor }) {
    const calls = answer.at('data')?.items() ?? [];
    const next = Number(cursor ?? 0) + calls.length;
    const total = Number(textAt(answer, 'meta', 'total_count') ?? 0);
    return {
      cursor: calls.length > 0 && next < total ? String(next) : null,
      items: calls.map((call) => {
        const id = textAt(call, 'id') ?? '';
        const entity = textAt(call, 'attributes', 'entity_type') ?? null;
        const event = textAt(call, 'attributes', 'event_type');
        const body = textAt(call, 'attributes', 'request_payload');
        const isKnown = body === undefined || hasOwnId(body);
        return {
          ids: [id],
          eventType: entity === null || event === undefined ? entity : `${entity}.${event}`,
          at: timeAt(call, 'attributes', 'created_at'),
          delivered: DELIVERED[textAt(call, 'attributes', 'status') ?? ''] ?? ('unknown' as const),
          ref: { id },
          note: isKnown
            ? null
            : 'Its payload is one of your own, without webhook_call_id: it may be here, too.',
        };
      }),
    };
  },
  fetch: {
    ask: (_, { id = '' }) => ({ method: 'GET', path: `/webhook_calls/${encodeURIComponent(id)}` }),
    given(answer) {
      const call = answer.at('data', 'attributes');
      const body = call && textAt(call, 'request_payload');
      if (call === undefined || body === undefined) return undefined;
      return {
        headers: headersIn(call.at('request_headers')),
        body: { kind: 'bytes', text: body },
        url: textAt(call, 'request_url') ?? null,
        at: timeAt(call, 'last_sent_at') ?? timeAt(call, 'created_at'),
      };
    },
  },
  resend: (_, { id = '' }) => ({
    method: 'POST',
    path: `/webhook_calls/${encodeURIComponent(id)}/resend_webhook`,
  }),
  hooks: {
    ask: () => ({ method: 'GET', path: '/webhooks' }),
    read: (answer) =>
      (answer.at('data')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'attributes', 'url') ?? '',
      })),
  },
};
