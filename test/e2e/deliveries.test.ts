import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../../preload/contract/deliveries.ts';
import type { Destination } from '../../preload/contract/destinations.ts';
import { tlsServer } from '../helpers/peers/tls-server.ts';
import { type ClockedApp, openApp, openBrowser, openClockedApp } from '../helpers/browser.ts';
import { openDialog } from './dialogs.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A receiver that answers 503 the first `failures` times, then 200. */
async function startReceiver(failures: number) {
  const seen: { id: string; attempt: string }[] = [];
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      const { headers } = request;
      seen.push({
        id: String(headers['webhook-id']),
        attempt: String(headers['backstitch-attempt']),
      });
      response.statusCode = seen.length <= failures ? 503 : 200;
      response.end(seen.length <= failures ? '<b>busy</b>' : 'thanks');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    seen,
    url: `http://127.0.0.1:${port}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Rest = ClockedApp['rest'];

async function call<T>(rest: Rest, path: string, body?: object): Promise<T> {
  const answer = await rest(path, body && { method: 'POST', body: JSON.stringify(body) });
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}

const addDestination = (rest: Rest, name: string, url: string, more: object = {}) =>
  call<Destination>(rest, '/destinations', { name, url, ...more });

/** Sends one message and gives the id of its delivery. */
async function sendTo(rest: Rest, name: string): Promise<string> {
  const body = { destinations: [name], eventType: 'order.paid', body: { order: 1042 } };
  const { deliveries } = await call<{ deliveries: { id: string }[] }>(rest, '/deliveries', body);
  return deliveries[0]?.id ?? '';
}

/** Lets time pass until the next attempt was made and has ended. */
async function nextAttempt(app: ClockedApp, id: string): Promise<Delivery> {
  const read = () => call<Delivery>(app.rest, `/deliveries/${id}`);
  const before = await read();
  await app.jump(Math.max(0, (before.nextAttemptAt ?? app.now()) - app.now()) + 20);
  await expect
    .poll(async () => {
      const now = await read();
      return now.state !== 'sending' && (now.attempts > before.attempts || now.finishedAt !== null);
    })
    .toBe(true);
  return read();
}

const part = (page: Page, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Parts of deliveries' }).getByRole('link', { name });
const view = (page: Page, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name });
const grid = (page: Page) => page.getByRole('grid', { name: 'Deliveries' });
const detail = (page: Page) => page.getByRole('article', { name: 'Delivery' });

describe('deliveries in the window', () => {
  it('shows a destination that fails five times and then recovers, attempt by attempt', async () => {
    await using own = await startReceiver(5);
    await using app = await openClockedApp(browser);
    const { page } = app;
    await addDestination(app.rest, 'Shop', own.url);
    const id = await sendTo(app.rest, 'Shop');
    await expect.poll(() => own.seen.length).toBe(1);
    await page.getByRole('link', { name: 'Deliveries' }).click();
    // The keyboard opens it.
    await grid(page).getByRole('row').filter({ hasText: 'order.paid' }).waitFor();
    await grid(page).focus();
    await page.keyboard.press('Enter');
    await detail(page).getByText('1/10 attempts').waitFor();
    await detail(page)
      .getByText(/^Next try in .+, gives up \S+ \d\d:\d\d$/)
      .waitFor();
    await detail(page)
      .getByRole('img', { name: /^1 attempt made, 9 to come, the next in/ })
      .waitFor();
    for (let made = 1; made < 5; made += 1) await nextAttempt(app, id);
    await detail(page).getByText('5/10 attempts').waitFor();
    await detail(page)
      .getByText(/Cooling down until/)
      .waitFor();
    await nextAttempt(app, id);

    await detail(page).getByText('delivered', { exact: true }).first().waitFor();
    // Timing is a list inside of each.
    const attempts = detail(page).getByRole('list', { name: 'Attempts' }).locator('> li');
    await expect.poll(() => attempts.count()).toBe(6);
    await expect.poll(() => attempts.first().innerText()).toMatch(/^6\s+200/);
    await expect.poll(() => attempts.last().innerText()).toMatch(/^1\s+503/);
    // In its place: request, answer and timing.
    await attempts.last().getByRole('button', { name: /503/ }).click();
    await attempts
      .last()
      .getByRole('region', { name: 'Answer' })
      .getByText('<b>busy</b>')
      .waitFor();
    await attempts
      .last()
      .getByRole('region', { name: 'Request' })
      .getByText('webhook-id')
      .waitFor();
    await attempts.last().getByRole('list', { name: 'Timing' }).waitFor();
    // Two are compared.
    await detail(page).getByLabel('Pick attempt 6').check();
    await detail(page).getByLabel('Pick attempt 1').check();
    await detail(page).getByRole('button', { name: 'Compare' }).click();
    const compared = detail(page).getByRole('region', { name: 'Attempts 1 and 6' });
    await compared.getByText('<b>busy</b>').waitFor();
    await compared.getByText('thanks').waitFor();
    await compared.getByRole('button', { name: 'Back to the attempts' }).click();
    await detail(page).getByRole('tab', { name: 'Flow' }).click();
    await detail(page).getByText('7 spans').waitFor();
    await detail(page).getByRole('tab', { name: 'Message' }).click();
    await detail(page).getByText('1042').waitFor();
    expect(new Set(own.seen.map((one) => one.id)).size).toBe(1);
    expect(own.seen.map(({ attempt }) => attempt)).toEqual(['1', '2', '3', '4', '5', '6']);

    await part(page, 'Destinations').click();
    await page.getByRole('link', { name: /Shop/ }).click();
    await page.getByRole('img', { name: '1 attempt delivered, 5 failed' }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('gives up after 48 hours, shows it under dead letters, and tries it again by a job', async () => {
    await using own = await startReceiver(10);
    await using app = await openClockedApp(browser);
    const { page } = app;
    await addDestination(app.rest, 'Shop', own.url);
    const id = await sendTo(app.rest, 'Shop');
    await expect.poll(() => own.seen.length).toBe(1);
    let delivery = await call<Delivery>(app.rest, `/deliveries/${id}`);
    for (let i = 0; i < 12 && delivery.finishedAt === null; i += 1) {
      delivery = await nextAttempt(app, id);
    }
    expect(delivery.state).toBe('discarded');
    expect(own.seen).toHaveLength(10);

    await page.getByRole('link', { name: 'Deliveries' }).click();
    await view(page, /Dead letters\s*1/).click();
    await page.getByText('1 delivery', { exact: true }).waitFor();
    const row = grid(page).getByRole('row').filter({ hasText: 'discarded' });
    await row.click();
    await detail(page).getByRole('button', { name: 'Requeue' }).waitFor();
    await page.getByRole('button', { name: 'Requeue all' }).click();
    await openDialog(page).getByRole('button', { name: 'Requeue' }).click();
    await page.getByRole('list', { name: 'Jobs' }).getByText('1 of 1, 1 done').first().waitFor();
    await part(page, 'Queue').click();
    await view(page, 'Dead letters').click();
    await page.getByText('No dead letters').waitFor();
    expect(own.seen).toHaveLength(11);
    expect(app.problems).toEqual([]);
  });

  it('adds a destination with the mistake at its field, and sends it a test event', async () => {
    await using own = await startReceiver(0);
    await using app = await openApp(browser);
    const { page } = app;
    await page.getByRole('link', { name: 'Deliveries' }).click();
    await page.getByRole('link', { name: 'Add a destination' }).click();
    await page.getByRole('button', { name: 'Add destination' }).click();
    const dialog = openDialog(page);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('A name has 1 to 80 characters.').waitFor();
    await dialog.getByLabel('Name').fill('Shop');
    await dialog.getByLabel('URL', { exact: true }).fill('http://example.com/hook');
    await page.keyboard.press('Enter');
    await dialog.getByText(/needs https/).waitFor();
    await expect
      .poll(() => dialog.getByLabel('URL', { exact: true }).getAttribute('aria-invalid'))
      .toBe('true');
    await dialog.getByLabel('URL', { exact: true }).fill(own.url);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Shop' }).waitFor();
    await page.getByText('No attempts in this period.').waitFor();

    await page.getByRole('button', { name: 'Rotate' }).click();
    await openDialog(page).getByRole('button', { name: 'Rotate' }).click();
    await page.getByText(/signs until/).waitFor();

    await page.getByRole('button', { name: 'Send a test event' }).click();
    await detail(page).getByText('delivered', { exact: true }).first().waitFor();
    await detail(page).getByText('Signed with 2 secrets.').waitFor();
    expect(own.seen).toHaveLength(1);
    expect(app.problems).toEqual([]);
  });

  it('pauses a destination, and asks about what was held before it goes on', async () => {
    await using own = await startReceiver(0);
    await using app = await openApp(browser);
    const { page } = app;
    const { id } = await addDestination(app.rest, 'Shop', own.url);
    await page.evaluate((hash) => {
      window.location.hash = hash;
    }, `#/deliveries/destinations/${id}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused. New deliveries are held;').waitFor();
    await sendTo(app.rest, 'Shop');
    await sendTo(app.rest, 'Shop');
    await page.getByRole('button', { name: 'Resume' }).click();
    const dialog = openDialog(page);
    await dialog.getByText('2 deliveries were held while it was paused.').waitFor();
    expect(own.seen).toEqual([]);
    await dialog.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => own.seen.length).toBe(2);
    await page.getByText('100 %').waitFor();

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused. New deliveries are held;').waitFor();
    await sendTo(app.rest, 'Shop');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('radio', { name: /Cancel them/ }).click();
    await openDialog(page).getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await part(page, 'Queue').click();
    await grid(page).getByRole('row').filter({ hasText: 'canceled' }).waitFor();
    expect(own.seen).toHaveLength(2);
    expect(app.problems).toEqual([]);
  });

  it('sends captures on by a forward, and one by hand from its page', async () => {
    await using own = await startReceiver(0);
    await using app = await openApp(browser);
    const { page } = app;
    await addDestination(app.rest, 'Shop', own.url);
    await page.getByRole('link', { name: 'Deliveries' }).click();
    await part(page, 'Forwards').click();
    await page.getByRole('button', { name: 'Add forward' }).click();
    const dialog = openDialog(page);
    await dialog.getByLabel('Name').fill('Orders');
    await dialog.getByLabel('Only if it matches').fill('path:/orders stauts:200');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect
      .poll(() => dialog.getByLabel('Only if it matches').getAttribute('aria-invalid'))
      .toBe('true');
    await dialog.getByLabel('Only if it matches').fill('path:/orders');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('list', { name: 'Forwards' }).getByText('Orders').first().waitFor();

    for (const path of ['/orders', '/other']) {
      await fetch(`${app.cli.ready.intake}${path}`, { method: 'POST', body: '{"a":1}' });
    }
    await expect.poll(() => own.seen.length).toBe(1);
    await page.getByRole('link', { name: 'Captures' }).click();
    await page.getByRole('row').filter({ hasText: '/other' }).click();
    await page.getByRole('tab', { name: 'Activity' }).click();
    await page.getByText(/not delivered/).waitFor();
    await page.getByRole('button', { name: 'Send to a destination' }).click();
    await page.getByRole('checkbox', { name: 'Shop' }).check();
    await openDialog(page).getByRole('button', { name: 'Send' }).click();
    const list = page.getByRole('list', { name: 'Activity' });
    await list.getByText('delivered').waitFor();
    expect(own.seen).toHaveLength(2);
    await list.getByRole('link').click();
    await detail(page).getByRole('link', { name: 'Open capture' }).click();
    await page.getByRole('article', { name: 'Capture' }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('sends captures that never went there, and recovers what did not arrive', async () => {
    await using own = await startReceiver(1);
    await using app = await openApp(browser);
    const { page } = app;
    for (const path of ['/orders/1', '/orders/2', '/other']) {
      await fetch(`${app.cli.ready.intake}${path}`, { method: 'POST', body: '{"a":1}' });
    }
    const once = { schedule: { kind: 'none' } };
    const { id } = await addDestination(app.rest, 'Shop', own.url, once);
    const open = () =>
      page.evaluate((hash) => {
        window.location.hash = hash;
      }, `#/deliveries/destinations/${id}`);
    const jobs = page.getByRole('list', { name: 'Jobs' });
    await open();
    await page.getByRole('button', { name: 'Send captures' }).click();
    const dialog = openDialog(page);
    await dialog.getByText('Found 3 captures.').waitFor();
    await dialog.getByLabel('Search').fill('path:/orders');
    await dialog.getByText('Found 2 captures.').waitFor();
    await dialog.getByRole('button', { name: 'Send' }).click();
    await jobs.getByText('2 of 2, 2 done').first().waitFor();
    await expect.poll(() => own.seen.length).toBe(2);

    // The first was answered 503, and its schedule has one attempt.
    await part(page, 'Queue').click();
    await view(page, /Dead letters\s*1/).waitFor();
    await open();
    await page.getByRole('button', { name: 'Recover' }).click();
    await dialog.getByText(/^1 delivery has not arrived/).waitFor();
    await dialog.getByRole('button', { name: 'Recover' }).click();
    await jobs.getByText('1 of 1, 1 done').first().waitFor();
    expect(own.seen).toHaveLength(3);
    expect(app.problems).toEqual([]);
  });
});

it('moves through hundreds of deliveries by key, page by page', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const { id } = await addDestination(app.rest, 'Shop', 'http://127.0.0.1:9/');
  const held = { method: 'PUT', body: '{"state":"paused"}' };
  expect((await app.rest(`/destinations/${id}/state`, held)).status).toBe(200);
  for (let i = 0; i < 45; i += 1) {
    const ten = Array.from({ length: 10 }, () => sendTo(app.rest, 'Shop'));
    await Promise.all(ten);
  }
  await page.getByRole('link', { name: 'Deliveries' }).click();
  await page.getByText('450 deliveries').waitFor();
  await grid(page).focus();
  const place = () =>
    page.evaluate(() => {
      const active = document.activeElement?.getAttribute('aria-activedescendant');
      return document.querySelector(`#${active ?? 'none'}`)?.getAttribute('aria-rowindex') ?? null;
    });
  await expect
    .poll(async () => {
      await page.keyboard.press('End');
      return place();
    })
    .toBe('451');
  // Far fewer rows are in the page than in the list.
  expect(await grid(page).getByRole('row').count()).toBeLessThan(80);
  await sendTo(app.rest, 'Shop');
  await page.getByText('451 deliveries').waitFor();
  await expect.poll(place).toBe('452');
  await page.keyboard.press('Home');
  await expect.poll(place).toBe('2');
  expect(app.problems).toEqual([]);
});

