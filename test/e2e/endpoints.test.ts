import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('adds an endpoint that fails twice, then succeeds, live at once', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const { intake } = app.cli.ready;
  await page.getByRole('link', { name: 'Endpoints' }).click();
  await page.getByRole('button', { name: 'Add endpoint' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an endpoint' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Orders');
  await dialog.getByRole('textbox', { name: 'Path', exact: true }).fill('orders?x');
  await expect
    .poll(() => dialog.getByRole('button', { name: 'Add endpoint' }).isEnabled())
    .toBe(false);
  await dialog.getByRole('textbox', { name: 'Path', exact: true }).fill('/orders');
  await dialog.getByRole('textbox', { name: 'Fail first, then succeed' }).fill('2');
  await dialog.getByRole('button', { name: 'Add endpoint' }).click();
  await dialog.waitFor({ state: 'detached' });

  const statuses: number[] = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await fetch(`${intake}/orders/${i}`)).status);
  expect(statuses).toEqual([500, 500, 200]);
  expect((await fetch(`${intake}/ordersx`)).status).toBe(200);

  await page.getByRole('link', { name: 'Captures', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: '/orders/0' });
  await row.getByText('Orders', { exact: true }).waitFor();
  await expect.poll(() => row.innerText()).toMatch(/Orders[\s\S]*500/);
  expect(app.problems).toEqual([]);
});

it('refuses a reply header that the connection owns, with the reason', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.getByRole('link', { name: 'Endpoints' }).click();
  await page.getByRole('button', { name: 'Add endpoint' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an endpoint' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Bad');
  await dialog.getByRole('textbox', { name: 'Path', exact: true }).fill('/bad');
  await dialog.getByRole('button', { name: 'Add header' }).click();
  await dialog.getByRole('textbox', { name: /Name of header/ }).fill('Transfer-Encoding');
  await dialog
    .getByText(/Transfer-Encoding/i)
    .first()
    .waitFor();
  await expect
    .poll(() => dialog.getByRole('button', { name: 'Add endpoint' }).isEnabled())
    .toBe(false);
});

it('lets the sender wait for the answer of a server of your own', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const server = createServer((_request, response) => {
    response.writeHead(418, { 'x-kettle': 'hot' }).end('a teapot');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const input = { name: 'My server', url: `http://127.0.0.1:${port}/hook` };
  await app.rest('/destinations', { method: 'POST', body: JSON.stringify(input) });
  await page.getByRole('link', { name: 'Endpoints' }).click();
  await page.getByRole('button', { name: 'Add endpoint' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an endpoint' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Live');
  await dialog.getByRole('textbox', { name: 'Path', exact: true }).fill('/live');
  await dialog.getByRole('combobox', { name: 'Answered by' }).selectOption('My server');
  await dialog
    .getByRole('combobox', { name: 'If your server does not answer' })
    .selectOption('Answer 503; the sender retries');
  await dialog.getByRole('button', { name: 'Add endpoint' }).click();
  await dialog.waitFor({ state: 'detached' });
  const { intake } = app.cli.ready;
  const there = await fetch(`${intake}/live`, { method: 'POST', body: '{}' });
  expect([there.status, there.headers.get('x-kettle'), await there.text()]).toEqual([
    418,
    'hot',
    'a teapot',
  ]);
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  const gone = await fetch(`${intake}/live`, { method: 'POST', body: '{}' });
  expect(gone.status).toBe(503);
  expect(app.problems).toEqual([]);
});
