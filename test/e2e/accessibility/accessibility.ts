import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';
import { calm } from '../calm.ts';
import { openDialog } from '../dialogs.ts';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** Serious and critical faults, in words, and a page that has no main landmark, or several. */
async function faults(page: Page): Promise<string[]> {
  const isThere = await page.evaluate(() => Reflect.has(window, 'axe'));
  if (!isThere) await page.evaluate(axeSource);
  // Roles and names are the same in both themes; only contrast is looked at twice.
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const options = isDark ? { runOnly: ['color-contrast'] } : {};
  const results = await page.evaluate((how) => {
    const axe = Reflect.get(window, 'axe') as { run(how: object): Promise<AxeResults> };
    return axe.run(how);
  }, options);
  const serious = results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 150)).join(' | ')}`);
  const mains = await page.locator('main').count();
  return mains === 1 ? serious : [...serious, `main: there are ${mains} of them`];
}

async function fill(app: App): Promise<void> {
  const { intake } = app.cli.ready;
  for (let i = 0; i < 5; i += 1) {
    await fetch(`${intake}/orders/${i}?a=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ i, list: [1, 'two', null, true] }),
    });
  }
  await app.page.getByRole('row').filter({ hasText: '/orders/4' }).waitFor();
}

/**
 * Looks at every page and dialog in one theme. Each theme is a test file of its own, so that two run
 * at once.
 */
