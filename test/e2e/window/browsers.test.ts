import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openProcess, openBrowser } from '../../helpers/browser.ts';
import { serveBuilt } from '../../helpers/run-cli.ts';
import { counted } from '../actions.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('the settings give another browser a link, show both, and sign one out', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Browsers' }).click();
  const list = page.getByRole('list', { name: 'Browsers that are signed in' });
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
  await list.getByText('This browser').waitFor();

  // By the palette it takes three actions, the pasting included.
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const here = counted(page);
  await here.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Command' }).waitFor();
  await page.keyboard.insertText('another browser');
  await page
    .getByRole('option', { name: /Open in another browser/ })
    .first()
    .waitFor();
  // The text and the key that ends it are one.
  await here.press('Enter');
  const pasted = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(pasted).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
  const second = await browser.newContext();
  const quick = await second.newPage();
  await quick.goto(await pasted());
  await quick.getByRole('navigation').first().waitFor();
  expect(here.count + 1).toBeLessThanOrEqual(3);
  await second.close();
  await page.reload();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(2);
  await page
    .getByRole('button', { name: /^Sign out/ })
    .last()
    .click();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);

  await page.getByRole('button', { name: 'Open in another browser' }).click();
  const url = (await page.getByRole('status').locator('code').textContent()) ?? '';
  const other = await browser.newContext();
  const guest = await other.newPage();
  await guest.goto(url);
  await guest.getByRole('navigation').first().waitFor();
  await page.reload();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(2);
  // It works once.
  const third = await browser.newContext();
  const stranger = await third.newPage();
  await stranger.goto(url);
  await stranger.getByText('This browser has to sign in').waitFor();
  await third.close();

  const theirs = list.getByRole('listitem').filter({ hasNotText: 'This browser' });
  await theirs.getByRole('button', { name: /^Sign out/ }).click();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
  await guest.reload();
  await guest.getByText('This browser has to sign in').waitFor();
  await other.close();
  expect(app.problems).toEqual([]);
});

it('a restart signs out neither of two browsers, and one that is new is shown three ways to a link', async () => {
  using dir = tempDir();
  await using app = await openProcess(browser, { dataDir: dir.path });
  const { page, cli } = app;
  const made = await app.rest('/login-urls', { method: 'POST', body: '{}' });
  const { url } = (await made.json()) as { url: string };
  const other = await browser.newContext();
  const guest = await other.newPage();
  guest.setDefaultTimeout(60_000);
  await guest.goto(url);
  await guest.getByRole('navigation').first().waitFor();

  const port = new URL(cli.ready.control).port;
  await cli.end('SIGKILL');
  await page.getByText('Backstitch stopped answering').waitFor();
  await using again = await serveBuilt(dir.path, '--control-port', port);
  await fetch(`${again.ready.intake}/after-the-restart`);
  for (const window of [page, guest]) {
    await window.getByRole('row').filter({ hasText: '/after-the-restart' }).waitFor();
    await window.reload();
    await window.getByRole('row').filter({ hasText: '/after-the-restart' }).waitFor();
  }
  await other.close();

  const third = await browser.newContext();
  const stranger = await third.newPage();
  await stranger.goto(again.ready.control);
  await stranger.getByRole('heading', { name: 'This browser has to sign in' }).waitFor();
  expect(await stranger.getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringContaining('printed in the terminal'),
    expect.stringContaining('backstitch login'),
    expect.stringContaining('Open in another browser'),
  ]);
  await stranger.getByLabel('Or paste the link here:').waitFor();
  await third.close();
});
