import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const capture = (page: Page) => page.getByRole('article', { name: 'Capture' });
const back = (page: Page, place: string) =>
  page.getByRole('button', { name: `Back to the list, ${place}`, exact: true });

async function send(app: App, ...paths: string[]): Promise<void> {
  for (const path of paths) {
    await fetch(app.cli.ready.intake + path, { method: 'POST', body: '{"a":1}' });
  }
}

it('what covers its list says which of how many it is, and goes to the ones beside it', async () => {
  await using app = await openApp(browser, { width: 900 });
  const { page } = app;
  await send(app, '/first', '/second', '/third');
  await page.getByRole('row').filter({ hasText: '/second' }).click();
  await back(page, '2 of 3').waitFor();
  await page.getByRole('button', { name: 'Next in the list' }).click();
  await capture(page).getByText('/first').first().waitFor();
  await back(page, '3 of 3').waitFor();
  await expect
    .poll(() => page.getByRole('button', { name: 'Next in the list' }).isDisabled())
    .toBe(true);
  for (const _ of [1, 2]) await page.getByRole('button', { name: 'Previous in the list' }).click();
  await capture(page).getByText('/third').first().waitFor();
  // One that comes meanwhile moves it down.
  await send(app, '/fourth');
  await back(page, '2 of 4').click();
  await capture(page).waitFor({ state: 'detached' });

  const post = (path: string, body: object) =>
    app.rest(path, { method: 'POST', body: JSON.stringify(body) });
  await post('/destinations', { name: 'Nobody', url: 'http://127.0.0.1:9/' });
  for (const eventType of ['order.paid', 'order.refunded']) {
    await post('/deliveries', { destinations: ['Nobody'], eventType, body: {} });
  }
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.getByRole('row').filter({ hasText: 'order.refunded' }).click();
  await back(page, '1 of 2').waitFor();
  await page.getByRole('button', { name: 'Next in the list' }).click();
  await page.getByRole('heading', { name: 'order.paid' }).waitFor();
  await back(page, '2 of 2').click();
  await expect
    .poll(() => page.evaluate<boolean>(`document.activeElement.matches('[data-list-grid]')`))
    .toBe(true);
  expect(app.problems).toEqual([]);
});

it('a menu closes when the window becomes narrow or wide, and the keys go on', async () => {
  await using app = await openApp(browser, { width: 1100 });
  const { page } = app;
  await send(app, '/first', '/second');
  const menu = page.getByRole('menu');
  const focusIn = async (selector: string): Promise<void> => {
    await expect
      .poll(() => page.evaluate((one) => document.activeElement?.matches(one) ?? false, selector))
      .toBe(true);
  };
  await page.getByRole('row').filter({ hasText: '/first' }).click({ button: 'right' });
  await menu.first().waitFor();
  await page.setViewportSize({ width: 900, height: 800 });
  await menu.first().waitFor({ state: 'detached' });
  await focusIn('[data-captures-grid]');
  await page.keyboard.press('Enter');
  await capture(page).getByText('/first').first().waitFor();

  await page.getByRole('button', { name: 'Copy', exact: true }).first().click();
  await menu.first().waitFor();
  await page.setViewportSize({ width: 1100, height: 800 });
  await menu.first().waitFor({ state: 'detached' });
  await focusIn('[data-captures-grid]');
  await page.setViewportSize({ width: 900, height: 800 });
  await focusIn('[data-back]');
  expect(app.problems).toEqual([]);
});
