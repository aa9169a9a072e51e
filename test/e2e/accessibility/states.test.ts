import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';
import { calm } from '../calm.ts';
import { openDialog } from '../dialogs.ts';
import { faultsAt } from './look.ts';

/** In a wide window: every rule, every impact, every look. */
const faults = (page: Page): Promise<string[]> => faultsAt(page, 1440);

async function fill(app: App): Promise<void> {
  const { intake } = app.cli.ready;
  for (let i = 0; i < 5; i += 1) {
    await fetch(`${intake}/orders/${i}?a=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ i, list: [1, 'two', null, true] }),
    });
  }
}

// One app for all: those that want it empty come first.
let browser: Browser;
let app: App;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});

async function toCaptures(): Promise<void> {
  await app.page.evaluate(() => {
    window.location.hash = '#/captures';
  });
  const search = app.page.getByRole('combobox', { name: 'Search' });
  await search.fill('');
  await search.blur();
  await app.page.getByRole('row').filter({ hasText: '/orders/2' }).waitFor();
}

describe('what changes within a page', () => {
  it('has no fault when empty and with a mistake in the search', async () => {
    expect(await faults(app.page)).toEqual([]);
    await app.page.getByRole('combobox').first().fill('stauts:200');
    await app.page
      .getByText(/Did you mean/)
      .first()
      .waitFor();
    expect(await faults(app.page)).toEqual([]);
  });

  it('has no fault in a dialog with a mistake, nor in a chart', async () => {
    const { page } = app;
    const go = async (hash: string): Promise<void> => {
      await page.evaluate((to) => {
        window.location.hash = to;
      }, hash);
      await page.getByRole('heading', { level: 1, name: /^(Data|SQL)$/ }).waitFor();
      await calm(page);
    };
    await go('#/data');
    expect(await faults(page), 'empty').toEqual([]);
    await page.getByRole('button', { name: 'Add integration' }).click();
    await page.getByLabel('Name').fill('####');
    await page.getByText('invalid name').waitFor();
    expect(await faults(page), 'name with a mistake').toEqual([]);
    await page.keyboard.press('Escape');
    await go(`#/data/sql/${encodeURIComponent('SELECT 1 AS a, 2 AS b')}`);
    expect(await faults(page), 'console').toEqual([]);
    await page.getByRole('tab', { name: 'Chart' }).click();
    expect(await faults(page), 'chart').toEqual([]);
  });

  it('has no fault around deliveries, empty and full', async () => {
    const { page } = app;
    const look = async (hash: string): Promise<void> => {
      await page.evaluate((to) => {
        window.location.hash = to;
      }, `#/deliveries/${hash}`);
      await page.getByRole('heading', { level: 1, name: 'Deliveries' }).waitFor();
      await calm(page);
      expect(await faults(page), hash).toEqual([]);
    };
    const parts = ['queue', 'dead', 'destinations', 'forwards', 'jobs'];
    for (const part of parts) await look(part);
    const post = async <T>(path: string, body: object): Promise<T> => {
      const answer = await app.rest(path, { method: 'POST', body: JSON.stringify(body) });
      return (await answer.json()) as T;
    };
    const nowhere = { name: 'Nowhere', url: 'http://127.0.0.1:9/' };
    const { id } = await post<{ id: string }>('/destinations', nowhere);
    const once = { name: 'Once', url: 'http://127.0.0.1:9/once', schedule: { kind: 'none' } };
    await post('/destinations', once);
    await post('/forwards', { name: 'All', destinationId: id });
    const sent = await post<{ deliveries: { id: string }[] }>('/deliveries', {
      destinations: ['Nowhere', 'Once'],
      eventType: 'order.paid',
      body: { a: 1 },
    });
    await post('/delivery-jobs', { kind: 'retry' });
    await look(`destinations/${id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByText('Headers, order, limits').click();
    await calm(page);
    expect(await faults(page), 'form').toEqual([]);
    await page.keyboard.press('Escape');
    await look(`queue/${sent.deliveries[0]?.id}`);
    for (const tab of ['Message', 'Flow', 'Attempts']) {
      await page.getByRole('tab', { name: tab }).click();
      await calm(page);
      expect(await faults(page), tab).toEqual([]);
    }
  });

  it('has no fault in the simulator, empty and with a result', async () => {
    const { page } = app;
    await page.getByRole('link', { name: 'Simulator' }).click();
    await page.getByRole('img', { name: /^The plan/ }).waitFor();
    expect(await faults(page), 'empty').toEqual([]);
    await page.getByRole('radio', { name: 'Race' }).check();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText(/^Finished after/).waitFor();
    await calm(page);
    expect(await faults(page), 'result').toEqual([]);
    await page.getByRole('gridcell').first().click();
    await calm(page);
    expect(await faults(page), 'event').toEqual([]);
  });

  it('has no fault in a comparison and in a series', async () => {
    const { page } = app;
    await fill(app);
    const found = (await (await app.rest('/captures')).json()) as { items: { id: string }[] };
    const ids = found.items.map(({ id }) => id);
    const go = (to: string) =>
      page.evaluate((hash) => {
        window.location.hash = hash;
      }, to);
    await go(`#/compare/${ids[1]}/${ids[0]}`);
    await page.getByRole('grid', { name: 'Differences' }).waitFor();
    for (const view of ['By path', 'Text', 'Hex']) {
      await page.getByRole('button', { name: view, exact: true }).click();
      await calm(page);
      expect(await faults(page), view).toEqual([]);
    }
    await go(`#/compare/${ids.slice(0, 4).join('/')}`);
    await page.getByRole('table', { name: 'Paths that vary' }).waitFor();
    await calm(page);
    expect(await faults(page), 'series').toEqual([]);
  });

  it('has no fault in the list and every tab of the detail', async () => {
    await toCaptures();
    await app.page.getByRole('row').filter({ hasText: '/orders/2' }).click();
    const tabs = app.page.getByRole('tab');
    await expect.poll(() => tabs.count()).toBe(6);
    for (let i = 0; i < (await tabs.count()); i += 1) {
      await tabs.nth(i).click();
      await calm(app.page);
      expect(await faults(app.page), await tabs.nth(i).innerText()).toEqual([]);
    }
    await app.page.getByRole('combobox').first().fill('stauts:200');
    await app.page.getByRole('alert').waitFor();
    await calm(app.page);
    expect(await faults(app.page), 'rows beside a mistake').toEqual([]);
  });

  it('has no fault in the composer and the list of keys', async () => {
    await toCaptures();
    await app.page.getByRole('row').filter({ hasText: '/orders/2' }).click();
    const composer = app.page.getByRole('article', { name: 'Composer' });
    await app.page.keyboard.press('e');
    await composer.getByText(/^Signature:/).waitFor();
    for (const part of ['Headers', 'Options', 'Body']) {
      await composer.getByRole('tab', { name: part }).first().click();
      await calm(app.page);
      expect(await faults(app.page), part).toEqual([]);
    }
    await app.page.keyboard.press('Escape');
    await composer.waitFor({ state: 'detached' });
    await app.page.keyboard.press('?');
    await openDialog(app.page).waitFor();
    await calm(app.page);
    expect(await faults(app.page), '?').toEqual([]);
    await app.page.keyboard.press('Escape');
    await openDialog(app.page).waitFor({ state: 'detached' });
  });

  it('has no fault while a body is searched, beside another part', async () => {
    await app.page.setViewportSize({ width: 1920, height: 900 });
    await toCaptures();
    await app.page.getByRole('row').filter({ hasText: '/orders/2' }).click();
    // The tab that was open last stays.
    await app.page.getByRole('tab', { name: 'Body' }).click();
    await app.page.getByRole('tree').waitFor();
    await app.page.keyboard.press('|');
    await app.page.getByRole('separator', { name: /^Width of the body/ }).waitFor();
    for (const view of ['Tree', 'Text', 'Hex']) {
      await app.page.getByRole('button', { name: view, exact: true }).first().click();
      await app.page.keyboard.press('Control+f');
      await app.page.getByRole('textbox', { name: 'Find in this body' }).fill('two');
      await app.page.getByText('1 of 1', { exact: true }).waitFor();
      await calm(app.page);
      expect(await faultsAt(app.page, 1920), view).toEqual([]);
    }
  });
});
