import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Browser } from 'playwright-core';
import { type App, openApp } from '../helpers/browser.ts';
import { until } from '../helpers/until.ts';
import { send } from '../senders/signed-request.ts';
import { calm } from './calm.ts';

export interface FullApp extends AsyncDisposable {
  app: App;
  /** Of every page there is, in the order of the rail. */
  addresses: readonly string[];
}

const SECRET = 'whsec_of_a_test';
const JSON_TYPE: [string, string][] = [['Content-Type', 'application/json']];

/** An engine with some of everything, and the address of every page of it. */
export async function openFullApp(
  browser: Browser,
  options: { width?: number; height?: number } = {},
): Promise<FullApp> {
  await using stack = new AsyncDisposableStack();
  const app = stack.use(await openApp(browser, options));
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      response.statusCode = request.url === '/busy' ? 503 : 200;
      response.end('{"taken":true}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = server.address();
  const target = `http://127.0.0.1:${typeof at === 'object' ? at?.port : 0}`;

  const endpoint = await addEndpoints(app);
  const appId = await addApp(app);
  const integration = await addIntegration(app);
  const captures = await addCaptures(app, target);
  const delivery = await addDeliveries(app, target);
  await simulate(app, target);
  const [newest = '', second = ''] = captures;
  const addresses = [
    '#/captures',
    '#/captures?q=path:*',
    ...['body', 'request', 'reply', 'checks', 'trace', 'activity'].map(
      (tab) => `#/captures/${newest}?tab=${tab}`,
    ),
    `#/compare/${second}/${newest}`,
    `#/compare/${captures.slice(0, 4).join('/')}`,
    '#/compose/draft_of_a_test',
    '#/endpoints',
    ...['reply', 'forward', 'sender', 'url'].map((tab) => `#/endpoints/${endpoint}/${tab}`),
    '#/endpoints/senders',
    '#/endpoints/tunnel',
    '#/apps',
    ...SECTIONS.map((section) => `#/apps/${appId}/${section}`),
    '#/data',
    ...['rows', 'rejects', 'loads', 'schema', 'settings'].map(
      (part) => `#/data/${integration}/${part}`,
    ),
    '#/data/sql',
    `#/data/sql/${encodeURIComponent('SELECT id FROM shop.data')}`,
    ...['queue', 'dead', 'destinations', 'forwards', 'jobs'].map((part) => `#/deliveries/${part}`),
    `#/deliveries/queue/${delivery.id}`,
    `#/deliveries/destinations/${delivery.destination}`,
    '#/simulator',
    ...['', '/keys', '/notices', '/limits', '/browsers', '/storage', '/about'].map(
      (part) => `#/settings${part}`,
    ),
  ];
  const running = stack.move();
  return { app, addresses, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The sections of an app, and what opens in them. */
const SECTIONS = [
  'overview',
  'services',
  'services/*/webhooks',
  'services/orders',
  'services/orders/rules',
  'services/orders/config',
  'services/orders/stubs',
  'services/orders/machine',
  'services/orders%2Fplace',
  ...['settings', 'captures', 'runs'].map((tab) => `services/orders%2Fplace/${tab}`),
  'functions',
  'functions/priceOf',
  'functions/priceOf/settings',
  'packages',
  'endpoints',
  'values',
  'users',
  'users/*/providers',
  'rules',
  'runs',
  'collections',
  'outbox',
  'export',
  'settings',
];

/** Goes to an address, and waits until its page is drawn. */
export async function visit({ page }: App, hash: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('main .animate-spin') === null);
  await calm(page);
}

/** Calls the REST interface. @throws Error where it refuses. */
async function call<T>(app: App, path: string, body: object, method = 'POST'): Promise<T> {
  const answer = await app.rest(path, { method, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** @returns the id of one that replies by itself; another one is switched off. */
async function addEndpoints(app: App): Promise<string> {
  const reply = {
    status: 201,
    headers: [],
    bodyKind: 'json',
    body: '{"ok":true}',
    delayMs: 0,
    failFirst: { count: 0, status: 503 },
  };
  const made = await call<{ id: string }>(app, '/endpoints', {
    name: 'Orders of the shop in the old town',
    enabled: true,
    path: '/orders',
    methods: ['POST', 'PUT'],
    reply: { ...reply, failFirst: { count: 2, status: 503 } },
  });
  await call(app, '/endpoints', {
    name: 'Stripe',
    enabled: false,
    path: '/a/rather/long/path/of/an/endpoint/that/takes/everything/below/it/*',
    methods: [],
    reply,
  });
  await call(app, '/sender-secrets', {
    owner: { endpointId: null, provider: 'stripe' },
    label: 'Test',
    value: SECRET,
  });
  return made.id;
}

/** @returns the id of the sample app, with users, documents, a stub and runs. */
async function addApp(app: App): Promise<string> {
  const made = await call<{ app: { id: string } }>(app, '/app/import-sample', {});
  const appId = made.app.id;
  const user = {
    appId,
    kind: 'email',
    name: 'Ada',
    email: 'ada@example.com',
    password: 'stitches',
  };
  await call(app, '/users', user);
  await call(app, '/documents', {
    appId,
    service: 'mongodb-atlas',
    database: 'shop',
    collection: 'orders',
    documents: '[{"order":1,"lines":[{"sku":"needle","count":2}]},{"order":2,"paid":true}]',
  });
  const { intake } = app.cli.ready;
  const order = '{"items":[{"sku":"needle","count":2}],"note":"quick"}';
  const mac = createHmac('sha256', 'needle-and-thread').update(order).digest('hex');
  await fetch(`${intake}/w/orders/place`, {
    method: 'POST',
    body: order,
    headers: { 'x-hook-signature': `sha256=${mac}` },
  });
  await fetch(`${intake}/w/orders/staff`);
  return appId;
}

/** @returns the id of an integration with rows and a rejected event. */
async function addIntegration(app: App): Promise<string> {
  const body = { name: 'shop', primaryKey: ['id'] };
  const { url, integration } = await call<{ url: string; integration: { id: string } }>(
    app,
    '/integrations',
    body,
  );
  for (const sent of ['[{"id":1,"a":{"b":"c"}},{"id":2,"a":"x"}]', '{"id":null}']) {
    await fetch(url, { method: 'POST', body: sent });
  }
  return integration.id;
}

/** Of several senders and kinds. @returns their ids, newest first: the newest was replayed. */
async function addCaptures(app: App, target: string): Promise<string[]> {
  const url = app.cli.ready.intake;
  const stripe = (type: string, secret = SECRET) =>
    send({
      url,
      path: '/stripe',
      headers: JSON_TYPE,
      body: `{"id":"evt_1","type":"${type}","data":{"object":{"amount":4200,"on":null}}}`,
      as: { provider: 'stripe', secret },
    });
  await send({ url, path: '/orders', headers: JSON_TYPE, body: '{"order":1001,"total":12.50}' });
  await send({ url, path: '/form', headers: [['Content-Type', 'text/plain']], body: 'a=1&b=two' });
  await send({
    url,
    path: '/github',
    headers: [...JSON_TYPE, ['X-GitHub-Event', 'push'], ['X-GitHub-Delivery', '72d3162e']],
    body: '{"ref":"refs/heads/main"}',
  });
  await stripe('invoice.paid');
  await stripe('customer.subscription.trial_will_end');
  await stripe('invoice.payment_failed', 'whsec_of_somebody_else');
  const list = await until(async () => {
    const found = (await (await app.rest('/captures')).json()) as { items: { id: string }[] };
    return found.items.length >= 6 && found.items;
  }, 'the captures were not kept');
  const newest = list[0]?.id;
  const to = { kind: 'url', url: `${target}/hook` };
  const toBusy = { kind: 'url', url: `${target}/busy` };
  for (const where of [{ kind: 'intake' }, to, toBusy]) {
    await call(app, `/captures/${newest}/replay`, { to: where });
  }
  await call(app, `/captures/${newest}/note`, { note: 'Seen by Ada' }, 'PUT');
  const all = (await (await app.rest('/captures')).json()) as { items: { id: string }[] };
  return [...new Set([newest ?? '', ...all.items.map(({ id }) => id)])];
}

/** One that arrived, one that waits, and one that is dead. */
async function addDeliveries(
  app: App,
  target: string,
): Promise<{ id: string; destination: string }> {
  await call(app, '/destinations', { name: 'Shop', url: `${target}/hook` });
  const busy = { name: 'Books', url: `${target}/busy` };
  const { id: destination } = await call<{ id: string }>(app, '/destinations', busy);
  const once = { name: 'Once', url: `${target}/busy`, schedule: { kind: 'none' } };
  await call(app, '/destinations', once);
  await call(app, '/forwards', { name: 'All', destinationId: destination });
  const sent = await call<{ deliveries: { id: string }[] }>(app, '/deliveries', {
    destinations: ['Books', 'Shop', 'Once'],
    eventType: 'order.paid',
    body: { order: 1 },
  });
  await call(app, '/delivery-jobs', { kind: 'retry' });
  await until(async () => {
    const { count } = (await (await app.rest('/deliveries/count?state=discarded')).json()) as {
      count: number;
    };
    return count > 0;
  }, 'no delivery is dead');
  return { id: sent.deliveries[0]?.id ?? '', destination };
}

async function simulate(app: App, target: string): Promise<void> {
  await call(app, '/simulations', {
    events: 3,
    burst: { size: 3, spreadMs: 0, gapMs: 0 },
    duplicates: { share: 1, withinMs: 0 },
    disorder: { share: 0 },
    to: { kind: 'url', url: `${target}/hook` },
  });
}
