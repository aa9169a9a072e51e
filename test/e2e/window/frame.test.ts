import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { calm } from '../calm.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

async function go(app: App, hash: string): Promise<void> {
  await app.page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
  await app.page.getByRole('heading', { level: 1 }).first().waitFor();
  await calm(app.page);
}

describe('the frame of the page', () => {
  it('has one main and one heading of the first level where there is nothing yet', async () => {
    await using empty = await openApp(browser);
    for (const page of ['captures', 'endpoints', 'apps', 'data', 'data/sql', 'deliveries/dead']) {
      await go(empty, `#/${page}`);
      expect(await empty.page.getByRole('main').count(), page).toBe(1);
      expect(await empty.page.getByRole('heading', { level: 1 }).count(), page).toBe(1);
    }
  });

  it('has eight places; SQL is a tab of Data and marks it', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const rail = page.getByRole('navigation', { name: 'Pages' });
    await expect
      .poll(() => rail.getByRole('link').allInnerTexts())
      .toEqual([
        'Captures',
        'Events',
        'Endpoints',
        'Apps',
        'Data',
        'Deliveries',
        'Simulator',
        'Settings',
      ]);
    await rail.getByRole('link', { name: 'Data' }).click();
    await page.getByRole('link', { name: 'SQL' }).click();
    await page.getByRole('heading', { level: 1, name: 'SQL' }).waitFor();
    await expect
      .poll(() => rail.getByRole('link', { name: 'Data' }).getAttribute('aria-current'))
      .toBe('page');
  });

  it('shows an address of before as the one of now', async () => {
    await using app = await openApp(browser);
    await go(app, '#/sql');
    await app.page.getByRole('heading', { level: 1, name: 'SQL' }).waitFor();
    await expect.poll(() => new URL(app.page.url()).hash).toBe('#/data/sql');
  });

  it('keeps the names of its places where only icons fit, and has a bar in a narrow window', async () => {
    await using app = await openApp(browser, { width: 1000 });
    const { page } = app;
    const rail = page.getByRole('navigation', { name: 'Pages' });
    expect((await rail.boundingBox())?.width).toBeLessThan(56);
    await rail.getByRole('link', { name: 'Endpoints', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Endpoints' }).waitFor();
    await page.setViewportSize({ width: 400, height: 720 });
    await rail.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  });

  it('has high contrast and dark colours where the platform asks for them or the settings say so', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(ground).not.toBe(light);
    const [red = 255] = /\d+/.exec(await ground())?.map(Number) ?? [];
    expect(red).toBeLessThan(60);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(ground).toBe(light);
    const contrast = () => page.locator('html').getAttribute('data-contrast');
    expect(await contrast()).toBe('normal');
    await page.emulateMedia({ contrast: 'more' });
    await expect.poll(contrast).toBe('more');
    await page.emulateMedia({ contrast: 'no-preference' });
    await expect.poll(contrast).toBe('normal');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Contrast').selectOption('more');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(await contrast()).toBe('more');
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)');
  });

  it('is gone through by two keys in turn, which do nothing while typing', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    for (const [keys, title] of [
      ['ge', 'Endpoints'],
      ['ga', 'Apps'],
      ['gd', 'Data'],
      ['gq', 'SQL'],
      ['gs', 'Deliveries'],
      ['gm', 'Simulator'],
      ['g,', 'Settings'],
      ['gc', 'Captures'],
    ] as const) {
      await page.locator('body').press('Escape');
      await page.keyboard.type(keys);
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    }
    const search = page.locator('[data-search-input]');
    await search.click();
    await page.keyboard.type('ge');
    expect(await search.inputValue()).toBe('ge');
    expect(await page.getByRole('heading', { level: 1, name: 'Captures' }).count()).toBe(1);
  });
});
