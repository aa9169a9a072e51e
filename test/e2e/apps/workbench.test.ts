import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const ORDER = JSON.stringify({ customer: 'ada@x.test', lines: [{ item: 'pencil', count: 3 }] });
const sign = (body: string): string =>
  `sha256=${createHmac('sha256', 'needle-and-thread').update(body).digest('hex')}`;

/** The function editor of a webhook that took so many orders. */
async function openWorkbench(orders: number, width = 1440): Promise<App> {
  const app = await openApp(browser, { width, height: 900 });
  const made = await app.rest('/app/import-sample', { method: 'POST', body: '{}' });
  const { app: sample } = (await made.json()) as { app: { id: string } };
  for (let i = 0; i < orders; i += 1) {
    await fetch(`${app.cli.ready.intake}/w/orders/place`, {
      method: 'POST',
      body: ORDER,
      headers: { 'x-hook-signature': sign(ORDER) },
    });
  }
  await app.page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/apps/${sample.id}/services/orders%2Fplace`);
  await app.page.locator('.cm-content').first().waitFor();
  return app;
}

async function type({ page }: App, source: string): Promise<void> {
  await page.locator('.cm-content').first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(source);
}

const LATER =
  "exports = function (payload, response) {\n  console.log('later', payload.body.length());\n" +
  '  response.setStatusCode(202);\n};';

describe('the workbench of a function', () => {
  it('runs the edited function on the last 20 captures by one action', async () => {
    await using app = await openWorkbench(3);
    const { page } = app;
    await type(app, LATER);
    let actions = 0;
    actions += 1;
    await page.getByRole('tab', { name: 'Compare 20' }).click();
    await page.getByText('3 different', { exact: true }).first().waitFor();
    expect(actions).toBeLessThanOrEqual(1);
    const row = page.getByRole('row', { name: /different/ }).first();
    expect(await row.innerText()).toMatch(/201\s*→.*202/s);
    await row.getByRole('button', { name: /Compare the answers/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Answer then').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(app.problems).toEqual([]);
  });

  it('needs no action for it while Live is on, and folds what stays the same', async () => {
    await using app = await openWorkbench(3);
    const { page } = app;
    await page.getByRole('checkbox', { name: 'Live' }).click();
    await type(app, LATER);
    await page.getByText('3 different', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('3 same', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Compare 20' }).click();
    const fold = page.getByRole('button', { name: '3 same' });
    expect(await page.getByRole('button', { name: /Compare the answers/ }).count()).toBe(0);
    await fold.click();
    await expect
      .poll(() => page.getByRole('button', { name: /Compare the answers/ }).count())
      .toBe(3);
    expect(app.problems).toEqual([]);
  });

  it('says logs and errors at their lines, and jumps there from the stack', async () => {
    await using app = await openWorkbench(1);
    const { page } = app;
    await type(app, `${LATER.slice(0, -2)}  nope.x;\n};`);
    await page.keyboard.press('Control+Enter');
    const notes = page.locator('.cm-note');
    await expect
      .poll(() => notes.allInnerTexts())
      .toEqual([expect.stringMatching(/^later \d+$/), expect.stringMatching(/^ReferenceError: /)]);
    const lines = page.locator('.cm-content').first().locator('.cm-line');
    expect(await lines.nth(1).innerText()).toContain('console.log');
    expect(await lines.nth(1).locator('.cm-note').count()).toBe(1);
    expect(await lines.nth(3).locator('.cm-note-bad').count()).toBe(1);
    await page.getByRole('button', { name: /orders\/place:4/ }).click();
    await expect.poll(() => page.locator('.cm-activeLine').first().innerText()).toContain('nope.x');
    await page.getByRole('tab', { name: /^Logs/ }).click();
    await page.getByRole('button', { name: 'line 2' }).click();
    await expect
      .poll(() => page.locator('.cm-activeLine').first().innerText())
      .toContain('console.log');
    expect(app.problems).toEqual([]);
  });

  it('finds the capture to run on by its status, and leads from a name to its function', async () => {
    await using app = await openWorkbench(2);
    const { page } = app;
    await fetch(`${app.cli.ready.intake}/w/orders/place`, { method: 'POST', body: ORDER });
    await page.getByRole('combobox', { name: /^Run on/ }).click();
    const search = page.getByRole('combobox', { name: 'Search captures' });
    await page.getByRole('option', { name: /401/ }).waitFor();
    await search.fill('401');
    await expect.poll(() => page.getByRole('listbox').getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: /^Run on .*401/ }).waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^Not run:/).waitFor();

    await page
      .getByText("'priceOf'")
      .first()
      .click({ modifiers: ['ControlOrMeta'] });
    await page.getByRole('heading', { level: 2, name: 'priceOf' }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('finds a text in all functions, and opens the line', async () => {
    await using app = await openWorkbench(0);
    const { page } = app;
    await page.getByRole('link', { name: 'Functions', exact: true }).click();
    await page.getByLabel('Search functions').fill('setStatusCode(201)');
    const hits = page.getByRole('region', { name: 'In the code' });
    await hits.getByRole('link', { name: /orders\/place/ }).click();
    await page.getByRole('heading', { level: 2, name: 'place' }).waitFor();
    await expect
      .poll(() => page.locator('.cm-activeLine').first().innerText())
      .toContain('setStatusCode(201)');
    expect(app.problems).toEqual([]);
  });

  it('has its panel below the editor in a window under 900 px', async () => {
    await using app = await openWorkbench(1, 890);
    const { page } = app;
    const editor = await page.locator('.cm-content').first().boundingBox();
    const run = await page.getByRole('button', { name: 'Run', exact: true }).boundingBox();
    expect(run?.y).toBeGreaterThan((editor?.y ?? 0) + 100);
    await page.setViewportSize({ width: 900, height: 900 });
    await expect
      .poll(async () => {
        const beside = await page.getByRole('button', { name: 'Run', exact: true }).boundingBox();
        const left = await page.locator('.cm-content').first().boundingBox();
        return (beside?.x ?? 0) > (left?.x ?? 0) + 200 && (beside?.y ?? 0) < (left?.y ?? 0) + 100;
      })
      .toBe(true);
  });
});
