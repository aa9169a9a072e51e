import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../helpers/browser.ts';
import { counted } from './actions.ts';
import { openDialog } from './dialogs.ts';
import { menuHasKeys } from './actions.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const grid = (page: Page) => page.getByRole('grid', { name: 'Deliveries' });
const rows = (page: Page) => grid(page).locator('[role=row][id]');
const box = (page: Page) => page.getByRole('combobox', { name: 'Search deliveries' });
const status = (page: Page, text: string) =>
  page.getByRole('status').getByText(text, { exact: true });
const go = (page: Page, hash: string) =>
  page.evaluate((to) => {
    window.location.hash = to;
  }, hash);

async function post(app: App, path: string, body: object): Promise<void> {
  const answer = await app.rest(path, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.status, path).toBe(200);
}

/** One receiver that takes all, one that takes nothing; three events for each. */
async function filled(app: App, url: string): Promise<void> {
  const once = { schedule: { kind: 'none' } };
  await post(app, '/destinations', { name: 'My shop', url, ...once });
  await post(app, '/destinations', { name: 'Nobody', url: 'http://127.0.0.1:9/', ...once });
  for (const eventType of ['order.paid', 'order.refunded', 'customer.created']) {
    const destinations = ['My shop', 'Nobody'];
    await post(app, '/deliveries', { destinations, eventType, body: { a: 1 } });
  }
}

