import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('a rule tells of a capture: by the system, at the flag, in the title, and opens it', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.context().grantPermissions(['notifications']);
  await page.addInitScript(() => {
    const shown: string[] = [];
    class Shown extends EventTarget {
      static readonly permission = 'granted';
      static readonly requestPermission = () => Promise.resolve('granted');
      constructor(title: string) {
        super();
        shown.push(title);
      }
      close(): void {}
    }
    Object.assign(window, { Notification: Shown, shownNotices: shown });
  });
  await page.goto(`${app.cli.ready.control}/#/settings/notices`);
  await page.reload();
  const rules = page.getByRole('list', { name: 'Notice rules' });
  await rules.getByRole('switch', { name: 'Signature not verified' }).waitFor();
  // One stands ready and on: what was missed cannot be had for long.
  const on = rules.getByRole('switch', { checked: true });
  expect(await on.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
    'Events may have been missed',
  ]);
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByRole('textbox', { name: 'Search' }).fill('path:/paid');
  await page.getByRole('button', { name: 'Save' }).click();
  await rules.getByRole('switch', { name: 'path:/paid', checked: true }).waitFor();

  await fetch(`${app.cli.ready.intake}/paid`, { method: 'POST', body: '{}' });
  await page.getByRole('button', { name: 'Notices, 1 unread one' }).click();
  expect(await page.title()).toBe('(1) Backstitch');
  expect(await page.evaluate(() => Reflect.get(window, 'shownNotices') as string[])).toEqual([
    'Inbox: POST /paid',
  ]);
  const list = page.getByRole('list', { name: 'Notices' });
  await list.getByRole('img', { name: 'Unread' }).waitFor();
  await list.getByRole('button', { name: /POST \/paid/ }).click();
  await page.getByRole('article', { name: 'Capture' }).getByText('/paid').first().waitFor();
  await page.getByRole('button', { name: 'Notices', exact: true }).waitFor();
  await expect.poll(() => page.title()).toBe('Backstitch');
  expect(app.problems).toEqual([]);
});

it('leave of the browser is asked for only when the first rule is switched on', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.addInitScript(() => {
    let asked = 0;
    class Asked extends EventTarget {
      static permission = 'default';
      static requestPermission(): Promise<string> {
        asked += 1;
        Reflect.set(window, 'asked', asked);
        Asked.permission = 'denied';
        return Promise.resolve('denied');
      }
    }
    Object.assign(window, { Notification: Asked, asked: 0 });
  });
  await page.goto(`${app.cli.ready.control}/#/settings/notices`);
  await page.reload();
  const asked = () => page.evaluate(() => Reflect.get(window, 'asked') as number);
  await page.getByRole('switch', { name: 'Answered 5xx' }).waitFor();
  expect(await asked()).toBe(0);
  await page.getByRole('switch', { name: 'Answered 5xx' }).click();
  await page.getByText('This browser blocks notifications of this page.').waitFor();
  expect(await asked()).toBe(1);
});
