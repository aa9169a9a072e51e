import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { counted } from '../actions.ts';
import { openDialog } from '../dialogs.ts';
import { openShop } from './shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const editorOf = (page: Page): Locator => page.getByRole('textbox', { name: 'Query' });
const tabsOf = (page: Page): Locator => page.getByRole('navigation', { name: 'Queries' });
const columns = (page: Page): Locator => page.getByRole('columnheader');

/** The text of the editor, typed as a whole; Escape closes what it offers. */
async function write(page: Page, text: string): Promise<void> {
  await editorOf(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Escape');
}

/** The console with its editor, which takes the place of a plain field a moment later. */
async function openConsole(app: App, go: (hash: string) => Promise<void>): Promise<void> {
  await go('#/data/sql');
  await app.page.locator('main .cm-content').waitFor();
}

it('what is selected runs, else the statement around the cursor, by one chord', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const shop = await openShop(app);
  await openConsole(app, shop.go);
  await write(page, 'SELECT 1 AS one;\n\nSELECT 2 AS two;');
  const act = counted(page);
  await act.press('ControlOrMeta+Enter');
  await columns(page).filter({ hasText: 'two' }).waitFor();
  expect(act.count).toBe(1);
  await page.getByText('Runs statement 2 of 2.').waitFor();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.getByText('Runs statement 1 of 2.').waitFor();
  await page.keyboard.press('ControlOrMeta+Enter');
  await columns(page).filter({ hasText: 'one' }).waitFor();
  await page.keyboard.press('Shift+End');
  await page.getByText('Runs what is selected.').waitFor();
  // Not a line more than there was: the chord is the console's, not the editor's.
  expect(await page.locator('main .cm-line').count()).toBe(3);

  await write(page, 'SELECT id FROM my_shop.data WHERE state = :state AND id > :from');
  await page.getByRole('textbox', { name: ':state' }).fill('paid');
  await page.getByRole('textbox', { name: ':from' }).fill('2');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText(/^1 row, /).waitFor();
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await page.getByRole('region', { name: 'Plan' }).getByText('SCAN my_shop.data').waitFor();

  await write(page, 'SELECT id,\n misssing FROM my_shop.data');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('button', { name: 'Go to line 2, column 2' }).click();
  await expect.poll(() => page.locator('main .cm-lintRange-error').innerText()).toBe('misssing');
  // The place is selected: what is typed takes its place, and the mark is gone.
  await page.keyboard.insertText('state');
  await page.locator('main .cm-lintRange-error').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText(/^3 rows, /).waitFor();

  await write(
    page,
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
  );
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('button', { name: 'Cancel', exact: true }).waitFor();
  await page.keyboard.press('Alt+c');
  await page.getByText('The query was cancelled.').waitFor();
  // A key that can do nothing now says so.
  await page.keyboard.press('Alt+c');
  await page.getByText('No query is running.').first().waitFor();
  expect(app.problems).toEqual([]);
});

it('a value of a result stands beside its rows, follows the keys, and closes', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const shop = await openShop(app);
  await openConsole(app, shop.go);
  await write(page, `SELECT 1 AS one, '{"a":[1,2.50]}' AS doc, 'plain' AS words`);
  await page.keyboard.press('ControlOrMeta+Enter');
  const grid = page.getByRole('grid', { name: 'Result' });
  await grid.getByRole('gridcell', { name: 'plain' }).click();
  const panel = page.getByRole('region', { name: 'The value and its row' });
  await panel.getByLabel('The value', { exact: true }).getByText('plain').waitFor();
  await grid.focus();
  await page.keyboard.press('ArrowLeft');
  const tree = panel.getByRole('tree', { name: 'The value' });
  await tree.getByRole('treeitem', { name: '1: 2.50' }).waitFor();
  await panel.getByRole('tab', { name: 'Row' }).click();
  await panel.getByRole('treeitem', { name: 'words: plain' }).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await expect.poll(() => grid.evaluate((one) => one === document.activeElement)).toBe(true);
  expect(app.problems).toEqual([]);
});

