import type { BackfillProviderId } from '../../../preload/contract/backfill.ts';
import {
  again,
  type Api,
  type Call,
  type FakeEvent,
  inside,
  iso,
  json,
  NOT_FOUND,
  sliceAfter,
  within,
} from './call.ts';

/** The eight that came first. */
export const FIRST = {
  github(call: Call) {
    const { events, path, query, page } = call;
    if (path === '/repos/acme/shop/hooks') {
      return { body: json([{ id: 7, config: { url: 'https://elsewhere.test/hook' } }]) };
    }
    const [, id, attempts] =
      /^\/repos\/acme\/shop\/hooks\/7\/deliveries(?:\/(\d+)(\/attempts)?)?$/.exec(path) ?? [];
    if (!path.includes('/hooks/7/')) return NOT_FOUND;
    if (attempts !== undefined) return again(call, id);
    if (id !== undefined) {
      const event = events.find(({ number }) => number === id);
      if (event === undefined) return NOT_FOUND;
      const headers = json(Object.fromEntries(event.headers));
      return {
        body: `{"id":${id},"guid":"${event.id}","url":"https://elsewhere.test/hook","delivered_at":"${iso(event.at)}",
  "request":{"headers":${headers},"payload":${inside(event.body)}},"response":{"payload":"ok"}}`,
      };
    }
    const from = Number(query.get('cursor') ?? 0);
    const items = events
      .slice(from, from + page)
      .map(
        (event) =>
          `{"id":${event.number},"guid":"${event.id}","delivered_at":"${iso(event.at)}","status":"${event.delivered ? 'OK' : 'Bad'}",` +
          `"status_code":${event.delivered ? 200 : 502},"event":"${event.type}","action":null}`,
      );
    const next = `<https://api.github.test/x?cursor=${from + page}>; rel="next"`;
    return {
      body: `[${items.join(',')}]`,
      ...(from + page < events.length && { headers: { link: next } }),
    };
  },
  stripe(call: Call) {
    const { events, path, query, page } = call;
    const [, id, retry] = /^\/v1\/events(?:\/(\w+)(\/retry)?)?$/.exec(path) ?? [];
    if (path === '/v1/webhook_endpoints') return { body: '{"data":[]}' };
    if (retry !== undefined) return again(call, id, 200);
    if (id !== undefined) {
      const event = events.find((one) => one.id === id);
      return event === undefined ? NOT_FOUND : { body: event.body };
    }
    const wanted = query.get('delivery_success') === 'false';
    const listed = events.filter(
      ({ at, delivered }) =>
        at / 1000 >= Number(query.get('created[gte]')) &&
        at / 1000 <= Number(query.get('created[lte]')) + 1 &&
        (!wanted || !delivered),
    );
    const { items, hasMore } = sliceAfter(listed, query.get('starting_after'), page);
    return { body: `{"data":[${items.map(({ body }) => body).join(',')}],"has_more":${hasMore}}` };
  },
  gitlab(call: Call) {
    const { events, path, query } = call;
    const hook = '/api/v4/projects/acme%2Fshop/hooks';
    if (path === hook) return { body: json([{ id: 7, url: 'https://elsewhere.test/hook' }]) };
    if (!path.startsWith(`${hook}/7/events`)) return NOT_FOUND;
    const [, id] = /\/events\/(\d+)\/resend$/.exec(path) ?? [];
    if (id !== undefined) return again(call, id, 201);
    const page = Number(query.get('page'));
    const size = Number(query.get('per_page'));
    const items = events.slice((page - 1) * size, page * size).map((event) => ({
      id: Number(event.number),
      trigger: event.type,
      request_headers: {
        ...Object.fromEntries(event.headers),
        'X-Gitlab-Token': '[REDACTED]',
      },
      request_data: '[REDACTED]',
      response_headers: { Date: new Date(event.at).toUTCString() },
      response_status: event.delivered ? '200' : 'internal error',
    }));
    return { body: json(items) };
  },
  resend(call: Call) {
    const { events, path, query, page } = call;
    if (path === '/webhooks') return { body: '{"data":[]}' };
    const [, id, replay] = /^\/webhooks\/wh_1\/events(?:\/(\w+)(\/replay)?)?$/.exec(path) ?? [];
    if (!path.startsWith('/webhooks/wh_1/')) return NOT_FOUND;
    if (replay !== undefined) return again(call, id, 200);
    if (id !== undefined) {
      const event = events.find((one) => one.id === id);
      if (event === undefined) return NOT_FOUND;
      return { body: `{"id":"${id}","created_at":"${iso(event.at)}","payload":${event.body}}` };
    }
    const { items, hasMore } = sliceAfter(events, query.get('after'), page);
    const data = items.map((event) => ({
      id: event.id,
      type: event.type,
      created_at: iso(event.at),
      status: event.delivered ? 'success' : 'failed',
    }));
    return { body: json({ data, has_more: hasMore }) };
  },
  svix(call: Call) {
    const { events, path, query, page } = call;
    const app = '/api/v1/app/app_1';
    if (path === `${app}/endpoint`) return { body: '{"data":[]}' };
    const [, id, resend] =
      /^\/api\/v1\/app\/app_1\/msg\/(\w+)(\/endpoint\/ep_1\/resend)?$/.exec(path) ?? [];
    if (resend !== undefined) return again(call, id);
    if (id !== undefined) {
      const event = events.find((one) => one.id === id);
      if (event === undefined) return NOT_FOUND;
      return { body: `{"id":"${id}","timestamp":"${iso(event.at)}","payload":${event.body}}` };
    }
    if (path !== `${app}/attempt/endpoint/ep_1`) return NOT_FOUND;
    const listed = within(events, query.get('after'), query.get('before')).filter(
      ({ delivered }) => query.get('status') === null || !delivered,
    );
    const { items, hasMore } = sliceAfter(listed, query.get('iterator'), page);
    const data = items.map((event) => ({
      msgId: event.id,
      status: event.delivered ? 0 : 2,
      timestamp: iso(event.at),
      msg: { id: event.id, eventType: event.type },
    }));
    return { body: json({ data, done: !hasMore, iterator: items.at(-1)?.id ?? null }) };
  },
  paddle(call: Call) {
    const { events, path, query, page } = call;
    if (path === '/notification-settings') return { body: '{"data":[]}' };
    const [, id, replay] = /^\/notifications(?:\/(\w+)(\/replay)?)?$/.exec(path) ?? [];
    if (replay !== undefined) return again(call, id);
    const shown = (event: FakeEvent): string =>
      `{"id":"${event.number}","type":"${event.type}","status":"${event.delivered ? 'delivered' : 'failed'}",` +
      `"occurred_at":"${iso(event.at)}","origin":"event","payload":${event.body}}`;
    if (id !== undefined) {
      const event = events.find(({ number }) => number === id);
      return event === undefined ? NOT_FOUND : { body: `{"data":${shown(event)}}` };
    }
    const listed = within(events, query.get('from'), query.get('to')).filter(
      ({ delivered }) => query.get('status') === null || !delivered,
    );
    const after = listed.find(({ number }) => number === query.get('after'))?.id ?? null;
    const { items, hasMore } = sliceAfter(listed, after, page);
    return {
      body: `{"data":[${items.map(shown).join(',')}],"meta":{"pagination":{"has_more":${hasMore}}}}`,
    };
  },
  gocardless(call: Call) {
    const { events, path, query, page } = call;
    const [, id, retry] = /^\/webhooks(?:\/(\w+)(\/actions\/retry)?)?$/.exec(path) ?? [];
    if (retry !== undefined) return again(call, id, 200);
    const shown = (event: FakeEvent) => ({
      id: event.number,
      url: 'https://elsewhere.test/hook',
      created_at: iso(event.at),
      successful: event.delivered,
      request_body: event.body,
      request_headers: Object.fromEntries(event.headers),
    });
    if (id !== undefined) {
      const event = events.find(({ number }) => number === id);
      return event === undefined ? NOT_FOUND : { body: json({ webhooks: shown(event) }) };
    }
    const listed = within(
      events,
      query.get('created_at[gte]'),
      query.get('created_at[lte]'),
    ).filter(({ delivered }) => query.get('successful') === null || !delivered);
    const before = listed.find(({ number }) => number === query.get('after'))?.id ?? null;
    const { items, hasMore } = sliceAfter(listed, before, page);
    const after = hasMore ? (items.at(-1)?.number ?? null) : null;
    return { body: json({ webhooks: items.map(shown), meta: { cursors: { after } } }) };
  },
  polar(call: Call) {
    const { events, path, query, page } = call;
    if (path === '/v1/webhooks/endpoints') return { body: '{"items":[]}' };
    const [, id] = /^\/v1\/webhooks\/events\/(\w+)\/redeliver$/.exec(path) ?? [];
    if (id !== undefined) return again(call, id);
    if (path !== '/v1/webhooks/deliveries') return NOT_FOUND;
    const listed = within(events, query.get('start_timestamp'), query.get('end_timestamp')).filter(
      ({ delivered }) => query.get('succeeded') === null || !delivered,
    );
    const number = Number(query.get('page') ?? 1);
    const items = listed.slice((number - 1) * page, number * page).map((event) => ({
      created_at: iso(event.at),
      succeeded: event.delivered,
      webhook_event: { id: event.id, type: event.type, payload: event.body, skipped: false },
    }));
    const max = Math.max(1, Math.ceil(listed.length / page));
    return { body: json({ items, pagination: { max_page: max } }) };
  },
} satisfies Partial<Record<BackfillProviderId, Api>>;
