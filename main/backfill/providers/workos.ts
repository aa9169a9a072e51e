import {
  type Adapter,
  type Ask,
  baseField,
  baseOf,
  bearer,
  iso,
  type Settings,
  withQuery,
} from '../adapter.ts';
import { textAt, timeAt } from '../answer.ts';

const API = 'https://api.workos.com';

const typesIn = (settings: Settings): string =>
  (settings['events'] ?? '')
    .split(/[\s,]+/)
    .filter((type) => type !== '')
    .join(',');

const eventsOf = (query: Parameters<typeof withQuery>[1]): Ask => ({
  method: 'GET',
  path: withQuery('/events', { limit: 100, ...query }),
});

/** Events of an environment: WorkOS's reference, and the package `@workos-inc/node`. One is looked for by its time. */
export const workos: Adapter = {
  info: {
    id: 'workos',
    label: 'WorkOS',
    fields: [
      {
        name: 'events',
        label: 'Event types',
        placeholder: 'user.created, user.updated',
        required: true,
        help: 'Those that your webhook gets, separated by commas: WorkOS lists no others.',
      },
      baseField(API),
    ],
    token: 'An API key of the environment (sk_…).',
    keeps: '30 days',
    keepsDays: 30,
    gives: 'object',
    how: ['fetch'],
    bySelf: 'WorkOS tries again for up to three days.',
  },
  base: baseOf(API),
  auth: bearer,
  problem: (settings) =>
    typesIn(settings) === ''
      ? { field: 'events', text: 'Fill in at least one type, such as user.created.' }
      : null,
  list: (settings, { from, to }, cursor) =>
    eventsOf({
      events: typesIn(settings),
      range_start: iso(from),
      range_end: iso(to),
      after: cursor,
    }),
  newestFirst: false,
  page(answer) {
    const events = answer.at('data')?.items() ?? [];
    return {
      cursor: events.length === 0 ? null : (textAt(answer, 'list_metadata', 'after') ?? null),
      items: events.map((event) => {
        const id = textAt(event, 'id') ?? '';
        const type = textAt(event, 'event') ?? '';
        return {
          ids: [id],
          eventType: type === '' ? null : type,
          at: timeAt(event, 'created_at'),
          delivered: 'unknown' as const,
          ref: { id, type, at: textAt(event, 'created_at') ?? '' },
          note: null,
        };
      }),
    };
  },
  fetch: {
    ask(settings, { at = '', type = '' }) {
      const time = Date.parse(at);
      return eventsOf({
        events: type === '' ? typesIn(settings) : type,
        range_start: iso(time - 1000),
        range_end: iso(time + 1000),
      });
    },
    given(answer, { id }) {
      const event = (answer.at('data')?.items() ?? []).find((one) => textAt(one, 'id') === id);
      if (event === undefined) return undefined;
      return {
        headers: [['Content-Type', 'application/json']],
        body: { kind: 'json', source: event.source },
        url: null,
        at: timeAt(event, 'created_at'),
      };
    },
  },
  hooks: {
    ask: () => ({ method: 'GET', path: '/webhook_endpoints?limit=100' }),
    read: (answer) =>
      (answer.at('data')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'endpoint_url') ?? '',
      })),
  },
};
