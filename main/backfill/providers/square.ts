import { type Adapter, type Ask, baseField, baseOf, bearer, iso } from '../adapter.ts';
import { type Answer, textAt } from '../answer.ts';

const API = 'https://connect.squareup.com';
const DAYS = 28;

/** Square's samples write times without a zone: they are UTC. */
function timeOf(event: Answer): number | null {
  const text = textAt(event, 'created_at') ?? '';
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isFinite(at) ? Math.round(at) : null;
}

function search(
  from: number,
  to: number,
  more: { cursor?: string; types?: readonly string[] },
): Ask {
  const filter = {
    created_at: { start_at: iso(from), end_at: iso(to) },
    ...(more.types && { event_types: more.types }),
  };
  const query = { filter, sort: { field: 'DEFAULT', order: 'ASC' } };
  const cursor = more.cursor === undefined ? {} : { cursor: more.cursor };
  return {
    method: 'POST',
    path: '/v2/events',
    body: { type: 'application/json', text: JSON.stringify({ limit: 100, query, ...cursor }) },
  };
}

/**
 * Events of an application: the `square` package, and Square's reference. They are searched, and one by itself is
 * searched for by its time and type. Nothing is switched on for that: events are to be made searchable by a person.
 */
export const square: Adapter = {
  info: {
    id: 'square',
    label: 'Square',
    fields: [
      {
        ...baseField(API),
        help: 'Empty, unless it is the sandbox: https://connect.squareupsandbox.com.',
      },
    ],
    token:
      'The access token of the application, from the Developer Console. Its events must be searchable (PUT /v2/events/enable): Square lists only what happened since.',
    keeps: '28 days, since its events were made searchable',
    keepsDays: DAYS,
    gives: 'object',
    how: ['fetch'],
    bySelf: 'Square tries again for 24 hours.',
  },
  base: baseOf(API),
  auth: bearer,
  list: (_, { from, to }, cursor) =>
    search(Math.max(from, to - DAYS * 86_400_000), to, cursor === null ? {} : { cursor }),
  newestFirst: false,
  page: (answer) => ({
    cursor: textAt(answer, 'cursor') || null,
    items: (answer.at('events')?.items() ?? []).map((event) => {
      const id = textAt(event, 'event_id') ?? '';
      const type = textAt(event, 'type') ?? '';
      const at = timeOf(event);
      return {
        ids: [id],
        eventType: type === '' ? null : type,
        at,
        delivered: 'unknown' as const,
        ref: { id, type, at: at === null ? '' : iso(at) },
        note: null,
      };
    }),
  }),
  fetch: {
    ask(_, { at = '', type = '' }) {
      const time = Date.parse(at);
      return search(time - 1000, time + 1000, type === '' ? {} : { types: [type] });
    },
    given(answer, { id }) {
      const event = (answer.at('events')?.items() ?? []).find(
        (one) => textAt(one, 'event_id') === id,
      );
      if (event === undefined) return undefined;
      return {
        headers: [['Content-Type', 'application/json']],
        body: { kind: 'json', source: event.source },
        url: null,
        at: timeOf(event),
      };
    },
  },
  hooks: {
    ask: () => ({ method: 'GET', path: '/v2/webhooks/subscriptions' }),
    read: (answer) =>
      (answer.at('subscriptions')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'notification_url') ?? '',
      })),
  },
};
