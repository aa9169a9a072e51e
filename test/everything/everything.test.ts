import { describe, expect, it } from 'vitest';
import { ViewInput } from '../../preload/contract/captures/views.ts';
import type { Hit } from '../../preload/contract/window/everything.ts';
import { startSampleApp } from '../helpers/sample-app.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';

const find = (t: Pick<TestEngine, 'engine'>, text: string): Promise<Hit[]> =>
  t.engine.search.everything({ text, limit: 40 });
const named = (hits: readonly Hit[]): string[] => hits.map(({ kind, title }) => `${kind} ${title}`);

async function withEvents(t: TestEngine): Promise<void> {
  for (const [event, delivery] of [
    ['push', 'd-100-a'],
    ['push', 'd-200-b'],
    ['issues', 'd-300-c'],
  ] as const) {
    await fetch(`${t.url}/repo/hooks`, {
      method: 'POST',
      body: '{"say":"a zebra crossed"}',
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': delivery,
      },
    });
  }
  await t.captures(3);
}

describe('one search over everything', () => {
  it('finds a capture by its id, before all else', async () => {
    await using t = await startTestEngine();
    await withEvents(t);
    const [newest] = await t.captures(3);
    const [first] = await find(t, newest!.id.toUpperCase());
    expect(first).toMatchObject({
      kind: 'capture',
      id: newest!.id,
      title: 'issues',
      detail: '/repo/hooks · 200',
      route: `#/captures/${newest!.id}`,
      at: newest!.receivedAt,
    });
  });

  it('finds captures by the id of the sender, whole or its start', async () => {
    await using t = await startTestEngine();
    await withEvents(t);
    const [exact] = await find(t, 'd-200-b');
    expect(exact).toMatchObject({ kind: 'capture', title: 'push' });
    expect(await find(t, 'd-2')).toMatchObject([{ id: exact!.id }]);
  });

  it('finds events with how many there are, and a search that finds them', async () => {
    await using t = await startTestEngine();
    await withEvents(t);
    const event = (await find(t, 'pus')).find(({ kind }) => kind === 'event');
    expect(event).toMatchObject({ title: 'push', detail: 'github, 2 recent captures' });
    const search = new URLSearchParams(event!.route.split('?')[1]).get('q') ?? '';
    expect(await t.engine.captures.count({ search })).toMatchObject({ count: 2 });
  });

  it('finds captures by their path, and by words in them', async () => {
    await using t = await startTestEngine();
    await withEvents(t);
    expect(named(await find(t, '/repo'))).toContain('capture issues');
    // The index follows the captures by itself.
    await t.engine.captures.count({ search: 'zebra' });
    expect(named(await find(t, 'zebra'))).toEqual([
      'capture issues',
      'capture push',
      'capture push',
    ]);
  });

  it('finds the things of every page by their names', async () => {
    await using app = await startSampleApp();
    const { engine } = app;
    const place = await engine.endpoints.forwardTo({
      endpointId: engine.endpoints.list()[0]!.id,
      address: '3999',
    });
    await engine.views.save(ViewInput.parse({ name: 'My orders', search: 'path:/o' }));
    await engine.signatures.addSecret({
      owner: { endpointId: place.endpoint.id, provider: 'stripe' },
      value: 'whsec_bmVlZGxlbmVlZGxlbmVlZGxl',
      label: 'shop in Graz',
    });
    const [fn] = engine.functions.list({});
    const [hook] = engine.webhooks.list({});
    const [service] = engine.services.list({});
    const [one] = engine.apps.list();
    for (const [text, kind, route] of [
      ['inbox', 'endpoint', '#/endpoints/inbox'],
      ['localhost:3999', 'destination', `#/deliveries/destinations/${place.destination.id}`],
      ['My orders', 'view', '#/captures?view='],
      ['Graz', 'sender', '#/endpoints/inbox'],
      ['Theme', 'setting', '#/settings/appearance'],
      [one!.name, 'app', `#/apps/${one!.id}/overview`],
      [fn!.name, 'function', `#/apps/${one!.id}/functions/${encodeURIComponent(fn!.name)}`],
      [service!.name, 'service', `#/apps/${one!.id}/services/`],
      [hook!.name, 'webhook', `#/apps/${one!.id}/services/`],
    ] as const) {
      const hit = (await find(app, text)).find((each) => each.kind === kind);
      expect([text, hit?.route.startsWith(route)]).toEqual([text, true]);
    }
  });

  it('shows no secret, and finds nothing by one', async () => {
    await using t = await startTestEngine();
    const secret = 'whsec_bmVlZGxlbmVlZGxlbmVlZGxl';
    const inbox = t.engine.endpoints.list()[0]!;
    const owner = { endpointId: inbox.id, provider: null };
    await t.engine.signatures.addSecret({ owner, label: 'mine', value: secret });
    const { url } = await t.engine.integrations.create({
      name: 'Data',
      schema: '',
      existing: null,
      primaryKey: [],
    });
    const token = new URL(url).pathname.split('/').at(-1) ?? '';
    expect(token.length).toBeGreaterThan(10);
    await fetch(url, {
      method: 'POST',
      body: '[]',
      headers: { 'content-type': 'application/json' },
    });
    await t.captures(1);
    for (const text of [secret, token]) expect(await find(t, text)).toEqual([]);
    const asked = ['data', 'inbox', 'mine', 'v1', 'post', 'http'].map((text) => find(t, text));
    const all = JSON.stringify(await Promise.all(asked));
    expect(all).toContain('mine');
    expect(all).not.toContain('bmVlZGxl');
    expect(all).not.toContain(token);
  });

  it('gives nothing for nothing, and takes any signs', async () => {
    await using t = await startTestEngine();
    await withEvents(t);
    for (const text of ['', '   ']) expect(await find(t, text)).toEqual([]);
    for (const text of ['"', '%', '_', '\\', '--', '"*', 'a"b', '\0x']) {
      expect(Array.isArray(await find(t, text))).toBe(true);
    }
  });

  it('never lets one kind hide the others, and gives no more than asked for', async () => {
    await using t = await startTestEngine();
    for (let n = 0; n < 12; n += 1) {
      await t.engine.views.save(ViewInput.parse({ name: `keep ${n}`, search: '' }));
    }
    const hits = await find(t, 'keep');
    expect(hits.filter(({ kind }) => kind === 'view')).toHaveLength(8);
    expect(hits.some(({ kind }) => kind === 'setting')).toBe(true);
    expect(await t.engine.search.everything({ text: 'keep', limit: 3 })).toHaveLength(3);
  });
});