export function looksAccessible(theme: 'light' | 'dark'): void {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('has no serious fault when empty and with a mistake in the search', async () => {
    await using app = await openApp(browser, { theme });
    expect(await faults(app.page)).toEqual([]);
    await app.page.getByRole('combobox').first().fill('stauts:200');
    await app.page
      .getByText(/Did you mean/)
      .first()
      .waitFor();
    expect(await faults(app.page)).toEqual([]);
  });

  it('has no serious fault in a comparison and in a series', async () => {
    await using app = await openApp(browser, { theme });
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

  it('has no serious fault while a body is searched, beside another part', async () => {
    await using app = await openApp(browser, { theme, width: 1920 });
    await fill(app);
    await app.page.getByRole('row').filter({ hasText: '/orders/2' }).click();
    await app.page.getByRole('tree').waitFor();
    await app.page.keyboard.press('|');
    await app.page.getByRole('separator', { name: /^Width of the body/ }).waitFor();
    for (const view of ['Tree', 'Text', 'Hex']) {
      await app.page.getByRole('button', { name: view, exact: true }).first().click();
      await app.page.keyboard.press('Control+f');
      await app.page.getByRole('textbox', { name: 'Find in this body' }).fill('two');
      await app.page.getByText('1 of 1', { exact: true }).waitFor();
      await calm(app.page);
      expect(await faults(app.page), view).toEqual([]);
    }
  });

  it('has no serious fault in the list and every tab of the detail', async () => {
    await using app = await openApp(browser, { theme });
    await fill(app);
    await app.page.getByRole('row').filter({ hasText: '/orders/2' }).click();
    const tabs = app.page.getByRole('tab');
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

  it('has no serious fault in its pages and dialogs', async () => {
    await using app = await openApp(browser, { theme });
    await fill(app);
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
    await app.page.getByRole('link', { name: 'Endpoints' }).click();
    await app.page.getByRole('textbox', { name: 'Path of a new endpoint' }).fill('/orders');
    await app.page.keyboard.press('Enter');
    const panel = app.page.getByRole('region', { name: 'Endpoint orders' });
    for (const tab of ['Reply', 'Forward', 'Sender', 'URL']) {
      await panel.getByRole('tab', { name: tab }).click();
      await calm(app.page);
      expect(await faults(app.page), tab).toEqual([]);
    }
    for (const tab of ['Senders', 'Tunnel']) {
      await app.page.getByRole('link', { name: tab, exact: true }).click();
      await calm(app.page);
      expect(await faults(app.page), tab).toEqual([]);
    }
    await app.page.getByRole('link', { name: 'Settings' }).click();
    await calm(app.page);
    expect(await faults(app.page)).toEqual([]);
  });

  it('has no serious fault in any part of an app', async () => {
    await using app = await openApp(browser, { theme });
    const { page } = app;
    await page.getByRole('link', { name: 'Apps' }).click();
    await page.getByRole('heading', { name: 'No apps yet' }).waitFor();
    expect(await faults(page), 'empty').toEqual([]);
    const made = await app.rest('/app/import-sample', { method: 'POST', body: '{}' });
    const { app: sample } = (await made.json()) as { app: { id: string } };
    await fetch(`${app.cli.ready.intake}/w/orders/staff`);
    const parts = [
      'overview',
      'services',
      'functions',
      'packages',
      'endpoints',
      'values',
      'users',
      'rules',
      'collections',
      'export',
      'settings',
    ];
    const pages = [
      ...parts,
      'outbox',
      'runs',
      'services/orders%2Fplace',
      'services/orders%2Fplace/settings',
      'services/orders%2Fplace/runs',
      'services/*/webhooks',
      'services/orders/rules',
      'users/*/providers',
      'functions/priceOf',
    ];
    for (const part of [...pages, 'services/orders']) {
      await page.evaluate((hash) => {
        window.location.hash = hash;
      }, `#/apps/${sample.id}/${part}`);
      await calm(page);
      expect(await faults(page), part).toEqual([]);
    }
  });

  it('has no serious fault in any part of an integration, nor in the console', async () => {
    await using app = await openApp(browser, { theme });
    const { page } = app;
    const go = async (hash: string): Promise<void> => {
      await page.evaluate((to) => {
        window.location.hash = to;
      }, hash);
      await calm(page);
    };
    await go('#/data');
    expect(await faults(page), 'empty').toEqual([]);
    await page.getByRole('button', { name: 'Add integration' }).click();
    await page.getByLabel('Name').fill('####');
    await page.getByText('invalid name').waitFor();
    expect(await faults(page), 'name with a mistake').toEqual([]);
    await page.keyboard.press('Escape');
    const body = JSON.stringify({ name: 'shop', primaryKey: ['id'] });
    const made = await app.rest('/integrations', { method: 'POST', body });
    const { url, integration } = (await made.json()) as {
      url: string;
      integration: { id: string };
    };
    for (const sent of ['[{"id":1,"a":{"b":"c"}},{"id":2,"a":"x"}]', '{"id":null}']) {
      await fetch(url, { method: 'POST', body: sent });
    }
    for (const part of ['rows', 'rejects', 'loads', 'schema', 'settings']) {
      await go(`#/data/${integration.id}/${part}`);
      expect(await faults(page), part).toEqual([]);
    }
    await go('#/data');
    expect(await faults(page), 'list').toEqual([]);
    await go(`#/data/sql/${encodeURIComponent('SELECT id FROM shop.data')}`);
    expect(await faults(page), 'console').toEqual([]);
    await page.getByRole('tab', { name: 'Chart' }).click();
    expect(await faults(page), 'chart').toEqual([]);
  });

  it('has no serious fault in the simulator, empty and with a result', async () => {
    await using app = await openApp(browser, { theme });
    const { page } = app;
    await page.getByRole('link', { name: 'Simulator' }).click();
    await page.getByRole('img', { name: /^The plan/ }).waitFor();
    expect(await faults(page), 'empty').toEqual([]);
    await page.getByLabel('Pattern').selectOption('race');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText(/^Finished after/).waitFor();
    await calm(page);
    expect(await faults(page), 'result').toEqual([]);
    await page.getByRole('gridcell').first().click();
    await calm(page);
    expect(await faults(page), 'event').toEqual([]);
  });

  it('has no serious fault around deliveries, empty and full', async () => {
    await using app = await openApp(browser, { theme });
    const { page } = app;
    const look = async (hash: string): Promise<void> => {
      await page.evaluate((to) => {
        window.location.hash = to;
      }, `#/deliveries/${hash}`);
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
    for (const part of parts) await look(part);
    await look(`destinations/${id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByText('Headers, order, limits').click();
    await calm(page);
    expect(await faults(page), 'form').toEqual([]);
    await page.keyboard.press('Escape');
    await look(`queue/${sent.deliveries[0]?.id}`);
    for (const tab of ['Message', 'Trace', 'Attempts']) {
      await page.getByRole('tab', { name: tab }).click();
      await calm(page);
      expect(await faults(page), tab).toEqual([]);
    }
  });
}
