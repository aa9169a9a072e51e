import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';
import { counted } from './actions.ts';
import { openDialog } from './dialogs.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

interface Seen {
  method: string | undefined;
  target: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server of the user's own, which answers 202 and remembers what came. */
async function startOwnServer() {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: target, headers } = request;
      seen.push({ method, target, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(202, { 'content-type': 'application/json' });
      response.end('{"taken":true}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    seen,
    url: `http://127.0.0.1:${port}/mine`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

it('edits a capture and sends it to a server of the user, and shows the answer', async () => {
  await using own = await startOwnServer();
  await using app = await openApp(browser);
  const { page } = app;
  await fetch(`${app.cli.ready.intake}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-event': 'order.paid' },
    body: '{"amount":5}',
  });
  await page.getByRole('row').filter({ hasText: '/orders' }).click();
  await page.keyboard.press('e');
  const composer = page.getByRole('article', { name: 'Composer' });
  await composer.getByRole('textbox', { name: 'Target' }).fill(own.url);
  await composer.getByRole('tab', { name: 'Headers' }).first().click();
  await composer.getByRole('textbox', { name: 'Value of x-event' }).fill('order.refunded');
  await composer.getByRole('tab', { name: 'Body' }).first().click();
  await composer.getByRole('textbox', { name: 'Body of the request' }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('{"amount":6}');
  await composer.getByRole('button', { name: 'Send' }).click();
  await composer.getByText('202').first().waitFor();
  await composer.getByText('taken').first().waitFor();
  expect(own.seen).toMatchObject([
    {
      method: 'POST',
      target: '/mine',
      body: '{"amount":6}',
      headers: { 'x-event': 'order.refunded', 'content-length': '12' },
    },
  ]);
  expect(own.seen[0]?.headers['backstitch-replay']).toMatch(/n=1; mode=edited$/);

  const [original] = ((await (await app.rest('/captures')).json()) as { items: { id: string }[] })
    .items;
  const body = await app.rest(`/captures/${original?.id}/body`);
  expect(await body.text()).toBe('{"amount":5}');
});

it('says plainly when nothing listens at the target', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fetch(`${app.cli.ready.intake}/orders`, { method: 'POST', body: 'x' });
  await page.getByRole('row').filter({ hasText: '/orders' }).click();
  await page.keyboard.press('Shift+r');
  const composer = page.getByRole('article', { name: 'Composer' });
  await composer.getByRole('textbox', { name: 'Target' }).fill('http://127.0.0.1:9/');
  await composer.getByRole('button', { name: 'Send' }).click();
  await composer.getByText('Nothing listens on 127.0.0.1:9.').first().waitFor();
  await expect
    .poll(() => composer.getByRole('button', { name: /again/i }).count())
    .toBeGreaterThan(0);
});

it('sends a capture by one key to where the last one went, and says what came of it', async () => {
  await using own = await startOwnServer();
  await using app = await openApp(browser);
  const { page } = app;
  await fetch(`${app.cli.ready.intake}/orders`, { method: 'POST', body: '{"amount":5}' });
  await page.getByRole('row').filter({ hasText: '/orders' }).click();
  await page.keyboard.press('Shift+r');
  const composer = page.getByRole('article', { name: 'Composer' });
  await composer.getByRole('textbox', { name: 'Target' }).fill(own.url);
  await page.keyboard.press('ControlOrMeta+Enter');
  await composer.getByText('taken').first().waitFor();
  await page.keyboard.press('Escape');
  await composer.waitFor({ state: 'detached' });
  const again = counted(page);
  await again.press('r');
  await page
    .getByText(/^Replayed: 202 in .* \(before: 200\)$/)
    .first()
    .waitFor();
  expect(own.seen).toHaveLength(2);
  expect(again.count).toBeLessThanOrEqual(1);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  const entry = page.getByRole('button', { name: /^Replay 2/ });
  await entry.waitFor();
  expect(await entry.getAttribute('aria-expanded')).toBe('true');
  expect(app.problems).toEqual([]);
});

it('keeps what was composed when it is closed, and goes back to the button that opens it', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fetch(`${app.cli.ready.intake}/orders`, { method: 'POST', body: '{"amount":5}' });
  await page.getByRole('row').filter({ hasText: '/orders' }).click();
  const edit = page.getByRole('button', { name: 'Edit', exact: true });
  await edit.click();
  const composer = page.getByRole('article', { name: 'Composer' });
  const body = composer.getByRole('textbox', { name: 'Body of the request' });
  await body.waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('{"amount":6}');
  await composer.getByText('body changed').waitFor();
  // Sent, then another body of the same length: that one did not go out.
  await page.keyboard.press('ControlOrMeta+Enter');
  await composer.getByText('Caught by Backstitch.').first().waitFor();
  await expect.poll(() => composer.getByText('Not sent like this yet').count()).toBe(0);
  await body.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('{"amount":7}');
  await composer.getByText('Not sent like this yet').waitFor();
  // The first lets Tab leave the editor, as everywhere.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await composer.waitFor({ state: 'detached' });
  await expect.poll(() => edit.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('e');
  await composer.getByText('{"amount":7}').first().waitFor();
  expect(app.problems).toEqual([]);
});

it('fires no key while one types', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fetch(`${app.cli.ready.intake}/typed`, { method: 'POST', body: 'x' });
  await page.getByRole('row').filter({ hasText: '/typed' }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('repc?');
  await expect.poll(() => page.getByRole('combobox').first().inputValue()).toBe('repc?');
  expect(await openDialog(page).count()).toBe(0);
});
