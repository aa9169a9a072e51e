import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { send } from '../../senders/signed-request.ts';
import { byKeys } from '../keyboard.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const STRIPE = { provider: 'stripe', secret: 'whsec_the-right-one' } as const;

async function ownServer() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(202).end('taken');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    bodies,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('without a mouse', () => {
  it('the first event is sent and opened, and forwarded to a port', async () => {
    await using own = await ownServer();
    await using app = await openApp(browser, { firstMinute: true });
    const { page } = app;
    const keys = await byKeys(page);
    await keys.tabTo(page.getByRole('button', { name: 'Stripe invoice.paid' }));
    await keys.press('Enter');
    const capture = page.getByRole('article', { name: 'Capture' });
    await capture.getByRole('heading', { name: /invoice\.paid/ }).waitFor();
    expect(keys.taken()).toBeLessThanOrEqual(1);

    const forward = page.getByRole('button', { name: 'Forward to…' });
    await keys.tabTo(forward);
    await keys.press('Enter');
    await keys.focused(page.getByRole('dialog').getByRole('textbox', { name: 'Forward to' }));
    await keys.type(String(own.port));
    await page.getByText(`http://localhost:${own.port} with the path`).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `Forwarding to localhost:${own.port}` }).waitFor();
    expect(keys.taken()).toBeLessThanOrEqual(2);
    await keys.usedNoMouse();
    expect(app.problems).toEqual([]);
  });

  it('a wrong secret is repaired, a signed body is changed and sent, and sent again', async () => {
    await using own = await ownServer();
    await using app = await openApp(browser);
    const { page } = app;
    const keys = await byKeys(page);
    const body = JSON.stringify({ id: 'evt_1', type: 'order.paid', amount: 5 });
    await send({ url: app.cli.ready.intake, path: '/orders', body, as: STRIPE });
    await page.getByRole('row').filter({ hasText: 'order.paid' }).waitFor();
    await page.keyboard.press('Enter');
    const capture = page.getByRole('article', { name: 'Capture' });
    const outcome = page.getByRole('region', { name: 'Outcome' });
    await keys.tabTo(outcome.getByRole('textbox', { name: 'Secret of the sender' }));
    await keys.type(STRIPE.secret);
    await outcome.getByText('This one fits.').waitFor();
    await keys.tabTo(outcome.getByRole('button', { name: /^Keep for/ }).first());
    await keys.press('Enter');
    await outcome
      .getByText(/erified/)
      .filter({ visible: true })
      .first()
      .waitFor();
    expect(keys.taken()).toBeLessThanOrEqual(2);

    await keys.press('e');
    const composer = page.getByRole('article', { name: 'Composer' });
    const editor = composer.getByRole('textbox', { name: 'Body of the request' });
    await keys.focused(editor);
    await page.keyboard.press('ControlOrMeta+a');
    await keys.type(JSON.stringify({ id: 'evt_1', type: 'order.paid', amount: 6 }));
    await keys.press('ControlOrMeta+Enter');
    await composer.getByText('Caught by Backstitch.').first().waitFor();
    expect(keys.taken()).toBeLessThanOrEqual(3);
    // The first lets Tab leave the editor.
    await keys.focused(editor);
    for (const _ of [1, 2]) await page.keyboard.press('Escape');
    await composer.waitFor({ state: 'detached' });
    await capture.getByRole('button', { name: 'Edit', exact: true }).waitFor();

    // To a server of one's own, the second time by one key.
    await page.keyboard.press('Shift+r');
    const target = composer.getByRole('textbox', { name: 'Target' });
    await keys.tabTo(target, 'Shift+Tab');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(`http://127.0.0.1:${own.port}/mine`);
    await page.keyboard.press('ControlOrMeta+Enter');
    await composer.getByText('taken').first().waitFor();
    await page.keyboard.press('Escape');
    await composer.waitFor({ state: 'detached' });
    await capture.waitFor();
    keys.taken();
    await keys.press('r');
    await page
      .getByText(/^Replayed: 202/)
      .first()
      .waitFor();
    expect(keys.taken()).toBeLessThanOrEqual(1);
    expect(own.bodies).toHaveLength(2);
    await keys.usedNoMouse();
    expect(app.problems).toEqual([]);
  });

  it('captures are narrowed to a sender and kept as a view, compared, composed, and have columns', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const keys = await byKeys(page);
    for (const amount of [1, 2]) {
      const body = JSON.stringify({ id: `evt_${amount}`, type: 'order.paid', amount });
      await send({ url: app.cli.ready.intake, path: '/orders', body, as: STRIPE });
    }
    await fetch(`${app.cli.ready.intake}/plain`, { method: 'POST', body: '{}' });
    const rows = page.getByRole('row').filter({ hasText: 'order.paid' });
    await expect.poll(() => rows.count()).toBe(2);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+F10');
    const menu = (name: string | RegExp) => page.getByRole('menuitem', { name }).first();
    await menu('Only').waitFor();
    const walkTo = async (name: string | RegExp): Promise<void> => {
      for (let stops = 0; stops < 40; stops += 1) {
        if (await menu(name).evaluate((one) => one.matches(':focus, [data-highlighted]'))) return;
        await page.keyboard.press('ArrowDown');
      }
      throw new Error(`The arrows do not lead to ${String(name)}.`);
    };
    await walkTo('Only');
    await page.keyboard.press('ArrowRight');
    await menu(/Stripe/).waitFor();
    await walkTo(/Stripe/);
    await page.keyboard.press('Enter');
    await page.getByText('2 found', { exact: true }).waitFor();

    await keys.tabTo(page.getByRole('button', { name: 'Save as a view' }), 'Shift+Tab');
    await keys.press('Enter');
    await keys.focused(page.getByRole('dialog').getByRole('textbox', { name: 'Name' }));
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(keys.taken()).toBeLessThanOrEqual(2);
    await page.keyboard.press('1');
    await page.getByText('3 captures', { exact: true }).waitFor();
    await keys.press('7');
    await page.getByText('2 found', { exact: true }).waitFor();
    expect(keys.taken()).toBeLessThanOrEqual(1);

    await keys.press('=');
    await page.getByRole('grid', { name: 'Differences' }).waitFor();
    expect(keys.taken()).toBeLessThanOrEqual(1);
    await page.keyboard.press('Escape');
    const capture = page.getByRole('article', { name: 'Capture' });
    await capture.waitFor();

    const tree = capture.getByRole('tree', { name: 'JSON' });
    await keys.tabTo(tree);
    await page.keyboard.press('End');
    await keys.press('Shift+F10');
    await menu('Add as column').waitFor();
    await walkTo('Add as column');
    await keys.press('Enter');
    await page.locator('[data-column="body.amount"]').first().waitFor();
    expect(keys.taken()).toBeLessThanOrEqual(2);

    await keys.press('Shift+n');
    const composer = page.getByRole('article', { name: 'Composer' });
    const editor = composer.getByRole('textbox', { name: 'Body of the request' });
    await keys.focused(editor);
    await keys.type('{"a":1}');
    await expect.poll(() => editor.innerText()).toContain('"a":1');
    expect(keys.taken()).toBeLessThanOrEqual(2);
    await keys.usedNoMouse();
    expect(app.problems).toEqual([]);
  });

  it('an endpoint is made and moved, and a function is found by its name', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const keys = await byKeys(page);
    await app.rest('/app/import-sample', { method: 'POST', body: '{}' });
    await keys.press('g', 'e');
    const field = page.getByRole('textbox', { name: 'Path of a new endpoint' });
    await keys.tabTo(field);
    await keys.type('/orders', 'Enter');
    const panel = page.getByRole('region', { name: 'Endpoint orders' });
    await keys.focused(panel.getByRole('combobox', { name: 'Status', exact: true }));
    await keys.type('201', 'Enter');
    await expect.poll(async () => (await fetch(`${app.cli.ready.intake}/orders`)).status).toBe(201);
    expect(keys.taken()).toBeLessThanOrEqual(4);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });

    await keys.tabTo(field, 'Shift+Tab');
    await page.keyboard.insertText('/second');
    await page.keyboard.press('Enter');
    const other = page.getByRole('region', { name: 'Endpoint second' });
    await keys.focused(other.getByRole('combobox', { name: 'Status', exact: true }));
    await page.keyboard.press('Escape');
    await other.waitFor({ state: 'detached' });
    const order = async () =>
      ((await (await app.rest('/endpoints')).json()) as { name: string }[]).map(({ name }) => name);
    const row = page.getByRole('row').filter({ hasText: '/second' });
    await keys.tabTo(row);
    const [above] = await order();
    await keys.press(above === 'second' ? 'Alt+ArrowDown' : 'Alt+ArrowUp');
    await expect.poll(async () => (await order())[0]).not.toBe(above);
    expect(keys.taken()).toBeLessThanOrEqual(2);

    await keys.press('ControlOrMeta+k');
    await keys.focused(page.getByRole('dialog').getByRole('combobox'));
    await page.keyboard.insertText('priceOf');
    await page.getByRole('option', { name: /^priceOf Function/ }).waitFor();
    await keys.press('Enter');
    await expect.poll(() => new URL(page.url()).hash).toMatch(/\/functions\/priceOf/);
    expect(keys.taken()).toBeLessThanOrEqual(2);
    await keys.usedNoMouse();
    expect(app.problems).toEqual([]);
  });
});
