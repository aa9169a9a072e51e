import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

async function fill(app: App, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await fetch(`${app.cli.ready.intake}/n/${i}`, { method: 'POST', body: `body ${i}` });
  }
  await app.page
    .getByRole('row')
    .filter({ hasText: `/n/${count - 1}` })
    .waitFor();
}

/** The one row the keys are on. */
const active = (page: Page, path: string): Locator =>
  page.locator('[role=row][data-active]').filter({ hasText: path });

async function found(app: App, search: string): Promise<string[]> {
  const reply = await app.rest(`/captures?search=${encodeURIComponent(search)}`);
  const { items } = (await reply.json()) as { items: { target: string }[] };
  return items.map((item) => item.target);
}

it('is worked by keys alone: move, open, pin, delete, undo, close', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app, 4);
  await active(page, '/n/3').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const detail = page.getByRole('article', { name: 'Capture' });
  await detail.getByText('/n/2').first().waitFor();
  await page.keyboard.press('p');
  await expect.poll(() => found(app, 'is:pinned')).toEqual(['/n/2']);
  await page.keyboard.press('Delete');
  await expect.poll(() => found(app, '')).toEqual(['/n/3', '/n/1', '/n/0']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => found(app, '')).toEqual(['/n/3', '/n/2', '/n/1', '/n/0']);
  await page.getByRole('row').filter({ hasText: '/n/2' }).waitFor();
});

it('selects several with Shift and deletes them at once', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app, 5);
  await page.getByRole('row').filter({ hasText: '/n/4' }).click();
  await page
    .getByRole('row')
    .filter({ hasText: '/n/2' })
    .click({ modifiers: ['Shift'] });
  const toolbar = page.getByRole('toolbar', { name: 'Selected captures' });
  await toolbar.getByText('3 captures selected').waitFor();
  await toolbar.getByRole('button', { name: /Delete/ }).click();
  await expect.poll(() => found(app, '')).toEqual(['/n/1', '/n/0']);
});

it('opens the capture a link names', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app, 3);
  const reply = await app.rest('/captures?search=path:/n/1');
  const { items } = (await reply.json()) as { items: { id: string }[] };
  await page.goto(`${app.cli.ready.control}/#/captures/${items[0]?.id}`);
  const detail = page.getByRole('article', { name: 'Capture' });
  await detail.getByText('/n/1').first().waitFor();
  expect(app.problems).toEqual([]);
});

it('shows a pause with its reason, and that capture goes on', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const { default: SqliteDatabase } = await import('better-sqlite3');
  const other = new SqliteDatabase(`${app.dataDir}/backstitch.db`);
  other.exec('BEGIN EXCLUSIVE');
  const refused = await fetch(`${app.cli.ready.intake}/x`);
  expect(refused.status).toBe(503);
  await page.getByText('Another program has locked the database.').first().waitFor();
  // What helps stands beside it: here the folder, for nothing is full.
  await page.getByRole('alert').getByRole('button', { name: 'Open the folder' }).waitFor();
  other.exec('ROLLBACK');
  other.close();
  await page
    .getByText('Another program has locked the database.')
    .first()
    .waitFor({ state: 'detached' });
  expect((await fetch(`${app.cli.ready.intake}/y`)).status).toBe(200);
});
