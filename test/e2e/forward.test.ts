import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';
import { counted } from './actions.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('forwards to a port in two actions, shows it in the status bar, and stops', async () => {
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    response.writeHead(202).end('mine');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await using app = await openApp(browser);
    const { page } = app;
    const { intake } = app.cli.ready;
    const actions = counted(page);
    await actions.click(page.getByRole('button', { name: 'Forward to…' }));
    // The field has the focus: no click between.
    await expect
      .poll(() => page.evaluate<string>(`document.activeElement?.tagName ?? ''`))
      .toBe('INPUT');
    await page.keyboard.type(String(port));
    await page.getByText(`http://localhost:${port} with the path`).waitFor();
    // The text and the key that ends it are one.
    await actions.press('Enter');
    expect(actions.count).toBeLessThanOrEqual(2);
    const item = page.getByRole('button', { name: `Forwarding to localhost:${port}` });
    await item.waitFor();
    const reply = await fetch(`${intake}/shop/hooks?a=1`, { method: 'POST', body: '{}' });
    expect([reply.status, await reply.text(), paths]).toEqual([202, 'mine', ['/shop/hooks?a=1']]);

    await item.click();
    // Chosen once the engine has it: not by `check`, which looks at once.
    await page.getByRole('radio', { name: '503' }).click();
    await expect
      .poll(async () => JSON.stringify(await (await app.rest('/endpoints')).json()))
      .toContain('"onFailure":"unavailable"');
    await page.getByRole('button', { name: 'Off', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Forward to…' }).waitFor();
    // What opened it has the focus again.
    await expect
      .poll(() => page.evaluate<string>(`document.activeElement?.getAttribute('aria-label') ?? ''`))
      .toBe('Forward to…');
    expect((await fetch(`${intake}/again`)).status).toBe(200);
    expect(paths).toHaveLength(1);
  } finally {
    server.close();
  }
});

it('says what is wrong with an address, and asks once for a host elsewhere', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.getByRole('button', { name: 'Forward to…' }).click();
  const field = page.getByRole('dialog').getByRole('textbox', { name: 'Forward to' });
  await field.fill('99999');
  await field.press('Enter');
  await page.getByText('99999 is not a port.').waitFor();
  await field.fill('https://staging.example.com/x');
  await field.press('Enter');
  await page.getByText('Send captures to staging.example.com?').waitFor();
  const endpoints = JSON.stringify(await (await app.rest('/endpoints')).json());
  expect(endpoints).not.toContain('destinationId');
  await page.getByRole('button', { name: 'Allow and forward' }).click();
  await page.getByRole('button', { name: 'Forwarding to staging.example.com' }).waitFor();
});
