import type { BackfillProviderId } from '../../../preload/contract/backfill.ts';
import {
  again,
  type Api,
  type Call,
  type FakeEvent,
  iso,
  json,
  NOT_FOUND,
  within,
} from './call.ts';

/** Pages by how many are left out before them. */
function skipped(events: readonly FakeEvent[], skip: string | null, page: number) {
  const from = Number(skip ?? 0);
  return { from, items: events.slice(from, from + page), hasMore: from + page < events.length };
}
/** An event without its braces: what an answer adds stands behind it. */
const open = (body: string): string => body.replace(/}\s*$/, '');

/** The eight that came second. */
export const SECOND = {
  contentful(call: Call) {
    const { events, path, query, page } = call;
    if (path === '/spaces/sp1/webhook_definitions') {
      return {
        body: json({ items: [{ sys: { id: 'wh1' }, url: 'https://elsewhere.test/hook' }] }),
      };
    }
    const [, id] = /^\/spaces\/sp1\/webhooks\/wh1\/calls(?:\/(\w+))?$/.exec(path) ?? [];
    if (!path.startsWith('/spaces/sp1/webhooks/wh1/calls')) return NOT_FOUND;
    const shown = (event: FakeEvent) => ({
      sys: { id: event.number, type: 'WebhookCallOverview', createdAt: iso(event.at) },
      eventType: 'publish',
      requestAt: iso(event.at),
      statusCode: event.delivered ? 200 : 502,
      errors: [],
      url: 'https://elsewhere.test/hook',
    });
    if (id !== undefined) {
      const event = events.find(({ number }) => number === id);
      if (event === undefined) return NOT_FOUND;
      const headers = Object.fromEntries(event.headers);
      const request = { method: 'POST', url: 'https://elsewhere.test/hook', headers };
      return {
        body: json({
          ...shown(event),
          request: { ...request, body: event.body },
          response: { statusCode: 502, body: 'no' },
        }),
      };
    }
    const { from, items } = skipped(events, query.get('skip'), page);
    return {
      body: json({ items: items.map(shown), limit: page, skip: from, total: events.length }),
    };
  },
  datocms(call: Call) {
    const { events, path, query, page } = call;
    if (path === '/webhooks') {
      return {
        body: json({ data: [{ id: '7', attributes: { url: 'https://elsewhere.test/' } }] }),
      };
    }
    const [, id, resend] = /^\/webhook_calls(?:\/(\w+)(\/resend_webhook)?)?$/.exec(path) ?? [];
    if (resend !== undefined) return again(call, id, 200);
    const shown = (event: FakeEvent) => ({
      type: 'webhook_call',
      id: event.id,
      attributes: {
        entity_type: 'item',
        event_type: 'update',
        status: event.delivered ? 'success' : 'failed',
        created_at: iso(event.at),
        last_sent_at: iso(event.at),
        request_url: 'https://elsewhere.test/hook',
        request_headers: Object.fromEntries(event.headers),
        request_payload: event.body,
      },
    });
    if (id !== undefined) {
      const event = events.find((one) => one.id === id);
      return event === undefined ? NOT_FOUND : { body: json({ data: shown(event) }) };
    }
    if (path !== '/webhook_calls') return NOT_FOUND;
    const status = query.get('filter[fields][status][eq]');
    const listed = within(
      events,
      query.get('filter[fields][created_at][gt]'),
      query.get('filter[fields][created_at][lt]'),
    ).filter(({ delivered }) => status === null || (status === 'success') === delivered);
    const { items } = skipped(listed, query.get('page[offset]'), page);
    return { body: json({ data: items.map(shown), meta: { total_count: listed.length } }) };
  },
  paypal(call: Call) {
    const { events, path, query, page } = call;
    if (path === '/v1/notifications/webhooks') return { body: '{"webhooks":[]}' };
    const [, id, resend] =
      /^\/v1\/notifications\/webhooks-events(?:\/([\w-]+)(\/resend)?)?$/.exec(path) ?? [];
    if (resend !== undefined) return again(call, id);
    const shown = (event: FakeEvent): string => {
      const status = event.delivered ? 'SUCCESS' : 'FAILURE';
      return `${open(event.body)},"status":"${status}","transmissions":[{"webhook_url":"https://elsewhere.test/","http_status":500,"status":"${status}"}]}`;
    };
    if (id !== undefined) {
      const event = events.find((one) => one.id === id);
      return event === undefined ? NOT_FOUND : { body: shown(event) };
    }
    if (path !== '/v1/notifications/webhooks-events') return NOT_FOUND;
    const listed = within(events, query.get('start_time'), query.get('end_time'));
    const { from, items, hasMore } = skipped(listed, query.get('index_id'), page);
    const span = `start_time=${query.get('start_time')}&amp;end_time=${query.get('end_time')}`;
    const href = `https://api.paypal.test/v1/notifications/webhooks-events/?${span}&amp;page_size=2&amp;move_to=next&amp;index_id=${from + page}`;
    const links = hasMore ? [{ href, rel: 'next', method: 'GET' }] : [];
    return { body: `{"events":[${items.map(shown).join(',')}],"count":2,"links":${json(links)}}` };
  },
  square(call: Call) {
    const { events, method, path, page, body } = call;
    if (path === '/v2/webhooks/subscriptions') return { body: '{}' };
    if (path !== '/v2/events' || method !== 'POST') return NOT_FOUND;
    const asked = JSON.parse(body) as {
      cursor?: string;
      query: {
        filter: { created_at: { start_at: string; end_at: string }; event_types?: string[] };
      };
    };
    const { created_at: span, event_types: types } = asked.query.filter;
    const listed = within(events, span.start_at, span.end_at).filter(
      ({ type }) => types === undefined || types.includes(type),
    );
    const { from, items, hasMore } = skipped(listed, asked.cursor ?? null, page);
    const cursor = hasMore ? `"cursor":"${from + page}",` : '';
    return { body: `{${cursor}"events":[${items.map((event) => event.body).join(',')}]}` };
  },
  workos(call: Call) {
    const { events, path, query, page } = call;
    if (path === '/webhook_endpoints') return { body: '{"data":[]}' };
    if (path !== '/events') return NOT_FOUND;
    const types = query.get('events')?.split(',') ?? [];
    if (types.length === 0) return { status: 422, body: '{"message":"Validation failed."}' };
    const listed = within(events, query.get('range_start'), query.get('range_end')).filter(
      ({ type }) => types.includes(type),
    );
    const after = listed.findIndex(({ id }) => id === query.get('after')) + 1;
    const items = listed.slice(after, after + page);
    // The last page names an event to go on from as well.
    const last = items.at(-1)?.id ?? null;
    return {
      body: `{"object":"list","data":[${items.map(({ body }) => body).join(',')}],"list_metadata":{"after":${json(last)}}}`,
    };
  },
  chargebee(call: Call) {
    const { events, path, query, page } = call;
    const [, id] = /^\/api\/v2\/events(?:\/(\w+))?$/.exec(path) ?? [];
    /** As it was sent, but for the state, which is that of now. */
    const shown = ({ body, delivered }: FakeEvent): string =>
      `{"event":${body.replace('"scheduled"', delivered ? '"succeeded"' : '"failed"')}}`;
    if (id !== undefined) {
      const event = events.find((one) => one.id === id);
      return event === undefined ? NOT_FOUND : { body: shown(event) };
    }
    if (path !== '/api/v2/events') return NOT_FOUND;
    const [from = 0, to = 0] = JSON.parse(query.get('occurred_at[between]') ?? '[]') as number[];
    const listed = events.filter(({ at }) => at / 1000 >= from && at / 1000 <= to + 1);
    const { items, hasMore } = skipped(listed, query.get('offset'), page);
    const next = Number(query.get('offset') ?? 0) + page;
    const offset = hasMore ? `,"next_offset":"${next}"` : '';
    return {
      body: `{"list":[${items.map(shown).join(',')}]${offset}}`,
    };
  },
  dwolla(call: Call) {
    const { events, path, query, page } = call;
    if (path === '/webhook-subscriptions') return { body: '{"_embedded":{}}' };
    const [, id, retries] = /^\/webhooks\/(\w+)(\/retries)?$/.exec(path) ?? [];
    if (retries !== undefined) return again(call, id, 201);
    const shown = (event: FakeEvent) => ({
      id: event.number,
      topic: event.type,
      eventId: event.id,
      attempts: [
        {
          request: {
            timestamp: iso(event.at),
            url: 'https://elsewhere.test/hook',
            headers: event.headers.map(([name, value]) => ({ name, value })),
            body: event.body,
          },
          response: { statusCode: event.delivered ? 200 : 500 },
        },
      ],
    });
    if (id !== undefined) {
      const event = events.find(({ number }) => number === id);
      return event === undefined ? NOT_FOUND : { body: json(shown(event)) };
    }
    if (path !== '/webhook-subscriptions/sub1/webhooks') return NOT_FOUND;
    const from = query.get('startDate');
    const listed = events.filter(({ at }) => from === null || iso(at) >= from);
    const { items, hasMore } = skipped(listed, query.get('offset'), page);
    const next = hasMore ? { next: { href: 'https://api.dwolla.test/anything' } } : {};
    return {
      body: json({ _links: next, _embedded: { webhooks: items.map(shown) }, total: listed.length }),
    };
  },
  whop(call: Call) {
    const { events, path, query, page } = call;
    const [, id] = /^\/webhooks\/hook_1\/deliveries\/(\w+)\/replay$/.exec(path) ?? [];
    if (id !== undefined) return again(call, id, 200);
    if (path !== '/webhooks/hook_1/deliveries') return NOT_FOUND;
    const { from, items, hasMore } = skipped(events, query.get('after'), page);
    const shown = (event: FakeEvent): string =>
      `{"id":"${event.number}","event":"${event.type}","sent_at":"${iso(event.at)}","success":${event.delivered},` +
      `"response_code":${event.delivered ? 200 : 502},"request_body":${event.body}}`;
    const info = { has_next_page: hasMore, end_cursor: String(from + items.length) };
    return { body: `{"data":[${items.map(shown).join(',')}],"page_info":${json(info)}}` };
  },
} satisfies Partial<Record<BackfillProviderId, Api>>;
