import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { openControl } from '../../main/control/listener.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { seedCaptures } from '../helpers/seeds/seed.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { send, signIn, startControl } from './harness.ts';
import { openStream } from './read-stream.ts';

async function startServed(dataDir?: string) {
  const t = await startTestEngine(dataDir === undefined ? {} : { dataDir });
  const control = await openControl({
    surface: t.engine,
    port: 0,
    staticDir: t.dataDir,
    log: pino({ level: 'silent' }),
  });
  const port = Number(new URL(control.url).port);
  const authorization = `Bearer ${control.token}`;
  return {
    ...t,
    control,
    port,
    follow: (query = '', more: Record<string, string> = {}) =>
      openStream(port, `/api/v1/captures/live${query}`, { authorization, ...more }),
    get: async (path: string) => {
      const { status, text } = await send(port, `/api/v1${path}`, { headers: { authorization } });
      return { status, body: JSON.parse(text) };
    },
    async [Symbol.asyncDispose]() {
      await control[Symbol.asyncDispose]();
      await t[Symbol.asyncDispose]();
    },
  };
}

const served = await startServed();
afterAll(() => served[Symbol.asyncDispose]());
const hook = (path: string, body = '{}') =>
  fetch(`${served.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
const targetsOf = (events: { data?: { items?: { target: string }[] } }[]): string[] =>
  events.flatMap(({ data }) => (data?.items ?? []).map(({ target }) => target));

describe('a live stream over REST', () => {
  it('tells of captures that a search finds, and of no others', async () => {
    const stream = await served.follow('?search=path%3A%2Fwanted');
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await hook('/other');
    await hook('/wanted');
    await stream.untilText(/"kind":"added"[^\n]*\/wanted/);
    stream.close();
    expect(new Set(targetsOf(stream.events()))).toEqual(new Set(['/wanted']));
    const [{ id, data } = {}] = stream.events();
    expect(id).toBe(data.items[0].id);
  });

  it('tells of a capture once its reply makes it one that is looked for', async () => {
    const stream = await served.follow('?search=status%3A200%20path%3A%2Fanswered');
    await hook('/answered');
    await stream.untilText(/\/answered[^\n]*"status":200/);
    stream.close();
    expect(new Set(targetsOf(stream.events()))).toEqual(new Set(['/answered']));
  });

  it('finds words of a body, which are indexed after the arrival', async () => {
    const stream = await served.follow('?search=body.kind%3Aneedle');
    await hook('/body', '{"kind":"hay"}');
    await hook('/body?2', '{"kind":"needle"}');
    await stream.untilText(/\/body\?2/);
    stream.close();
    expect(new Set(targetsOf(stream.events()))).toEqual(new Set(['/body?2']));
  });

  it('goes on where a reader left off, by a header or the query', async () => {
    const first = await served.follow('?search=path%3A%2Fagain');
    await hook('/again?1');
    await first.untilText(/again\?1/);
    first.close();
    const place = first.events()[0]?.id ?? '';
    await hook('/again?2');
    await hook('/away');
    for (const [query, header] of [
      ['', { 'last-event-id': place }],
      [`&since=${place}`, {}],
    ] as const) {
      const next = await served.follow(`?search=path%3A%2Fagain${query}`, header);
      await next.untilText(/again\?2/);
      await hook('/again?3');
      await next.untilText(/again\?3/);
      next.close();
      expect(targetsOf(next.events())).not.toContain('/again?1');
      expect(targetsOf(next.events()).filter((one) => one === '/away')).toEqual([]);
    }
  });

  it('takes a place that is none for none', async () => {
    const stream = await served.follow('', { 'last-event-id': '../../etc' });
    expect(stream.status).toBe(200);
    stream.close();
    expect(await served.get('/captures/live?since=yesterday')).toMatchObject({
      status: 400,
      body: { code: 'BAD_INPUT', data: { field: 'since' } },
    });
  });

  it('replays up to 1000 captures, and says to read the list where it were more', async () => {
    using dir = tempDir();
    seedCaptures(dir.path, 1001);
    await using own = await startServed(dir.path);
    const many = await own.follow('?since=100000000000');
    await many.untilText(/\n\n/);
    await many.untilText(/"kind":"refresh"/);
    many.close();
    expect(targetsOf(many.events())).toEqual([]);
    const { items } = (await own.get('/captures?order=oldest&limit=1')).body;
    const few = await own.follow(`?since=${items[0].id}`);
    await few.untilText(/\/seed\/1000"/);
    few.close();
    expect(targetsOf(few.events())).toEqual(
      Array.from({ length: 1000 }, (_, n) => `/seed/${n + 1}`),
    );
  });

  it('is refused with the place of the mistake where its search has one', async () => {
    for (const path of ['live', 'wait']) {
      expect(await served.get(`/captures/${path}?search=status%3A40y`)).toMatchObject({
        status: 422,
        body: { code: 'SEARCH_INVALID', data: { field: 'search', place: { from: 7 } } },
      });
    }
  });
});

describe('live streams', () => {
  it('say that they live while nothing happens', async () => {
    await using own = await startControl({ streamLimits: { keepAliveMs: 10 } });
    const stream = await openStream(own.port, '/api/v1/captures/live', own.bearer);
    await stream.untilText(/(?:: *\n\n){3}/);
    stream.close();
    expect(stream.events()).toEqual([]);
  });

  it('are so many at most; one that ends makes room', async () => {
    await using own = await startControl({ streamLimits: { atMost: 2 } });
    const open = () => openStream(own.port, '/api/v1/captures/live', own.bearer);
    const [first] = await Promise.all([open(), open()]);
    const refused = await own.send('/api/v1/captures/live', { headers: own.bearer });
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'TOO_MANY_STREAMS' });
    first?.close();
    await expect.poll(async () => (await open()).status).toBe(200);
    expect(own.engine.counts.streamsOpen).toBeLessThanOrEqual(2);
  });

  it('end with a reader that takes nothing any more', async () => {
    await using own = await startControl({ streamLimits: { stalledMs: 50 } });
    const stream = await openStream(own.port, '/api/v1/captures/live', own.bearer);
    await expect.poll(() => own.engine.counts.streamsOpen).toBe(1);
    stream.pause();
    const target = `/${'x'.repeat(100_000)}`;
    for (let n = 0; n < 500; n += 1) own.engine.arrive(`c${n}`, new Blob([]), undefined, target);
    await expect.poll(() => own.engine.counts.streamsOpen).toBe(0);
    stream.close();
  });

  it('are told when Backstitch stops, which they do not hold up', async () => {
    const own = await startControl();
    const streams = await Promise.all(
      [1, 2].map(() => openStream(own.port, '/api/v1/captures/live', own.bearer)),
    );
    const began = performance.now();
    await own[Symbol.asyncDispose]();
    // What is cut off after the grace of a stop is cut off after five seconds.
    expect(performance.now() - began).toBeLessThan(5000);
    for (const stream of streams) {
      await stream.ended();
      expect(stream.events().at(-1)).toMatchObject({ event: 'done' });
    }
  });

  it('are for a page that signed in, too, but not for one of another site', async () => {
    await using own = await startControl();
    const cookie = await signIn(own);
    const stream = await openStream(own.port, '/api/v1/captures/live', {
      cookie,
      'sec-fetch-site': 'same-origin',
    });
    expect(stream.status).toBe(200);
    stream.close();
    const headers = { cookie, 'sec-fetch-site': 'same-site' };
    expect((await own.send('/api/v1/captures/live', { headers })).status).toBe(403);
    const inQuery = `/api/v1/captures/live?token=${own.control.token}`;
    expect((await own.send(inQuery)).status).toBe(401);
  });
});

describe('a wait', () => {
  it('answers as soon as enough captures match', async () => {
    const { mark } = (await served.get('/captures/mark')).body;
    const waiting = served.get(`/captures/wait?search=path%3A%2Fwait&since=${mark}&count=2`);
    await hook('/wait?1');
    await hook('/elsewhere');
    await hook('/wait?2');
    const { body } = await waiting;
    expect(body).toMatchObject({
      done: true,
      items: [{ target: '/wait?1' }, { target: '/wait?2' }],
    });
  });

  it('sees what arrived after the mark and before it began, and nothing older', async () => {
    await hook('/mark?before');
    const { mark } = (await served.get('/captures/mark')).body;
    const query = `search=path%3A%2Fmark&since=${mark}`;
    expect((await served.get(`/captures/wait?${query}&timeoutMs=0`)).body).toMatchObject({
      done: false,
      items: [],
    });
    await hook('/mark?after');
    expect((await served.get(`/captures/wait?${query}`)).body).toMatchObject({
      done: true,
      items: [{ target: '/mark?after' }],
    });
  });

  it('sees a capture sent just before it began, each of 200 times', async () => {
    for (let n = 0; n < 200; n += 1) {
      const { mark } = served.engine.captures.mark();
      const sent = hook(`/close?${n}`);
      const input = { search: 'path:/close', since: mark, count: 1, settled: false };
      const { items } = await served.engine.captures.wait({ ...input, timeoutMs: 25_000 });
      expect(items.map(({ target }) => target)).toEqual([`/close?${n}`]);
      await sent;
    }
  });

  it('counts a reply only once it ended, where that is asked for', async () => {
    const { mark } = (await served.get('/captures/mark')).body;
    await hook('/ended');
    const answer = await served.get(
      `/captures/wait?search=path%3A%2Fended&since=${mark}&settled=true`,
    );
    expect(answer.body.items[0].durationMs).not.toBeNull();
  });

  it('is held no longer than Backstitch runs', async () => {
    await using t = await startTestEngine();
    const begun = Promise.withResolvers<void>();
    const wait: typeof t.engine.captures.wait = (input, signal) => {
      begun.resolve();
      return t.engine.captures.wait(input, signal);
    };
    const control = await openControl({
      surface: { ...t.engine, captures: { ...t.engine.captures, wait } },
      port: 0,
      staticDir: t.dataDir,
      log: pino({ level: 'silent' }),
    });
    const port = Number(new URL(control.url).port);
    const headers = { authorization: `Bearer ${control.token}` };
    const waiting = send(port, '/api/v1/captures/wait?search=path%3A%2Fnever', { headers });
    await begun.promise;
    const began = performance.now();
    await control[Symbol.asyncDispose]();
    expect(JSON.parse((await waiting).text)).toMatchObject({ done: false, items: [] });
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
