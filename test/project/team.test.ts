import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { tempDir } from '../helpers/temp-dir.ts';
import { endpointInput, startProject } from './start-project.ts';

it('a team mate who clones and starts has the same endpoints, senders, destinations, views and tables', async () => {
  await using one = await startProject();
  const { endpoints, destinations, views, integrations, sql, signatures, project } = one.engine;
  // What the first made in the page.
  const shop = await destinations.create({
    kind: 'http',
    engine: null,
    name: 'Our shop',
    url: 'https://shop.example/hook',
    headers: [['X-Team', 'blue']],
    authorization: 'Bearer needle-of-the-shop',
    signing: 'standard',
    events: ['order.*'],
    schedule: { kind: 'svix' },
    timeoutMs: null,
    statusRules: [{ statuses: '404', action: 'stop' }],
    filter: '',
    ordering: 'fifo',
    orderKey: null,
    trust: null,
    concurrency: 1,
    rate: { count: 10, per: 'second' },
    allowPrivate: false,
    idempotencyKey: true,
    trace: 'start',
  });
  const second = await endpoints.create(endpointInput('Payments', '/pay'));
  const first = await endpoints.create({
    ...endpointInput('Orders', '/orders'),
    forward: { destinationId: shop.id, onFailure: 'queue', deadlineMs: 9000, appendPath: true },
  });
  await endpoints.move({ id: first.id, position: 1 });
  await signatures.saveSettings({
    endpointId: first.id,
    provider: 'github',
    custom: null,
    refuse: true,
    handshakes: true,
    verifyToken: null,
    publicUrl: null,
  });
  const owner = { endpointId: first.id, provider: 'github' };
  await signatures.addSecret({ owner, label: '', value: 'needle-of-github' });
  await destinations.saveForward({
    name: 'Failed ones',
    destinationId: shop.id,
    enabled: true,
    endpointId: second.id,
    search: 'status:5xx',
    body: 'exact',
    transform: null,
    signature: 'keep',
    unverified: 'keep',
    appendPath: false,
  });
  await views.save({
    name: 'Big',
    search: 'size:>1kb',
    order: 'largest',
    group: null,
    columns: [{ id: 'size', width: 80 }],
    density: null,
    icon: null,
  });
  await integrations.create({
    name: 'Orders of shop',
    schema: '',
    existing: null,
    primaryKey: ['id'],
  });
  await sql.saveQuery({ name: 'All of it', sql: 'select 1' });

  const pulled = await project.pull({ directory: one.folder });
  expect(pulled).toMatchObject({ items: 7, left: [] });
  expect(one.text()).not.toContain('needle');
  // What was pulled is what is here: nothing is made twice.
  expect(await one.attach()).toMatchObject({
    pending: [],
    conflicts: [],
    problems: [],
    missing: [],
  });
  expect(endpoints.list()).toHaveLength(3);
  await expect(project.pull({ directory: one.folder })).rejects.toThrow('already');

  await using two = await startProject();
  cpSync(one.folder, two.folder, { recursive: true });
  const state = await two.attach();
  expect(state).toMatchObject({ valid: true, problems: [], conflicts: [], pending: [] });
  const same = (of: typeof one) => {
    const plan = of.engine.endpoints.list().map((endpoint) => {
      const { id, name, path, methods, reply, position, forward } = endpoint;
      const to = of.engine.destinations.list().find((d) => d.id === forward?.destinationId)?.name;
      const sender = of.engine.signatures.settings({ endpointId: id });
      return { name, path, methods, reply, position, to, sender };
    });
    const out = of.engine.destinations.list().map((destination) => {
      const { name, url, headers, signing, events, schedule, statusRules, ordering, rate } =
        destination;
      return { name, url, headers, signing, events, schedule, statusRules, ordering, rate };
    });
    const forwards = of.engine.destinations
      .forwards()
      .map(({ name, search, signature }) => ({ name, search, signature }));
    const kept = of.engine.views.list().map(({ id: _id, ...view }) => view);
    const tables = of.engine.integrations
      .list()
      .map(({ name, schema, primaryKey }) => ({ name, schema, primaryKey }));
    const queries = of.engine.sql.queries().map(({ name, sql: text }) => ({ name, text }));
    return { plan, out, forwards, kept, tables, queries };
  };
  expect(same(two)).toEqual(same(one));
  // What is theirs alone: secrets, and which hosts may be sent to.
  expect(two.engine.destinations.list()[0]).toMatchObject({
    state: 'paused',
    hasAuthorization: false,
  });
  expect(state.hosts).toMatchObject([{ host: 'shop.example' }]);
  expect(state.missing.flatMap(({ secrets }) => secrets).toSorted()).toEqual([
    'orders-sender',
    'our-shop-authorization',
    'our-shop-secret',
  ]);
});

it('the file may be a folder of files; an edit goes into the one that it stands in', async () => {
  await using t = await startProject();
  t.put(
    '{\n\t// ours\n\t"endpoints": {\n\t\t"orders": { "$file": "endpoints/orders.json" }\n\t}\n}\n',
    'backstitch/backstitch.json',
  );
  const written = '{\r\n\t"path": "/orders", // of the shop\r\n\t"enabled": true\r\n}\r\n';
  t.put(written, 'backstitch/endpoints/orders.json');
  await t.attach();
  const found = t.engine.endpoints.list().find(({ name }) => name === 'orders');
  if (found === undefined) throw new Error('The endpoint is missing.');
  await t.engine.endpoints.update({ ...found, path: '/all', methods: ['PUT'] });
  const inner = 'backstitch/endpoints/orders.json';
  await vi.waitUntil(() => t.text(inner).includes('/all'), { timeout: 60_000 });
  expect(t.text(inner)).toBe(
    '{\r\n\t"path": "/all", // of the shop\r\n\t"enabled": true,\r\n\t"methods": [\r\n\t\t"PUT"\r\n\t]\r\n}\r\n',
  );
  // The watcher follows the folder of the named file too.
  t.put(t.text(inner).replace('/all', '/back'), inner);
  await t.until(() => t.engine.endpoints.list().some(({ path }) => path === '/back'));
  t.put('{}');
  const { problems } = await t.until(({ valid }) => !valid);
  expect(problems[0]?.message).toContain('There are two project files');
  using dir = tempDir();
  await expect(
    t.engine.project.attach({ directory: join(dir.path, 'none'), write: true }),
  ).rejects.toMatchObject({ code: 'PROJECT_INVALID' });
});
