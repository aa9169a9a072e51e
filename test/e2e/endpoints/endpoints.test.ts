import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';
import { backToList, counted } from '../actions.ts';
import { endpointRow, makeEndpoints, panelOf } from './endpoints-page.ts';

let browser: Browser;
/** The tests share it: each has endpoints of its own. */
let app: App;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});
beforeEach(async () => {
  await app.page.setViewportSize({ width: 1440, height: 900 });
  await backToList(app);
});

const statusOf = async (app: App, path: string): Promise<number> =>
  (await fetch(`${app.cli.ready.intake}${path}`, { method: 'POST', body: '{}' })).status;

describe('a new endpoint', () => {
  it('with status 201 takes four actions from the captures, and is live', async () => {
    const { page } = app;
    const actions = counted(page);
    await actions.click(page.getByRole('link', { name: 'Endpoints', exact: true }));
    await actions.click(page.getByRole('textbox', { name: 'Path of a new endpoint' }));
    await actions.type('/orders', 'Enter');
    const status = panelOf(page, 'orders').getByRole('combobox', { name: 'Status', exact: true });
    await expect.poll(() => isFocused(status)).toBe(true);
    await actions.type('201', 'Enter');
    await expect.poll(() => statusOf(app, '/orders/1')).toBe(201);
    expect(actions.count).toBeLessThanOrEqual(4);
    expect(await statusOf(app, '/ordersx')).toBe(200);
    expect(app.problems).toEqual([]);
  });

  it('may say its method and its status in the same line', async () => {
    const { page } = app;
    await page.getByRole('link', { name: 'Endpoints', exact: true }).click();
    await newEndpoint(page, 'POST /hooks/shop 202');
    await panelOf(page, 'shop').waitFor();
    expect(await statusOf(app, '/hooks/shop')).toBe(202);
    expect((await fetch(`${app.cli.ready.intake}/hooks/shop`)).status).toBe(200);
  });

  it('begins with the newest path that nobody takes, and says what is wrong with one', async () => {
    // Of an engine where nothing else came.
    await using own = await openApp(browser);
    const { page } = own;
    await statusOf(own, '/shop/hook?x=1');
    await page.getByRole('link', { name: 'Endpoints', exact: true }).click();
    const field = page.getByRole('textbox', { name: 'Path of a new endpoint' });
    await page.getByPlaceholder('/shop/hook').waitFor();
    await field.click();
    await expect.poll(() => field.inputValue()).toBe('/shop/hook');
    await field.fill('/a//b');
    await page.getByRole('alert').getByText('Two slashes in a row. Remove one.').waitFor();
    await expect
      .poll(() => page.getByRole('button', { name: 'Add endpoint' }).isDisabled())
      .toBe(true);
  });
});