it('a server with a certificate of its own is looked at, trusted and then reached', async () => {
  await using server = await tlsServer('self-signed');
  await using app = await openApp(browser);
  const { page, rest } = app;
  const send = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const reply = await rest(path, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(reply.status).toBe(200);
    return (await reply.json()) as { id: string };
  };
  const schedule = { kind: 'none' };
  const shop = await send('/destinations', { name: 'Shop', url: server.url, schedule });
  await send('/deliveries', { destinations: ['Shop'], body: { n: 1 } });
  const base = page.url().split('#')[0];
  await page.goto(`${base}#/deliveries/destinations/${shop.id}`);
  await page.getByText('1 notice', { exact: true }).click();
  await page.getByText('1 delivery given up').last().waitFor();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const form = openDialog(page);
  await form.getByText('Certificate', { exact: true }).click();
  await form.getByRole('button', { name: 'Fetch its certificate' }).click();
  await form.getByText('The certificate of localhost is self-signed.').waitFor();
  await form.getByRole('button', { name: 'Trust this certificate' }).click();
  await form.getByText('Answers and filter').click();
  await form.getByRole('button', { name: 'Add a rule' }).click();
  await form.getByLabel('Statuses of rule 1').fill('404, 422');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('404, 422: no further attempt').waitFor();
  await page.getByRole('button', { name: 'Send a test event' }).click();
  await expect.poll(() => server.seen.requests).toBe(1);
  await page.getByRole('button', { name: 'Dismiss all' }).click();
  await page.getByText('1 notice', { exact: true }).waitFor({ state: 'detached' });
  expect(app.problems).toEqual([]);
});
