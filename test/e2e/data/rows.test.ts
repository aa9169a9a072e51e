import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { counted, menuHasKeys } from '../actions.ts';
import { openShop } from './shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const cells = (page: Page, text: string) => page.getByRole('gridcell', { name: text, exact: true });
const grid = (page: Page) => page.getByRole('grid', { name: 'Rows of data' });
const entry = (page: Page, name: string) => page.getByRole('menuitem', { name, exact: true });
const counts = (page: Page, words: string) =>
  page.getByRole('status').filter({ hasText: new RegExp(`^${words}$`) });
const hasFocus = (page: Page) => grid(page).evaluate((one) => one === document.activeElement);

it('a value stands beside its rows as a tree, follows the keys, and leads to its capture', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const shop = await openShop(app);
  await shop.go(`#/data/${shop.id}/rows`);
  const act = counted(page);
  await act.click(page.getByRole('gridcell', { name: /"sku"/ }));
  const panel = page.getByRole('region', { name: 'The value and its row' });
  const tree = panel.getByRole('tree', { name: 'The value' });
  await tree.getByRole('treeitem', { name: /lines:/ }).waitFor();
  // Folded below two levels; the keys open it.
  expect(await tree.getByRole('treeitem', { name: /sku/ }).count()).toBe(0);
  await tree.focus();
  for (const key of ['End', 'ArrowRight']) await page.keyboard.press(key);
  await tree.getByRole('treeitem', { name: 'sku: A-1' }).waitFor();

  await grid(page).focus();
  await page.keyboard.press('ArrowLeft');
  await panel.getByRole('heading', { name: 'cost', exact: true }).waitFor();
  await panel.getByRole('tab', { name: 'Row' }).click();
  await panel.getByRole('treeitem', { name: 'state: new' }).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await expect.poll(() => hasFocus(page)).toBe(true);

  await page.keyboard.press('Enter');
  await act.click(panel.getByRole('link', { name: 'Open its capture' }));
  await page.getByRole('article', { name: 'Capture' }).waitFor();
  // From a row to its capture: the value, then the link.
  expect(act.count).toBeLessThanOrEqual(2);
  expect(app.problems).toEqual([]);
});

it('rows are narrowed to a value by the keys, and by menus pinned, hidden and loaded again', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const shop = await openShop(app);
  await shop.go(`#/data/${shop.id}/rows`);
  await cells(page, 'paid').first().waitFor();
  await grid(page).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+F10');
  await entry(page, 'Only rows with this value').waitFor();
  await menuHasKeys(page);
  await page.keyboard.press('o');
  await expect
    .poll(() => entry(page, 'Only rows with this value').getAttribute('data-highlighted'))
    .not.toBeNull();
  await page.keyboard.press('Enter');
  await counts(page, '2 rows').waitFor();
  await expect.poll(() => hasFocus(page)).toBe(true);
  const chips = page.getByRole('list', { name: 'Values that rows must have' });
  await chips.getByRole('button', { name: 'state = paid, show any value' }).click();
  await counts(page, '3 rows').waitFor();

  // The pointer, from the heading: the column's own menu.
  await page.getByRole('columnheader', { name: 'cost__st, string, split of cost' }).click({
    button: 'right',
  });
  await entry(page, 'Filter by value').hover();
  await entry(page, 'free (1)').click();
  await counts(page, '1 row').waitFor();
  await cells(page, 'free').click({ button: 'right' });
  await entry(page, 'Load it again').click();
  await page.getByText('Loaded 1 row', { exact: true }).first().waitFor();
  await cells(page, 'free').click({ button: 'right' });
  await entry(page, 'Column cost__st').hover();
  await entry(page, 'Pin to the left').click();
  await expect
    .poll(() => page.getByRole('columnheader').first().getAttribute('aria-label'))
    .toBe('cost__st, string, split of cost');
  await page.getByRole('columnheader').first().click({ button: 'right' });
  await entry(page, 'Hide').click();
  await page.getByRole('button', { name: /^Columns \(\d+ of \d+\)$/ }).waitFor();

  await cells(page, 'paid').click({ button: 'right' });
  await entry(page, 'Only captures with this value').click();
  await expect.poll(() => page.getByText(/^2 captures/).count()).toBeGreaterThan(0);
  expect(page.url()).toContain('body.state%3Apaid');
  expect(app.problems).toEqual([]);
});

it('a reject says which field differs from the table, and shows the record', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const shop = await openShop(app);
  await shop.send({ state: 'lost', cost: true, fresh: [1] });
  await shop.go(`#/data/${shop.id}/rejects`);
  const reject = page.getByRole('list', { name: 'Rejected records' }).getByRole('listitem').first();
  await reject.getByRole('row', { name: 'id nothing integer The key is missing' }).waitFor();
  await reject.getByRole('row', { name: /^cost true boolean .* Another type/ }).waitFor();
  await reject.getByRole('row', { name: 'fresh […] json none A new column' }).waitFor();
  expect(await reject.getByRole('row', { name: /^state/ }).count()).toBe(0);
  await reject.getByRole('button', { name: '1 field fits' }).click();
  await reject.getByRole('row', { name: 'state lost string string Fits' }).waitFor();
  await reject.getByRole('button', { name: 'Show the record' }).click();
  await reject.getByRole('treeitem', { name: 'state: lost' }).waitFor();
  await reject.getByRole('button', { name: 'Load again' }).click();
  await page.getByText('Loaded 0 rows, rejected 1 again').first().waitFor();
  expect(app.problems).toEqual([]);
});

it('what is typed for an integration is there after a reload, new or being changed', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const shop = await openShop(app);
  const kept = async (): Promise<string[]> =>
    ((await (await app.rest('/drafts')).json()) as { key: string }[]).map(({ key }) => key);
  await shop.go('#/data');
  await page.getByRole('button', { name: 'Add integration' }).click();
  await page.getByLabel('Name').fill('Second shop');
  await page.getByText('second_shop.data').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Primary key').fill('order_id');
  await expect.poll(kept).toEqual(['integration:new']);
  await page.reload();
  await page.getByRole('link', { name: 'Data, not saved' }).waitFor();
  await page.getByRole('button', { name: 'Add integration' }).click();
  await expect.poll(() => page.getByLabel('Primary key').inputValue()).toBe('order_id');
  await page.getByText(/^Not created, from /).waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByLabel('The URL', { exact: true }).waitFor();
  await expect.poll(kept).toEqual([]);
  await page.keyboard.press('Escape');

  await shop.go(`#/data/${shop.id}/settings`);
  await page.getByLabel('Primary key').fill('id, state');
  await expect.poll(kept).toEqual([`integration:${shop.id}`]);
  await page.reload();
  await expect.poll(() => page.getByLabel('Primary key').inputValue()).toBe('id, state');
  const bar = page.getByRole('region', { name: 'Draft' });
  await bar.getByText(/^Not saved, from /).waitFor();
  await bar.getByRole('button', { name: 'Discard' }).click();
  await expect.poll(() => page.getByLabel('Primary key').inputValue()).toBe('id');
  await expect.poll(kept).toEqual([]);
  expect(app.problems).toEqual([]);
});
