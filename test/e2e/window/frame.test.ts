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

/** The sections of an app, and what opens in them. */
const SECTIONS = `
  overview services services/*/webhooks services/orders services/orders%2Fplace
  services/orders%2Fplace/settings functions functions/priceOf packages
  endpoints values users users/*/providers rules runs collections
  outbox export settings
`
  .trim()
  .split(/\s+/);

/** An engine with one thing of each kind, and an address for every page of it. */
async function openFull(width: number): Promise<{ app: App; addresses: string[] }> {
  const app = await openApp(browser, { width, height: 720 });
  const made = await app.rest('/app/import-sample', { method: 'POST', body: '{}' });
  const { app: sample } = (await made.json()) as { app: { id: string } };
  const body = JSON.stringify({ name: 'shop', primaryKey: ['id'] });
  const data = await app.rest('/integrations', { method: 'POST', body });
  const { integration } = (await data.json()) as { integration: { id: string } };
  await fetch(`${app.cli.ready.intake}/orders/1`, { method: 'POST', body: '{"id":1}' });
  const list = (await (await app.rest('/captures')).json()) as { items: { id: string }[] };
  const addresses = [
    '#/captures',
    `#/captures/${list.items[0]?.id}`,
    `#/compare/${list.items[0]?.id}/${list.items[0]?.id}`,
    '#/endpoints',
    '#/apps',
    ...SECTIONS.map((section) => `#/apps/${sample.id}/${section}`),
    '#/data',
    ...['rows', 'settings'].map((part) => `#/data/${integration.id}/${part}`),
    '#/data/sql',
    ...['queue', 'destinations'].map((part) => `#/deliveries/${part}`),
    '#/simulator',
    '#/settings',
  ];
  return { app, addresses };
}

async function go(app: App, hash: string): Promise<void> {
  await app.page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
  await app.page.getByRole('heading', { level: 1 }).first().waitFor();
  await calm(app.page);
}

describe('the frame of the page', () => {
  it('has one main and one heading of the first level at every address, empty ones too', async () => {
    await using empty = await openApp(browser);
    for (const page of ['captures', 'endpoints', 'apps', 'data', 'data/sql', 'deliveries/dead']) {
      await go(empty, `#/${page}`);
      expect(await empty.page.getByRole('main').count(), page).toBe(1);
      expect(await empty.page.getByRole('heading', { level: 1 }).count(), page).toBe(1);
    }
    const full = await openFull(1440);
    await using app = full.app;
    for (const address of full.addresses) {
      await go(app, address);
      expect(await app.page.getByRole('main').count(), address).toBe(1);
      expect(await app.page.getByRole('heading', { level: 1 }).count(), address).toBe(1);
    }
  });

  it('has seven places; SQL is a tab of Data and marks it', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const rail = page.getByRole('navigation', { name: 'Pages' });
    await expect
      .poll(() => rail.getByRole('link').allInnerTexts())
      .toEqual(['Captures', 'Endpoints', 'Apps', 'Data', 'Deliveries', 'Simulator', 'Settings']);
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

  it('never scrolls sideways, from 320 to 1920 px', async () => {
    const full = await openFull(1440);
    await using app = full.app;
    const wide: string[] = [];
    for (const address of full.addresses) {
      await go(app, address);
      for (const width of [320, 480, 640, 800, 1000, 1280, 1920]) {
        await app.page.setViewportSize({ width, height: 720 });
        const over = await app.page.evaluate<number>(
          'Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth',
        );
        const main = await app.page.getByRole('main').boundingBox();
        if (over > 0 || (main?.width ?? 0) > width) wide.push(`${address} at ${width}: ${over}`);
      }
    }
    expect(wide).toEqual([]);
  });

  it('has high contrast where the platform asks for it or the settings say so', async () => {
    await using app = await openApp(browser);
    const { page } = app;
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
