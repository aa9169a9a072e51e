import {
  type Adapter,
  baseField,
  baseOf,
  bearer,
  clientCredentials,
  iso,
  type Listed,
  outcomeOf,
  withQuery,
} from '../adapter.ts';
import { type Answer, textAt, timeAt } from '../answer.ts';

const API = 'https://api-m.paypal.com';
const EVENTS = '/v1/notifications/webhooks-events';
const OUTCOME: Readonly<Record<string, Listed['delivered']>> = {
  SUCCESS: 'yes',
  PENDING: 'pending',
  FAILURE: 'no',
};
/** What PayPal's log adds to an event: no webhook carries it. */
const OF_THE_LOG: ReadonlySet<string> = new Set(['status', 'transmissions']);

/** RFC 3339 without a fraction, as PayPal writes it in its own examples. */
const time = (at: number): string => iso(at).replace(/\.\d+Z$/, 'Z');

/** Where the next page begins: of its address only the parameters are taken. */
function nextIn(answer: Answer): string | null {
  const link = answer
    .at('links')
    ?.items()
    .find((one) => textAt(one, 'rel') === 'next');
  const url = URL.parse((link && textAt(link, 'href')) ?? '');
  // Its examples escape ampersands as in HTML.
  return url === null ? null : url.search.slice(1).replaceAll(/&(?:amp;)+/g, '&');
}

/** Of the webhooks that it went to, where the log tells. */
function deliveredOf(event: Answer): Listed['delivered'] {
  const sent = event.at('transmissions')?.items() ?? [];
  return outcomeOf(
    (sent.length === 0 ? [event] : sent).map(
      (one) => OUTCOME[textAt(one, 'status')?.toUpperCase() ?? ''] ?? ('unknown' as const),
    ),
  );
}

/** The event as a webhook carries it, from its source text. */
function sentOf(event: Answer): string {
  const members = event
    .members()
    .filter(([name]) => !OF_THE_LOG.has(name))
    .map(([name, { source }]) => `${JSON.stringify(name)}:${source}`);
  return `{${members.join(',')}}`;
}

/** Events of an app: PayPal's API description of webhooks, and its samples of answers. */
export const paypal: Adapter = {
  info: {
    id: 'paypal',
    label: 'PayPal',
    fields: [
      {
        name: 'webhook',
        label: 'Webhook',
        placeholder: 'its id',
        required: false,
        help: 'To send again to this one only. Empty: to all webhooks of the app.',
      },
      {
        ...baseField(API),
        help: 'Empty, unless it is the sandbox: https://api-m.sandbox.paypal.com.',
      },
    ],
    token:
      'Client id and secret of the app, separated by a colon (id:secret); or an access token, which expires after some hours.',
    keeps: '30 days',
    keepsDays: 30,
    gives: 'object',
    how: ['resend', 'fetch'],
    bySelf: 'PayPal tries again up to 25 times within three days.',
  },
  base: baseOf(API),
  auth: bearer,
  login: clientCredentials('/v1/oauth2/token'),
  list: (_, { from, to }, cursor) => ({
    method: 'GET',
    path:
      cursor === null
        ? withQuery(EVENTS, { page_size: 100, start_time: time(from), end_time: time(to) })
        : withQuery(EVENTS, Object.fromEntries(new URLSearchParams(cursor))),
  }),
  newestFirst: false,
  page(answer) {
    const events = answer.at('events')?.items() ?? [];
    return {
      cursor: events.length === 0 ? null : nextIn(answer),
      items: events.map((event) => {
        const id = textAt(event, 'id') ?? '';
        return {
          ids: [id],
          eventType: textAt(event, 'event_type') ?? null,
          at: timeAt(event, 'create_time'),
          delivered: deliveredOf(event),
          ref: { id },
          note: textAt(event, 'summary') ?? null,
        };
      }),
    };
  },
  fetch: {
    ask: (_, { id = '' }) => ({ method: 'GET', path: `${EVENTS}/${encodeURIComponent(id)}` }),
    given: (event) => ({
      headers: [['Content-Type', 'application/json']],
      body: { kind: 'json', source: sentOf(event) },
      url: null,
      at: timeAt(event, 'create_time'),
    }),
  },
  resend(settings, { id = '' }) {
    const webhook = settings['webhook']?.trim() ?? '';
    return {
      method: 'POST',
      path: `${EVENTS}/${encodeURIComponent(id)}/resend`,
      body: {
        type: 'application/json',
        text: JSON.stringify(webhook === '' ? {} : { webhook_ids: [webhook] }),
      },
    };
  },
  hooks: {
    ask: () => ({ method: 'GET', path: '/v1/notifications/webhooks' }),
    read: (answer) =>
      (answer.at('webhooks')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'url') ?? '',
      })),
  },
};
