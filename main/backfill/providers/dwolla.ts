import {
  type Adapter,
  baseField,
  baseOf,
  bearer,
  clientCredentials,
  iso,
  part,
  type Listed,
  withQuery,
} from '../adapter.ts';
import { Answer, textAt, timeAt } from '../answer.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';

const API = 'https://api.dwolla.com';
const HAL = 'application/vnd.dwolla.v1.hal+json';
const PAGE = 100;
const DAY_MS = 86_400_000;

/** Days are asked for, and whether the borders belong to them is not said: one more on each side. */
const day = (at: number): string => iso(at).slice(0, 10);

const attemptsOf = (webhook: Answer): Answer[] => webhook.at('attempts')?.items() ?? [];

function deliveredOf(attempts: readonly Answer[]): Listed['delivered'] {
  if (attempts.length === 0) return 'pending';
  const isGood = attempts.some((one) =>
    /^2\d\d$/.test(textAt(one, 'response', 'statusCode') ?? ''),
  );
  return isGood ? 'yes' : 'no';
}

function isJson(text: string): boolean {
  try {
    return Answer.read(text).source.startsWith('{');
  } catch {
    return false;
  }
}

const headersIn = (headers: Answer | undefined): HeaderPair[] =>
  (headers?.items() ?? []).flatMap((one): HeaderPair[] => {
    const name = textAt(one, 'name');
    return name === undefined ? [] : [[name, textAt(one, 'value') ?? '']];
  });

/** Webhooks of a subscription, with what was sent in each try: Dwolla's API description. */
export const dwolla: Adapter = {
  info: {
    id: 'dwolla',
    label: 'Dwolla',
    fields: [
      {
        name: 'subscription',
        label: 'Webhook subscription',
        placeholder: 'its id',
        required: true,
      },
      {
        ...baseField(API),
        help: 'Empty, unless it is the sandbox: https://api-sandbox.dwolla.com.',
      },
    ],
    token:
      'Key and secret of the application, separated by a colon (key:secret); or an access token of it, which expires after an hour.',
    keeps: '30 days',
    keepsDays: 30,
    gives: 'bytes',
    how: ['fetch', 'resend'],
    bySelf: 'Dwolla tries again for 72 hours.',
  },
  base: baseOf(API),
  auth: (settings, token) => [...bearer(settings, token), ['Accept', HAL]],
  login: clientCredentials('/token'),
  list: (settings, { from, to }, cursor) => ({
    method: 'GET',
    path: withQuery(`/webhook-subscriptions/${part(settings, 'subscription')}/webhooks`, {
      limit: PAGE,
      offset: cursor ?? 0,
      startDate: day(from - DAY_MS),
      endDate: day(to + DAY_MS),
    }),
  }),
  newestFirst: false,
  page(answer, { cursor }) {
    const webhooks = answer.at('_embedded', 'webhooks')?.items() ?? [];
    const hasNext = textAt(answer, '_links', 'next', 'href') !== undefined;
    const next = Number(cursor ?? 0) + webhooks.length;
    return {
      cursor: hasNext && webhooks.length > 0 ? String(next) : null,
      items: webhooks.map((webhook) => {
        const event = textAt(webhook, 'eventId');
        const attempts = attemptsOf(webhook);
        const [first] = attempts;
        return {
          ids: event === undefined ? [] : [event],
          eventType: textAt(webhook, 'topic') ?? null,
          at: first === undefined ? null : timeAt(first, 'request', 'timestamp'),
          delivered: deliveredOf(attempts),
          ref: { id: textAt(webhook, 'id') ?? '' },
          note: attempts.length < 2 ? null : `Dwolla tried it ${attempts.length} times.`,
        };
      }),
    };
  },
  fetch: {
    ask: (_, { id = '' }) => ({ method: 'GET', path: `/webhooks/${encodeURIComponent(id)}` }),
    given(answer) {
      const request = attemptsOf(answer).at(-1)?.at('request');
      const body = request && textAt(request, 'body');
      if (request === undefined || body === undefined) return undefined;
      return {
        headers: headersIn(request.at('headers')),
        body: { kind: 'bytes', text: body },
        url: textAt(request, 'url') ?? null,
        at: timeAt(request, 'timestamp'),
        ...(!isJson(body) && {
          lacks: 'What Dwolla logged of its body is not JSON: ask for it again.',
        }),
      };
    },
  },
  resend: (_, { id = '' }) => ({
    method: 'POST',
    path: `/webhooks/${encodeURIComponent(id)}/retries`,
    headers: [['Content-Type', HAL]],
  }),
  hooks: {
    ask: () => ({ method: 'GET', path: '/webhook-subscriptions' }),
    read: (answer) =>
      (answer.at('_embedded', 'webhook-subscriptions')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'url') ?? '',
      })),
  },
};