it('tabs are kept over a reload, closed with undo, and reached by keys; a link gets one of its own', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const shop = await openShop(app);
  await openConsole(app, shop.go);
  await write(page, 'SELECT 1 AS mine');
  await shop.go(`#/data/${shop.id}/rows`);
  await page.getByRole('link', { name: 'Query in SQL' }).click();
  await page.getByText(/^3 rows, /).waitFor();
  const tab = (name: string): Locator => tabsOf(page).getByRole('link', { name, exact: true });
  await expect.poll(() => tab('my_shop.data').getAttribute('aria-current')).toBe('page');
  expect(page.url()).toMatch(/#\/data\/sql\/2$/);
  await page.keyboard.press('Alt+n');
  await expect.poll(() => tab('New query').getAttribute('aria-current')).toBe('page');
  await page.keyboard.press('Alt+PageDown');
  await expect.poll(() => tab('SELECT 1 AS mine').getAttribute('aria-current')).toBe('page');
  await expect.poll(() => editorOf(page).innerText()).toBe('SELECT 1 AS mine');
  await page.keyboard.press('Alt+PageUp');
  await expect.poll(() => tab('New query').getAttribute('aria-current')).toBe('page');
  await page.keyboard.press('Alt+w');
  await tab('New query').waitFor({ state: 'detached' });
  await page.keyboard.press('Alt+w');
  await page.getByText('Closed the tab').first().waitFor();
  await tab('my_shop.data').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => editorOf(page).innerText()).toBe('SELECT * FROM my_shop.data LIMIT 100');
  await expect
    .poll(async () => {
      const drafts = (await (await app.rest('/drafts')).json()) as { key: string }[];
      return drafts.map(({ key }) => key).toSorted();
    })
    .toEqual(['sql:1', 'sql:2']);
  await page.reload();
  await expect.poll(() => tab('SELECT 1 AS mine').count()).toBe(1);
  await expect.poll(() => editorOf(page).innerText()).toBe('SELECT * FROM my_shop.data LIMIT 100');
  // The same question goes to the tab that has it.
  await shop.go('#/sql/SELECT%201%20AS%20mine');
  await columns(page).filter({ hasText: 'mine' }).waitFor();
  await expect.poll(() => page.url()).toMatch(/#\/data\/sql\/1$/);
  expect(await tabsOf(page).getByRole('link').count()).toBe(2);
  expect(app.problems).toEqual([]);
});

