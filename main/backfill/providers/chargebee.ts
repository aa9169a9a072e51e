import {
  type Adapter,
  baseField,
  basic,
  type Listed,
  outcomeOf,
  seconds,
  type Settings,
  withQuery,
} from '../adapter.ts';
import { type Answer, textAt, timeAt } from '../answer.ts';

const OUTCOME: Readonly<Record<string, Listed['delivered']>> = {
  succeeded: 'yes',
  failed: 'no',
  scheduled: 'pending',
  re_scheduled: 'pending',
};
const siteOf = (settings: Settings): string => settings['site']?.trim().toLowerCase() ?? '';

/** Of each webhook it was for; none where no webhook was to get it. */
function outcomesOf(event: Answer): Listed['delivered'][] {
  const each = event.at('webhooks')?.items() ?? [];
  return (each.length === 0 ? [event] : each).flatMap(
    (one) => OUTCOME[textAt(one, 'webhook_status') ?? ''] ?? [],
  );
}

/**
 * Events of a site: Chargebee's documentation, and its package. They are not asked for by `webhook_status`: that is
 * the state of one webhook, and an event may have failed at another.
 */
export const chargebee: Adapter = {
  info: {
    id: 'chargebee',
    label: 'Chargebee',
    fields: [
      {
        name: 'site',
        label: 'Site',
        placeholder: 'acme-test',
        required: true,
        help: 'The first part of its address, before .chargebee.com.',
      },
      baseField('https://acme-test.chargebee.com'),
    ],
    token: 'An API key of the site that may read events: a read-only key is enough.',
    keeps: 'an unknown time; its pages show 90 days',
    keepsDays: null,
    gives: 'object',
    how: ['fetch'],
    bySelf: 'Chargebee tries again for two days.',
  },
  base: (settings) =>
    (settings['base']?.trim() || `https://${siteOf(settings)}.chargebee.com`).replace(/\/+$/, ''),
  auth: (_, token) => [basic(`${token}:`)],
  problem: (settings) =>
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(siteOf(settings))
      ? null
      : { field: 'site', text: 'Only the name of the site, such as acme-test.' },
  list: (_, { from, to }, cursor) => ({
    method: 'GET',
    path: withQuery('/api/v2/events', {
      limit: 100,
      'occurred_at[between]': `[${seconds(from)},${seconds(to)}]`,
      'sort_by[asc]': 'occurred_at',
      offset: cursor,
    }),
  }),
  newestFirst: false,
  page: (answer) => ({
    cursor: textAt(answer, 'next_offset') ?? null,
    items: (answer.at('list')?.items() ?? []).flatMap((one) => {
      const event = one.at('event');
      const outcomes = event === undefined ? [] : outcomesOf(event);
      // No webhook was to get it.
      if (event === undefined || outcomes.length === 0) return [];
      const id = textAt(event, 'id') ?? '';
      return [
        {
          ids: [id],
          eventType: textAt(event, 'event_type') ?? null,
          at: timeAt(event, 'occurred_at'),
          delivered: outcomeOf(outcomes),
          ref: { id },
          note: textAt(event, 'webhook_failure_reason') ?? null,
        },
      ];
    }),
  }),
  fetch: {
    ask: (_, { id = '' }) => ({ method: 'GET', path: `/api/v2/events/${encodeURIComponent(id)}` }),
    given(answer) {
      const event = answer.at('event');
      if (event === undefined) return undefined;
      return {
        headers: [['Content-Type', 'application/json']],
        body: { kind: 'json', source: event.source },
        url: null,
        at: timeAt(event, 'occurred_at'),
      };
    },
  },
};
