import { headerValue } from '../../lib/headers.ts';
import {
  type Adapter,
  baseField,
  baseOf,
  bearer,
  headersIn,
  part,
  type Settings,
  withQuery,
} from '../adapter.ts';
import { textAt, timeAt } from '../answer.ts';

const API = 'https://api.contentful.com';
const PAGE = 100;
/** From here on the log may have cut a body: "500 KB", whichever kilobytes are meant. */
const CUT_BYTES = 500_000;

const callsOf = (settings: Settings): string =>
  `/spaces/${part(settings, 'space')}/webhooks/${part(settings, 'webhook')}/calls`;

/**
 * Calls of a webhook: the package `contentful-management`, and Contentful's reference. The list tells ids of calls
 * only: what a capture is known by, and the topic, stand in the headers of the call itself.
 */
export const contentful: Adapter = {
  info: {
    id: 'contentful',
    label: 'Contentful',
    fields: [
      { name: 'space', label: 'Space', placeholder: 'its id', required: true },
      {
        name: 'webhook',
        label: 'Webhook',
        placeholder: 'its id',
        required: true,
        help: 'At the end of the address of its page.',
      },
      baseField(API),
    ],
    token:
      'A personal access token for content management (CFPAT-…) of somebody who may manage webhooks of the space.',
    keeps: 'its most recent calls',
    keepsDays: null,
    gives: 'bytes',
    how: ['fetch'],
    bySelf: 'Contentful tries twice more within a minute, where the answer was 429 or 5xx.',
  },
  base: baseOf(API),
  auth: bearer,
  list: (settings, _, cursor) => ({
    method: 'GET',
    path: withQuery(callsOf(settings), { limit: PAGE, skip: cursor }),
  }),
  newestFirst: true,
  page(answer, { cursor }) {
    const calls = answer.at('items')?.items() ?? [];
    const skipped = Number(textAt(answer, 'skip') ?? 0);
    const next = skipped + calls.length;
    const total = Number(textAt(answer, 'total') ?? 0);
    const isOther = skipped === Number(cursor ?? 0);
    return {
      cursor: isOther && calls.length > 0 && next < total ? String(next) : null,
      items: calls.map((call) => {
        const status = textAt(call, 'statusCode') ?? '0';
        const isGood = /^2\d\d$/.test(status);
        return {
          ids: [],
          eventType: textAt(call, 'eventType') ?? null,
          at: timeAt(call, 'requestAt') ?? timeAt(call, 'sys', 'createdAt'),
          delivered: isGood ? ('yes' as const) : ('no' as const),
          ref: { id: textAt(call, 'sys', 'id') ?? '' },
          note: isGood || status === '0' ? null : `It was answered with ${status}.`,
        };
      }),
    };
  },
  fetch: {
    ask: (settings, { id = '' }) => ({
      method: 'GET',
      path: `${callsOf(settings)}/${encodeURIComponent(id)}`,
    }),
    given(answer) {
      const request = answer.at('request');
      const body = request && textAt(request, 'body');
      if (request === undefined || body === undefined) return undefined;
      const isCut = Buffer.byteLength(body) >= CUT_BYTES;
      return {
        headers: headersIn(request.at('headers')),
        body: { kind: 'bytes', text: body },
        url: textAt(request, 'url') ?? null,
        at: timeAt(answer, 'requestAt'),
        ...(isCut && { lacks: 'Contentful cuts bodies at 500 KB: this one may not be whole.' }),
      };
    },
  },
  identify({ headers }) {
    const key = headerValue(headers, 'x-contentful-idempotency-key');
    return {
      ids: key === undefined ? [] : [key],
      eventType: headerValue(headers, 'x-contentful-topic') ?? null,
    };
  },
  hooks: {
    ask: (settings) => ({
      method: 'GET',
      path: `/spaces/${part(settings, 'space')}/webhook_definitions`,
    }),
    read: (answer) =>
      (answer.at('items')?.items() ?? []).map((hook) => ({
        id: textAt(hook, 'sys', 'id') ?? '',
        url: textAt(hook, 'url') ?? '',
      })),
  },
};
