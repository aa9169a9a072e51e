import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { calm } from '../calm.ts';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { startRelay } from '../../helpers/peers/relay.ts';
import { send } from '../../senders/signed-request.ts';
import { until } from '../../helpers/until.ts';

// Takes the pictures of the user guide: the built page in a real browser, on an engine that really got
// these requests. `npm run pictures` writes docs/pictures/*.png.

const FOLDER = join(import.meta.dirname, '../../../docs/pictures');
const SECRET = 'whsec_of_the_user_guide';
const JSON_TYPE: [string, string][] = [['Content-Type', 'application/json']];

async function take(page: Page, name: string): Promise<void> {
  await calm(page);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
  console.log(`docs/pictures/${name}.png`);
}

async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
  await calm(page);
}

/** Calls the REST interface. @throws Error where it refuses. */
async function call<T>(app: App, path: string, body?: object, method = 'POST'): Promise<T> {
  const answer = await app.rest(path, body && { method, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

const stripeEvent = (type: string, id: string): string =>
  JSON.stringify({
    id,
    object: 'event',
    type,
    data: { object: { amount: 4200, currency: 'eur' } },
  });

/** Requests of several senders, one of them with the wrong secret. */
async function fill(app: App): Promise<void> {
  const url = app.cli.ready.intake;
  await call(app, '/sender-secrets', {
    owner: { endpointId: null, provider: 'stripe' },
    label: 'Test',
    value: SECRET,
  });
  const stripe = (type: string, id: string, secret = SECRET) =>
    send({
      url,
      path: '/stripe',
      headers: JSON_TYPE,
      body: stripeEvent(type, id),
      as: { provider: 'stripe', secret },
    });
  await send({ url, path: '/orders', headers: JSON_TYPE, body: '{"order":1001,"total":12.50}' });
  await stripe('invoice.paid', 'evt_1001');
  await send({
    url,
    path: '/github',
    headers: [...JSON_TYPE, ['X-GitHub-Event', 'push'], ['X-GitHub-Delivery', '72d3162e']],
    body: '{"ref":"refs/heads/main","commits":[{"id":"aa24af7","message":"Fix the lot"}]}',
  });
  await stripe('customer.created', 'evt_1002');
  await stripe('invoice.payment_failed', 'evt_1003', 'whsec_of_somebody_else');
  await send({
    url,
    path: '/orders/1002',
    method: 'PUT',
    headers: JSON_TYPE,
    body: '{"paid":true}',
  });
}

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text }).first();

async function captures(app: App): Promise<void> {
  const { page } = app;
  await row(page, '/orders/1002').waitFor();
  await page.getByText(/^6 captures, /).waitFor();
  await take(page, 'captures');
  await row(page, '/github').click();
  await take(page, 'capture');
  await page.keyboard.press('e');
  const composer = page.getByRole('article', { name: 'Composer' });
  await composer.waitFor();
  await take(page, 'replay');
  // The first leaves the editor, the second the composer.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await composer.waitFor({ state: 'detached' });
  await row(page, 'invoice.payment_failed').click();
  await page.getByRole('tab', { name: 'Checks' }).click();
  await take(page, 'signature');
}

async function endpoints(app: App): Promise<void> {
  const reply = { status: 201, headers: [], bodyKind: 'json', body: '{"ok":true}', delayMs: 0 };
  await call(app, '/endpoints', {
    name: 'Orders',
    enabled: true,
    path: '/orders',
    methods: ['POST', 'PUT'],
    reply: { ...reply, failFirst: { count: 2, status: 503 } },
  });
  await go(app.page, '#/endpoints');
  await take(app.page, 'endpoints');
}

async function apps(app: App): Promise<void> {
  const made = await call<{ app: { id: string } }>(app, '/app/import-sample', {});
  await go(app.page, `#/apps/${made.app.id}/functions/priceOf`);
  await take(app.page, 'apps');
}

async function data(app: App): Promise<void> {
  const made = await call<{ url: string; integration: { id: string } }>(app, '/integrations', {
    name: 'shop',
    primaryKey: ['id'],
  });
  const orders = [1, 2, 3, 4, 5].map((id) => ({
    id,
    customer: `c${id % 2}`,
    total: id * 10 + 0.5,
  }));
  await fetch(made.url, { method: 'POST', body: JSON.stringify(orders) });
  await until(
    async () =>
      (await call<{ rows: unknown[] }>(app, '/sql', { sql: 'SELECT * FROM shop.data' })).rows
        .length === orders.length,
    'the orders were not loaded',
  );
  await go(app.page, `#/data/${made.integration.id}/rows`);
  await app.page.getByRole('gridcell', { name: 'c1' }).first().waitFor();
  await take(app.page, 'data');
  const sql = 'SELECT customer, count(*) AS orders, sum(total) AS total FROM shop.data GROUP BY 1';
  await go(app.page, `#/data/sql/${encodeURIComponent(sql)}`);
  await take(app.page, 'sql');
}

async function deliveries(app: App): Promise<void> {
  const receiver = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      response.statusCode = request.url === '/busy' ? 503 : 200;
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  try {
    const address = receiver.address();
    const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    await call(app, '/destinations', { name: 'Shop', url: `${base}/hook` });
    await call(app, '/destinations', { name: 'Books', url: `${base}/busy` });
    const sent = { destinations: ['Shop', 'Books'], eventType: 'order.paid', body: { order: 1 } };
    for (let times = 0; times < 3; times += 1) await call(app, '/deliveries', sent);
    await go(app.page, '#/deliveries/queue');
    await app.page
      .getByText(/^Books: started failing/)
      .first()
      .waitFor();
    await take(app.page, 'deliveries');
  } finally {
    receiver.closeAllConnections();
    receiver.close();
  }
}

async function tunnel(app: App): Promise<void> {
  await using relay = await startRelay();
  const config = { mode: 'localtunnel', host: relay.url, subdomain: 'quiet-fox', url: '' };
  await call(app, '/tunnel', config, 'PUT');
  const state = () => call<{ phase: string }>(app, '/tunnel');
  await until(async () => (await state()).phase === 'online', 'the tunnel did not come up');
  await go(app.page, '#/captures');
  await take(app.page, 'tunnel');
  await call(app, '/tunnel', { ...config, mode: 'off' }, 'PUT');
}

mkdirSync(FOLDER, { recursive: true });
const browser = await openBrowser();
try {
  await using app = await openApp(browser);
  await fill(app);
  await captures(app);
  await endpoints(app);
  await apps(app);
  await data(app);
  await deliveries(app);
  await tunnel(app);
  await go(app.page, '#/settings');
  await take(app.page, 'settings');
} finally {
  await browser.close();
}
