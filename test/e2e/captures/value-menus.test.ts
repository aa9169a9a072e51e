import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';
import { backToList, menuHasKeys } from '../actions.ts';

let browser: Browser;
/** With two captures, of Ann and of Bea; the tests share it. */
let app: App;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
  await send(app, 'ann');
  await send(app, 'bea');
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});
beforeEach(() => backToList(app));

async function send(app: App, name: string): Promise<void> {
  await fetch(`${app.cli.ready.intake}/shop/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shop': `shop of ${name}`, 'x-api-key': 'k' },
    body: JSON.stringify({ customer: { email: `${name}@example.com` }, paid: true }),
  });
}

const row = (page: Page, name: string): Locator =>
  page.getByRole('row', { name: `/shop/${name},` });
const item = (page: Page, name: string): Locator =>
  page.getByRole('menuitem', { name, exact: true });
const column = (page: Page, id: string): Promise<string[]> =>
  page.locator(`[data-column="${id}"]`).allInnerTexts();

describe('the menu of a value in JSON', () => {
  it('makes a JSON field a column of the list in two actions', async () => {
    const { page } = app;
    await row(page, 'ann').click();
    const node = page.getByRole('treeitem').filter({ hasText: 'ann@example.com' });
    await node.waitFor();
    let actions = 0;
    await node.click({ button: 'right' });
    actions += 1;
    await item(page, 'Add as column').click();
    actions += 1;
    await expect
      .poll(() => column(page, 'body.customer.email'))
      .toEqual(['bea@example.com', 'ann@example.com']);
    expect(actions).toBeLessThanOrEqual(2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => column(page, 'body.customer.email')).toEqual([]);
    expect(app.problems).toEqual([]);
  });

  it('opens by key, and finds only captures with the value', async () => {
    const { page } = app;
    await row(page, 'ann').click();
    const tree = page.getByRole('tree', { name: 'JSON' });
    await tree.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+F10');
    await item(page, 'Copy path').waitFor();
    await menuHasKeys(page);
    // What holds others has no value to look for.
    expect(await item(page, 'Add as column').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await tree.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+F10');
    await item(page, 'Only captures with this value').click();
    await page.getByText('1 found', { exact: true }).waitFor();
    expect(app.problems).toEqual([]);
  });
});

describe('the menu of a header', () => {
  it('makes it a column, and keeps credentials out of list and search', async () => {
    const { page } = app;
    await row(page, 'ann').click();
    await page.getByRole('tab', { name: /^Request/ }).click();
    await page.getByRole('button', { name: 'More for x-api-key' }).click();
    await item(page, 'Copy line').waitFor();
    expect(await item(page, 'Add as column').count()).toBe(0);
    expect(await item(page, 'Only captures with this value').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('rowheader', { name: 'x-shop' }).click({ button: 'right' });
    await item(page, 'Add as column').click();
    await expect.poll(() => column(page, 'header.x-shop')).toEqual(['shop of bea', 'shop of ann']);
    await page.getByRole('button', { name: 'More for x-shop' }).click();
    await item(page, 'Only captures with this value').click();
    await page.getByText('1 found', { exact: true }).waitFor();
    expect(app.problems).toEqual([]);
  });
});

describe('the menu of a row', () => {
  it('copies in sixteen ways, and searches for six facts', async () => {
    const { page } = app;
    await row(page, 'ann').click({ button: 'right' });
    await item(page, 'Copy').hover();
    await item(page, 'Event id').waitFor();
    const ways = ['curl for PowerShell', 'fetch', 'HTTPie', 'Raw HTTP', 'Link', 'Id', 'Event id'];
    for (const way of ways) expect(await item(page, way).count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await row(page, 'ann').click({ button: 'right' });
    await item(page, 'Not').hover();
    await item(page, 'Source This computer').click();
    await page.getByText('0 found', { exact: true }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('makes an endpoint for the path, which answers like a capture from then on', async () => {
    const { page } = app;
    await send(app, 'paid-orders');
    await row(page, 'paid-orders').click({ button: 'right' });
    await item(page, 'Make an endpoint for this path').click();
    await page.getByText('Added the endpoint Paid orders', { exact: true }).waitFor();
    await page.waitForURL(/#\/endpoints\/./);
    const list = async () =>
      (await (await app.rest('/endpoints')).json()) as {
        path: string;
        reply: { status: number; body: string };
      }[];
    const made = async () => (await list()).find(({ path }) => path === '/shop/paid-orders');
    expect((await made())?.reply.status).toBe(200);

    await page.goBack();
    await send(app, 'paid-orders');
    await page.getByText('4 captures', { exact: true }).waitFor();
    await page.getByRole('row').filter({ hasText: 'Paid orders' }).click({ button: 'right' });
    expect(await item(page, 'Make an endpoint for this path').count()).toBe(0);
    await item(page, 'Answer like this').click();
    const said = page
      .getByRole('status')
      .filter({ hasText: 'Paid orders answers 200 like this from now on' });
    await said.getByRole('button', { name: 'Undo' }).click();
    expect(app.problems).toEqual([]);
  });

  it('sends a capture again to a target that was used before', async () => {
    const { page } = app;
    await row(page, 'ann').click({ button: 'right' });
    await item(page, 'Replay to').hover();
    await item(page, 'Intake').click();
    await page.getByText(/^Replayed: 200 in /).waitFor();
    await page.getByText('5 captures', { exact: true }).waitFor();
    expect(app.problems).toEqual([]);
  });
});
