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

const row = (page: Page, path: string): Locator => page.getByRole('row', { name: `${path},` });
const box = (page: Page): Locator => page.getByRole('combobox', { name: 'Search captures' });
const views = (page: Page): Locator => page.getByRole('navigation', { name: 'Views' });

async function fill(app: App): Promise<void> {
  const { intake } = app.cli.ready;
  for (const path of ['/a', '/b', '/c']) await fetch(intake + path, { method: 'POST', body: path });
  await fetch(`${intake}/d`, { method: 'PUT', body: 'd' });
  await row(app.page, '/d').waitFor();
  await row(app.page, '/a').waitFor();
}

it('shows nothing as found beside a mistake, and offers what sets it right', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await box(page).fill('method:PUT');
  await page.getByText('1 found', { exact: true }).waitFor();
  await box(page).fill('method:PUT foo:bar status:40x "open');
  const notice = page.getByRole('alert');
  await expect.poll(() => notice.getByRole('listitem').count()).toBe(3);
  await page.getByText('Not searched', { exact: true }).waitFor();
  // The rows of the last good search are to be seen, not to be worked with.
  const dimmed = await page.locator('[data-event]').first().boundingBox();
  expect(dimmed).not.toBeNull();
  await page.mouse.click(dimmed?.x ?? 0, dimmed?.y ?? 0);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  expect(await page.getByRole('article', { name: 'Capture' }).count()).toBe(0);
  expect(await page.getByRole('toolbar', { name: 'Selected captures' }).count()).toBe(0);
  await page.getByRole('button', { name: 'More for this list' }).click();
  const remove = page.getByRole('menuitem', { name: 'Delete all found…' });
  expect(await remove.getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('Escape');
  const mend = (name: string) => notice.getByRole('button', { name, exact: true }).click();
  await notice.getByRole('listitem').last().getByRole('button').first().click();
  await expect.poll(() => box(page).inputValue()).toBe('method:PUT foo:bar status:40x "open"');
  await expect.poll(() => notice.getByRole('listitem').count()).toBe(2);
  await mend('4xx');
  await mend('Search for “foo:bar” as text');
  await expect.poll(() => box(page).inputValue()).toBe('method:PUT "foo:bar" status:4xx "open"');
  await page.getByText('0 found', { exact: true }).waitFor();
  expect(await notice.count()).toBe(0);
});

it('offers searches near one that finds nothing, with how many they find', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await box(page).fill('method:POST status:500');
  await page.getByRole('button', { name: 'Without status:500 3' }).click();
  await page.getByText('3 found', { exact: true }).waitFor();
  expect(await box(page).inputValue()).toBe('method:POST');
});

it('offers a value that exists for one that does not', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await box(page).fill('method:psot');
  const offers = page.getByRole('list', { name: 'Other searches' });
  await offers.getByRole('button').first().click();
  await page.getByText('3 found', { exact: true }).waitFor();
  expect((await box(page).inputValue()).toLowerCase()).toBe('method:post');
});

it('keeps a search as a view, and comes back to it by a tab, a key and a link', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await box(page).fill('method:PUT');
  await page.getByText('1 found', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Save as a view' }).click();
  const name = page.getByRole('textbox', { name: 'Name' });
  expect(await name.inputValue()).toBe('PUT');
  await page.keyboard.press('Enter');
  const tab = views(page).getByRole('button', { name: 'PUT', exact: true });
  await expect.poll(() => tab.getAttribute('aria-current')).toBe('true');

  await views(page).getByRole('button', { name: 'All', exact: true }).click();
  await page.getByText('4 captures', { exact: true }).waitFor();
  await page.keyboard.press('7');
  await page.getByText('1 found', { exact: true }).waitFor();

  await box(page).fill('method:PUT path:/x');
  await views(page).getByRole('img', { name: 'changed' }).waitFor();
  await page.getByRole('button', { name: 'View “PUT”' }).click();
  await page.getByRole('menuitem', { name: 'Reset to “PUT”' }).click();
  await expect.poll(() => box(page).inputValue()).toBe('method:PUT');

  // One that a script keeps is there without a reload.
  const body = JSON.stringify({ name: 'By script', search: 'method:POST' });
  const headers = { 'content-type': 'application/json' };
  expect((await app.rest('/views', { method: 'POST', headers, body })).status).toBe(200);
  await views(page).getByRole('button', { name: 'By script' }).click();
  await page.getByText('3 found', { exact: true }).waitFor();
  await tab.click();
  await expect.poll(() => box(page).inputValue()).toBe('method:PUT');

  await row(page, '/d').click();
  await page.getByRole('article', { name: 'Capture' }).waitFor();
  const address = page.url();
  expect(address).toMatch(/#\/captures\/[^?]+\?view=.+&q=method%3APUT$/);
  await page.goto('about:blank');
  await page.goto(address);
  await page.getByText('1 found', { exact: true }).waitFor();
  await page.getByRole('article', { name: 'Capture' }).waitFor();
  await expect.poll(() => tab.getAttribute('aria-current')).toBe('true');

  await page.getByRole('button', { name: 'View “PUT”' }).click();
  await page.getByRole('menuitem', { name: 'Delete view' }).click();
  await tab.waitFor({ state: 'detached' });
  await page.getByText('4 captures', { exact: true }).waitFor();
});

it('goes back to the search before, and keeps one search through another page', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await page.keyboard.press('/');
  await page.keyboard.type('method:PUT');
  await page.getByText('1 found', { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('2');
  await page.getByText('0 found', { exact: true }).waitFor();
  await page.goBack();
  await page.getByText('1 found', { exact: true }).waitFor();
  expect(await box(page).inputValue()).toBe('method:PUT');
  await page.getByRole('link', { name: 'Endpoints' }).click();
  await page.getByRole('link', { name: /^Captures(,|$)/ }).click();
  await page.getByText('1 found', { exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Endpoints', level: 1 }).waitFor();
  // Two steps at once: the place between is never shown.
  await page.evaluate(() => window.history.go(-2));
  await page.getByText('4 captures', { exact: true }).waitFor();
  expect(app.problems).toEqual([]);
});

it('offers what to search for in an empty box: recent searches, views and examples', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await fetch(`${app.cli.ready.intake}/hub`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-github-event': 'push' },
    body: '{"ref":"main"}',
  });
  await row(page, '/hub').waitFor();
  await page.keyboard.press('/');
  const list = page.getByRole('listbox', { name: 'Searches to begin with' });
  await list.getByRole('option', { name: 'provider:github 1' }).waitFor();
  expect(await list.getByRole('group', { name: 'Recent' }).count()).toBe(0);
  await page.keyboard.type('method:PUT');
  await page.getByText('1 found', { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('1');
  await page.getByText('5 captures', { exact: true }).waitFor();
  await page.keyboard.press('/');
  await list.getByRole('group', { name: 'Recent' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('1 found', { exact: true }).waitFor();
  expect(await box(page).inputValue()).toBe('method:PUT');
});