describe('the panel of an endpoint', () => {
  it('saves a field that is left, shows it, and takes it back', async () => {
    const { page } = app;
    await openPage(app, ['Baskets']);
    await endpointRow(page, 'Baskets').click();
    const panel = panelOf(page, 'Baskets');
    await panel.getByRole('textbox', { name: 'Fail first, then succeed' }).fill('2');
    await panel.getByRole('combobox', { name: 'Status', exact: true }).click();
    await panel.getByText(/^Saved \d/).waitFor();
    await endpointRow(page, 'Baskets').getByText('fails 2, then 200 JSON').waitFor();
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push(await statusOf(app, '/baskets'));
    expect(statuses).toEqual([500, 500, 200]);
    await panel.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => panel.getByRole('textbox', { name: /^Fail/ }).inputValue()).toBe('0');
    await expect.poll(() => reply(app, 'Baskets')).toMatchObject({ failFirst: { count: 0 } });
    expect(app.problems).toEqual([]);
  });

  it('saves by Ctrl+S, and what was typed when another row is opened', async () => {
    const { page } = app;
    await openPage(app, ['Invoices', 'Slow']);
    await endpointRow(page, 'Invoices').click();
    const panel = panelOf(page, 'Invoices');
    await panel.getByRole('textbox', { name: 'Delay' }).fill('5');
    await page.keyboard.press('ControlOrMeta+s');
    await expect.poll(() => reply(app, 'Invoices')).toMatchObject({ delayMs: 5 });
    await panel.getByRole('textbox', { name: 'Delay' }).fill('6');
    await endpointRow(page, 'Slow').click();
    await panelOf(page, 'Slow').waitFor();
    await expect.poll(() => reply(app, 'Invoices')).toMatchObject({ delayMs: 6 });
  });

  it('asks for Save before path and methods change, because requests go another way', async () => {
    const { page } = app;
    await openPage(app, ['Deals']);
    await endpointRow(page, 'Deals').click();
    const panel = panelOf(page, 'Deals');
    await panel.getByRole('tab', { name: 'URL' }).click();
    await panel.getByRole('textbox', { name: 'Path' }).fill('/moved');
    await panel.getByRole('textbox', { name: 'Name' }).fill('Sales');
    await panel.getByRole('button', { name: 'POST', exact: true }).click();
    // The name is kept, the path is not.
    await panelOf(page, 'Sales').waitFor();
    expect(await pathOf(app, 'Sales')).toBe('/deals');
    await panelOf(page, 'Sales').getByRole('button', { name: 'Save path and methods' }).click();
    await expect.poll(() => pathOf(app, 'Sales')).toBe('/moved');
    await page.getByRole('row').filter({ hasText: '/moved' }).waitFor();
  });

  it('closes by Escape and gives the focus back to its row; its address opens it again', async () => {
    const { page } = app;
    await openPage(app, ['Returns']);
    await endpointRow(page, 'Returns').focus();
    await page.keyboard.press('Enter');
    const panel = panelOf(page, 'Returns');
    await expect.poll(() => isFocused(panel.getByRole('tab', { name: 'Reply' }))).toBe(true);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('/forward');
    const address = page.url();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await expect.poll(() => isFocused(endpointRow(page, 'Returns'))).toBe(true);
    await page.goto(address);
    await panel.getByRole('textbox', { name: 'Forward to' }).waitFor();
  });

  it('takes the whole page in a narrow window', async () => {
    const { page } = app;
    await page.setViewportSize({ width: 800, height: 900 });
    await openPage(app, ['Parcels']);
    await endpointRow(page, 'Parcels').click();
    await panelOf(page, 'Parcels').waitFor();
    expect(await page.getByRole('grid', { name: 'Endpoints' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Close the endpoint' }).click();
    await expect.poll(() => isFocused(endpointRow(page, 'Parcels'))).toBe(true);
  });

  it('lets a server of one’s own answer, and says what the sender gets while it is down', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(418, { 'x-kettle': 'hot' }).end('a teapot');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { page } = app;
    await openPage(app, ['Live']);
    await endpointRow(page, 'Live').click();
    const panel = panelOf(page, 'Live');
    await panel.getByRole('tab', { name: 'Forward' }).click();
    await panel.getByRole('textbox', { name: 'Forward to' }).fill(`${port}/hook`);
    await panel.getByText('something listens there').waitFor();
    await panel.getByRole('radio', { name: '503' }).check();
    await panel.getByRole('button', { name: 'Forward' }).click();
    await panel.getByText(/● up$/).waitFor();
    await endpointRow(page, 'Live').getByText(`→ localhost:${port}/hook`).waitFor();
    expect(await statusOf(app, '/live')).toBe(418);

    await panel.getByRole('button', { name: 'Send the last 10 now' }).click();
    await page.getByText('1 of 1 answered').waitFor();

    // Always 200: the reply is the endpoint's, and the server gets a delivery.
    await panel.getByRole('radio', { name: 'always 200' }).click();
    await expect.poll(() => statusOf(app, '/live')).toBe(200);
    const rules = (await (await app.rest('/forwards')).json()) as { signature: string }[];
    expect(rules).toMatchObject([{ signature: 'keep', name: `Live to localhost:${port}/hook` }]);
    await panel.getByRole('radio', { name: 'my server’s answer' }).click();
    await expect.poll(() => statusOf(app, '/live')).toBe(418);
    await expect.poll(async () => (await app.rest('/forwards')).json()).toEqual([]);

    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await panel.getByText(/● down$/).waitFor();
    await panel.getByRole('button', { name: 'Off', exact: true }).click();
    await panel.getByRole('textbox', { name: 'Forward to' }).waitFor();
    expect(await statusOf(app, '/live')).toBe(200);
    expect(app.problems).toEqual([]);
  });

  // Last: the draft it leaves is in the name of the page's link.
  it('keeps what cannot be saved yet, and says why', async () => {
    const { page } = app;
    await openPage(app, ['Refunds', 'Late']);
    await endpointRow(page, 'Refunds').click();
    const panel = panelOf(page, 'Refunds');
    await panel.getByRole('button', { name: 'Add header' }).click();
    await panel.getByRole('textbox', { name: /Name of header/ }).fill('Transfer-Encoding');
    await panel.getByText(/^Not saved: Transfer-Encoding belongs to the connection/).waitFor();
    await endpointRow(page, 'Late').click();
    await panelOf(page, 'Late').waitFor();
    await endpointRow(page, 'Refunds').click();
    const name = panel.getByRole('textbox', { name: /Name of header/ });
    await expect.poll(() => name.inputValue()).toBe('Transfer-Encoding');
    expect(await reply(app, 'Refunds')).toMatchObject({ headers: [] });
  });
});

async function openPage(app: App, names: readonly string[]): Promise<void> {
  await makeEndpoints(app, names);
  await app.page.getByRole('link', { name: 'Endpoints', exact: true }).click();
  await endpointRow(app.page, names[0] ?? '').waitFor();
}

async function newEndpoint(page: Page, line: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Path of a new endpoint' }).fill(line);
  await page.keyboard.press('Enter');
}

const isFocused = (of: Locator): Promise<boolean> =>
  of.evaluate((element) => element === document.activeElement);

interface Kept {
  name: string;
  path: string;
  reply: object;
}
async function kept(app: App, name: string): Promise<Kept | undefined> {
  const list = (await (await app.rest('/endpoints')).json()) as Kept[];
  return list.find((one) => one.name === name);
}
const reply = async (app: App, name: string) => (await kept(app, name))?.reply;
const pathOf = async (app: App, name: string) => (await kept(app, name))?.path;