it('a result is sorted, narrowed and copied, leads to its captures, and keeps its chart', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const shop = await openShop(app);
  await openConsole(app, shop.go);
  await write(
    page,
    "SELECT capture_id, row_count AS n, '=1+1' AS t FROM my_shop._backstitch_loads",
  );
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText(/^3 rows, /).waitFor();
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  const copy = async (what: string): Promise<void> => {
    await page.getByRole('button', { name: 'Copy as' }).click();
    await page.getByRole('menuitem', { name: what }).click();
  };
  await copy('CSV');
  await expect.poll(clipboard).toMatch(/^capture_id,n,t\r\n\d+,1,'=1\+1\r\n/);
  await copy('INSERT');
  await expect
    .poll(clipboard)
    .toMatch(
      /^INSERT INTO _backstitch_loads \(capture_id, n, t\) VALUES\n {2}\(\d+, 1, '=1\+1'\),/,
    );
  await copy('Markdown');
  await expect.poll(clipboard).toMatch(/^\| capture\\_id \| n \| t \|\n/);
  await page.getByRole('link', { name: 'Open 3 captures' }).click();
  await expect.poll(() => page.getByText(/^3 captures/).count()).toBeGreaterThan(0);
  await page.goBack();

  await page.locator('main .cm-content').waitFor();
  await write(page, 'SELECT state, count(*) AS orders FROM my_shop.data GROUP BY state');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText(/^2 rows, /).waitFor();
  const first = (): Locator => page.getByRole('gridcell').first();
  await expect.poll(() => first().innerText()).toBe('new');
  await columns(page).filter({ hasText: 'orders' }).click();
  await columns(page).filter({ hasText: 'orders' }).click();
  await expect.poll(() => first().innerText()).toBe('paid');
  await page.getByRole('textbox', { name: 'Filter the result' }).fill('NEW');
  await page.getByText(/^1 of 2 rows, /).waitFor();
  await page.getByRole('textbox', { name: 'Filter the result' }).fill('');

  await page.getByRole('tab', { name: 'Chart' }).click();
  await page.getByLabel('Shown as').selectOption('line');
  await page.keyboard.press('ControlOrMeta+s');
  await openDialog(page).getByLabel('Name').fill('Orders by state');
  await openDialog(page).getByRole('button', { name: 'Save' }).click();
  const saved = page.getByRole('region', { name: 'Saved' });
  await saved.getByRole('button', { name: 'Orders by state', exact: true }).waitFor();
  await expect
    .poll(async () => {
      const prefs = (await (await app.rest('/prefs')).json()) as { sqlCharts?: object };
      return Object.values(prefs.sqlCharts ?? {});
    })
    .toEqual([{ kind: 'line', x: null, y: null }]);
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText(/2 rows · [\d.]+ m?s$/).waitFor();
  // Another window of it opens as the chart.
  await page.reload();
  await saved.getByRole('button', { name: 'Orders by state', exact: true }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('img', { name: /^orders by state/ }).waitFor();
  expect(await page.getByLabel('Shown as').inputValue()).toBe('line');
  await saved.getByRole('button', { name: 'Delete Orders by state' }).click();
  await saved.waitFor({ state: 'detached' });

  // Somebody else keeps one, and deletes it.
  const body = JSON.stringify({ name: 'From elsewhere', sql: 'SELECT 1' });
  const made = await app.rest('/sql/queries', { method: 'PUT', body });
  await saved.getByRole('button', { name: 'From elsewhere', exact: true }).waitFor();
  const { id } = (await made.json()) as { id: number };
  await app.rest(`/sql/queries/${id}`, { method: 'DELETE' });
  await saved.waitFor({ state: 'detached' });
  await expect
    .poll(async () => (await (await app.rest('/prefs')).json()) as object)
    .not.toHaveProperty('sqlCharts');
  expect(app.problems).toEqual([]);
});

it('tables and columns are found, put where the cursor is, and dragged into the query', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const shop = await openShop(app);
  await openConsole(app, shop.go);
  const side = page.getByRole('complementary', { name: 'Tables and queries' });
  await write(page, 'SELECT  FROM ');
  await side.getByRole('button', { name: 'Insert my_shop.data', exact: true }).click();
  await expect.poll(() => editorOf(page).innerText()).toBe('SELECT  FROM my_shop.data');
  await page.keyboard.insertText(' LIMIT 1');
  await side.getByRole('textbox', { name: 'Find a table or column' }).fill('cost__st');
  await expect
    .poll(() => side.getByRole('button', { name: 'cost__st', exact: true }).count())
    .toBe(2);
  // A slow browser may lose a drag that is quicker than any hand: it is tried until it is taken.
  const column = side.getByRole('button', { name: 'cost__st', exact: true }).first();
  const query = page.locator('main .cm-content');
  await expect
    .poll(async () => {
      const text = await editorOf(page).innerText();
      if (!text.includes('cost__st'))
        await column.dragTo(query, { targetPosition: { x: 56, y: 14 } });
      return text;
    })
    .toContain('cost__st');
  await side.getByRole('textbox', { name: 'Find a table or column' }).fill('no such thing');
  await side.getByText('Nothing is called like this.').waitFor();

  // The line between the query and what came of it is moved by keys, too.
  const line = page.getByRole('separator', { name: 'Height of the query' });
  const height = async (): Promise<number> => (await editorOf(page).boundingBox())?.height ?? 0;
  const before = await height();
  await line.focus();
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowDown');
  await expect.poll(height).toBeGreaterThan(before);
  expect(app.problems).toEqual([]);
});
