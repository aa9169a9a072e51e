import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { openDialog } from '../dialogs.ts';
import { holdAnswers } from '../held-answers.ts';

let browser: Browser;
let app: App;
let answers: Awaited<ReturnType<typeof holdAnswers>>;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
  answers = await holdAnswers(app.page);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});

const hashOf = (page: Page): string => new URL(page.url()).hash;

async function appNames(): Promise<string[]> {
  const list = (await (await app.rest('/apps')).json()) as { name: string }[];
  return list.map(({ name }) => name);
}

/** Fills the dialog of a new app, sends it, and closes the dialog before the answer is there. */
async function startApp(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Apps', exact: true }).click();
  await page.getByRole('main').getByRole('button', { name: 'New app' }).first().click();
  const dialog = openDialog(page);
  await dialog.getByLabel('Name').fill(name);
  answers.hold();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

describe('an answer that comes when its dialog is gone', () => {
  it('leads nobody back who went on', async () => {
    const { page } = app;
    await startApp(page, 'late');
    await page.getByRole('link', { name: 'Simulator', exact: true }).click();
    await expect.poll(() => hashOf(page)).toBe('#/simulator');
    await expect.poll(appNames).toEqual(['late']);
    await answers.letGo();
    await page.getByRole('link', { name: 'Apps', exact: true }).click();
    await page.getByRole('link', { name: /^late/ }).waitFor();
    await page.goBack();
    expect(hashOf(page)).toBe('#/simulator');
  });

  it('does what comes of it, and says what did not work', async () => {
    const { page } = app;
    const { intake } = app.cli.ready;
    await fetch(`${intake}/orders`, { method: 'POST', body: '{"a":1}' });
    await app.rest('/destinations', {
      method: 'POST',
      body: JSON.stringify({ name: 'Shop', url: 'http://127.0.0.1:9/' }),
    });
    await page.getByRole('link', { name: /^Captures(,|$)/ }).click();
    await page.locator('[data-search-input]').fill('method:POST');
    await page.getByText('1 found', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save as a view' }).click();
    const dialog = openDialog(page);
    await dialog.getByLabel('Name').fill('Posted');
    answers.hold();
    await dialog.getByRole('button', { name: 'Save view' }).click();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await answers.letGo();
    await page.getByRole('button', { name: 'View “Posted”' }).waitFor();

    await page.getByRole('row').filter({ hasText: '/orders' }).click();
    await page.getByRole('tab', { name: /^Activity/ }).click();
    await page.getByRole('button', { name: 'Send to a destination' }).click();
    await dialog.getByRole('checkbox', { name: /^Shop/ }).check();
    answers.hold();
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await answers.letGo();
    await page.getByText('Queued', { exact: true }).first().waitFor();

    await page.getByRole('button', { name: 'View “Posted”' }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await dialog.getByLabel('Name').fill('Put');
    // Another window deletes it.
    answers.hold();
    const views = (await (await app.rest('/views')).json()) as { id: string; name: string }[];
    const gone = views.find(({ name }) => name === 'Posted')?.id;
    await app.rest(`/views/${gone}`, { method: 'DELETE' });
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await answers.letGo();
    await page.getByText('What you started did not work').first().waitFor();
    expect(app.problems).toEqual([]);
  });
});