async function receiver() {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(String(request.headers['webhook-id']));
    request.resume();
    request.once('end', () => response.end('thanks'));
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

it('the queue is searched by chips, in views, by its timeline and from the menu of a row', async () => {
  await using own = await receiver();
  await using app = await openApp(browser);
  const { page } = app;
  await filled(app, own.url);
  await go(page, '#/deliveries');
  await status(page, '6 deliveries').waitFor();
  await page.getByRole('button', { name: /^Dead letters\s*3$/ }).click();
  await status(page, '3 deliveries').waitFor();
  await expect.poll(() => page.url()).toContain('q=state%3Adead');
  await expect.poll(() => rows(page).filter({ hasText: 'My shop' }).count()).toBe(0);
  await page.goBack();
  await status(page, '6 deliveries').waitFor();

  // Half a word is completed, and becomes a chip.
  await box(page).fill('dest');
  await page.getByRole('option', { name: 'destination:' }).click();
  await page.getByRole('option', { name: 'My shop' }).click();
  await status(page, '3 deliveries').waitFor();
  const chips = page.getByRole('group', { name: 'Terms of the search' });
  await box(page).press('Enter');
  await chips.getByRole('button', { name: 'destination:"My shop"' }).click();
  await page.getByRole('menuitem', { name: 'Not these' }).click();
  await expect.poll(() => rows(page).filter({ hasText: 'Nobody' }).count()).toBe(3);

  // A mistake is said with its repair, and no row looks found.
  await box(page).fill('status:40x');
  await page.getByRole('alert').getByText('“40x” is not a status.').waitFor();
  await status(page, 'Not searched').waitFor();
  await expect.poll(() => grid(page).getAttribute('inert')).not.toBeNull();
  await page.getByRole('button', { name: '4xx', exact: true }).click();
  await page.getByText('No delivery matches').waitFor();
  await page.getByRole('button', { name: 'Clear search' }).last().click();
  await status(page, '6 deliveries').waitFor();

  // The time that is drawn is a chip of its own.
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await timeline.getByRole('img', { name: '6 deliveries over time' }).waitFor();
  await timeline.getByRole('slider', { name: 'Deliveries from' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByTitle('Any time again').click();
  await status(page, '6 deliveries').waitFor();

  await rows(page).filter({ hasText: 'order.refunded' }).first().click({ button: 'right' });
  const menu = page.getByRole('menu', { name: 'Actions for deliveries' });
  await menu.getByRole('menuitem', { name: 'Only' }).press('ArrowRight');
  await page.getByRole('menuitem', { name: 'Event order.refunded' }).click();
  await status(page, '2 deliveries').waitFor();
  expect(app.problems).toEqual([]);
});

it('rows are selected, opened and left by the keys of the captures, and grouped', async () => {
  await using own = await receiver();
  await using app = await openApp(browser);
  const { page } = app;
  await filled(app, own.url);
  await go(page, '#/deliveries');
  await status(page, '6 deliveries').waitFor();
  const active = grid(page).locator('[role=row][data-active]');
  await expect.poll(() => active.count()).toBe(1);
  // Keys work wherever the focus is, but in fields.
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+j');
  const bar = page.getByRole('toolbar', { name: 'Selected deliveries' });
  await bar.getByText('2 deliveries selected').waitFor();
  await page.keyboard.press('Escape');
  await status(page, '6 deliveries').waitFor();
  await grid(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await bar.getByText('All 6 found').waitFor();
  await bar.getByRole('button', { name: 'Requeue dead letters' }).click();
  await openDialog(page).getByText('Requeue 3 dead letters?').waitFor();
  await page.keyboard.press('Escape');
  await openDialog(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Clear selection' }).click();

  await grid(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  const detail = page.getByRole('article', { name: 'Delivery' });
  await detail.getByText('customer.created').first().waitFor();
  // The list goes on having the keys: the next one is opened in its place.
  for (let n = 0; n < 2; n += 1) await page.keyboard.press('j');
  await detail.getByRole('heading', { name: /order\.refunded/ }).waitFor();
  await page.keyboard.press('Escape');
  await detail.waitFor({ state: 'detached' });
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-list-grid')))
    .toBe(true);
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menu', { name: 'Actions for deliveries' }).waitFor();
  await menuHasKeys(page);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'No groups' }).click();
  await page.getByRole('menuitem', { name: 'By destination' }).click();
  const tree = page.getByRole('treegrid', { name: 'Deliveries' });
  const group = tree.getByRole('row', { name: /^Nobody, 3 deliveries, 3 dead/ });
  await group.click();
  await expect.poll(() => group.getAttribute('aria-expanded')).toBe('true');
  await expect.poll(() => tree.getByRole('row', { name: /to Nobody/ }).count()).toBe(3);
  await tree.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => tree.getByRole('row', { name: /to Nobody/ }).count()).toBe(0);
  expect(app.problems).toEqual([]);
});

it('why a delivery failed is seen in two actions, and all dead letters are requeued in three', async () => {
  await using own = await receiver();
  await using app = await openApp(browser);
  const { page } = app;
  await filled(app, own.url);
  await go(page, '#/deliveries');
  const acts = counted(page);
  const dead = page.getByRole('button', { name: /^Dead letters\s*3$/ });
  await acts.click(dead);
  await acts.click(rows(page).filter({ hasText: 'discarded' }).first());
  await page
    .getByRole('region', { name: 'Answer' })
    .getByText(/Nothing listens on|connection/i)
    .waitFor();
  expect(acts.count).toBeLessThanOrEqual(2);
  const again = counted(page);
  await again.click(page.getByRole('button', { name: 'Requeue all' }));
  await again.click(openDialog(page).getByRole('button', { name: 'Requeue' }));
  await page.getByRole('list', { name: 'Jobs' }).getByText('3 of 3').waitFor();
  // The view is the first of the three.
  expect(again.count + 1).toBeLessThanOrEqual(3);
  expect(app.problems).toEqual([]);
});

it('a destination is tried and added in four actions, and what was typed outlives a reload', async () => {
  await using own = await receiver();
  await using app = await openApp(browser);
  const { page } = app;
  await go(page, '#/deliveries/destinations');
  const acts = counted(page);
  await acts.click(page.getByRole('button', { name: 'Add destination' }));
  const form = openDialog(page);
  const url = form.getByLabel('URL', { exact: true });
  await expect.poll(() => url.evaluate((one) => one === document.activeElement)).toBe(true);
  await acts.type(own.url);
  await expect
    .poll(() => form.getByLabel('Name').inputValue())
    .toBe(`localhost:${new URL(own.url).port}`);
  await acts.click(form.getByRole('button', { name: 'Send a test' }));
  await form.getByRole('region', { name: 'Test' }).getByText('thanks').waitFor();
  expect(own.seen).toHaveLength(1);
  await form.getByText('10 tries in 48 h, signed as Standard Webhooks').waitFor();

  // Kept a moment after the last key; the form stands in the address.
  await expect
    .poll(async () => (await (await app.rest('/drafts')).text()).includes('destination:new'))
    .toBe(true);
  await page.reload();
  await expect.poll(() => url.inputValue()).toBe(own.url);
  await form.getByText('10 tries in 48 h, signed as Standard Webhooks').click();
  await form.getByRole('radio', { name: /Slack/ }).check();
  await form.getByLabel('Signing').fill('stri');
  await page
    .getByRole('option', { name: /^Stripe/ })
    .first()
    .click();
  await form.getByText('4 tries in 6 min, signed as Stripe').waitFor();
  await acts.click(form.getByRole('button', { name: 'Add', exact: true }));
  await page.getByText('As Slack: 4 tries in 6 min').waitFor();
  expect(acts.count).toBeLessThanOrEqual(4);
  expect(app.problems).toEqual([]);
});
