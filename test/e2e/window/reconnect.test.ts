import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openProcess, openBrowser } from '../../helpers/browser.ts';
import { serveCli } from '../../helpers/run-cli.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('says that the connection is lost, comes back, and has every row once', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const { intake } = app.cli.ready;
  // Between page and engine stands a relay of the test, which can cut the line.
  let cut = false;
  const lines: { close(): Promise<void> }[] = [];
  await page.routeWebSocket(/\/rpc$/, (line) => {
    if (cut) return void line.close();
    line.connectToServer();
    lines.push(line);
  });
  await page.reload();
  await fetch(`${intake}/before`);
  await page.getByRole('row').filter({ hasText: '/before' }).waitFor();

  cut = true;
  await Promise.all(lines.map((line) => line.close()));
  await page.getByText('Backstitch stopped answering').waitFor();
  for (let i = 0; i < 5; i += 1) await fetch(`${intake}/during/${i}`);
  cut = false;
  await page.getByRole('row').filter({ hasText: '/during/4' }).waitFor();
  await fetch(`${intake}/after`);
  await page.getByRole('row').filter({ hasText: '/after' }).waitFor();
  const targets = await page
    .getByRole('row')
    .filter({ hasText: /\/(before|during|after)/ })
    .allInnerTexts();
  const paths = targets.map((text) => /\/(?:before|after|during\/\d)/.exec(text)?.[0]);
  expect(paths).toEqual(['/after', ...[4, 3, 2, 1, 0].map((i) => `/during/${i}`), '/before']);
});

it('goes on after the engine was started again, without a new sign-in', async () => {
  await using app = await openProcess(browser);
  const { page, cli } = app;
  const port = new URL(cli.ready.control).port;
  await cli.end('SIGTERM');
  await page.getByText('Backstitch stopped answering').waitFor();
  await using again = await serveCli(app.dataDir, '--control-port', port);
  await fetch(`${again.ready.intake}/after-the-restart`);
  await page.getByRole('row').filter({ hasText: '/after-the-restart' }).waitFor();
  await expect.poll(() => page.getByText('Backstitch stopped answering').count()).toBe(0);
});

it('keeps the page and its text when its session was ended, and goes on with the pasted link', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.getByRole('link', { name: 'Data' }).click();
  await page.getByRole('link', { name: 'SQL' }).click();
  await page.locator('.cm-content').fill('select 42 as answer');
  const sessions = (await (await app.rest('/sessions')).json()) as { id: string }[];
  expect(sessions).toHaveLength(1);
  await app.rest(`/sessions/${sessions[0]?.id}`, { method: 'DELETE' });
  const bar = page.getByText('This browser has to sign in again');
  await bar.waitFor();
  await page.getByText('backstitch login').waitFor();
  expect(await page.locator('.cm-content').innerText()).toBe('select 42 as answer');

  const link = page.getByRole('textbox', { name: 'Sign-in link' });
  await link.fill('http://127.0.0.1:1/?token=other');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This link is for 127.0.0.1:1.').waitFor();
  await link.fill(`${app.cli.ready.control}/?token=used`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This link was used or is too old.').waitFor();
  const made = await app.rest('/login-urls', { method: 'POST', body: '{}' });
  const { url } = (await made.json()) as { url: string };
  await link.fill(url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await bar.waitFor({ state: 'detached' });
  expect(await page.locator('.cm-content').innerText()).toBe('select 42 as answer');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('gridcell', { name: '42' }).waitFor();
});
