import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';
import { backToList, counted } from '../actions.ts';
import { endpointRow, makeEndpoints, panelOf } from './endpoints-page.ts';

let browser: Browser;
/** The tests share it: each says which endpoints there are. */
let app: App;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});
beforeEach(() => backToList(app));

const named = (count: number): string[] => Array.from({ length: count }, (_, n) => `Hook ${n + 1}`);

/** Makes these the endpoints there are, beside the inbox, and shows them. */
async function openWith(app: App, names: readonly string[]): Promise<void> {
  const list = (await (await app.rest('/endpoints')).json()) as { id: string; name: string }[];
  const there = list.filter(({ name }) => name !== 'Inbox');
  if (
    there
      .map(({ name }) => name)
      .toSorted()
      .join() !== names.toSorted().join()
  ) {
    for (const { id } of there) await app.rest(`/endpoints/${id}`, { method: 'DELETE' });
    await makeEndpoints(app, names);
  }
  await app.page.getByRole('link', { name: 'Endpoints', exact: true }).click();
  await endpointRow(app.page, names[0] ?? '').waitFor();
}

async function order(app: App): Promise<string[]> {
  const list = (await (await app.rest('/endpoints')).json()) as { name: string }[];
  return list.map(({ name }) => name);
}

const focusedRow = (page: Page): Promise<string | null> =>
  page.evaluate<string | null>(`document.activeElement?.getAttribute('aria-rowindex') ?? null`);

describe('the list of endpoints by key', () => {
  it('moves, selects, deletes and brings back', async () => {
    const { page } = app;
    await openWith(app, ['A', 'B', 'C', 'D']);
    await endpointRow(page, 'A').focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => order(app)).toEqual(['B', 'A', 'C', 'D', 'Inbox']);
    await expect.poll(() => focusedRow(page)).toBe('3');
    await page.keyboard.press('Alt+End');
    await expect.poll(() => order(app)).toEqual(['B', 'C', 'D', 'A', 'Inbox']);
    await expect.poll(() => focusedRow(page)).toBe('5');
    await page.keyboard.press('Home');
    await expect.poll(() => focusedRow(page)).toBe('2');
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 endpoints selected').waitFor();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await expect
      .poll(() => page.getByRole('switch', { checked: false, name: /enabled/ }).count())
      .toBe(2);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => order(app)).toEqual(['D', 'A', 'Inbox']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => order(app)).toEqual(['B', 'C', 'D', 'A', 'Inbox']);
    expect(app.problems).toEqual([]);
  });

  it('opens the menu of a row, and moves it before another one', async () => {
    const { page } = app;
    await openWith(app, ['A', 'B', 'C']);
    await endpointRow(page, 'A').focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Move to…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Move A' });
    await dialog.getByRole('combobox', { name: 'Put it before' }).fill('everything');
    await page.getByRole('option', { name: 'Everything else' }).click();
    await dialog.getByRole('button', { name: 'Move' }).click();
    await expect.poll(() => order(app)).toEqual(['B', 'C', 'A', 'Inbox']);
  });
});

describe('the list of endpoints by pointer', () => {
  it('drags a row by its grip', async () => {
    const { page } = app;
    await openWith(app, ['A', 'B', 'C', 'D']);
    const grip = endpointRow(page, 'D').locator('[data-grip]');
    const from = (await grip.boundingBox())!;
    const to = (await endpointRow(page, 'B').boundingBox())!;
    await page.mouse.move(from.x + 5, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 5, to.y + 10, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => order(app)).toEqual(['A', 'D', 'B', 'C', 'Inbox']);
    expect(app.problems).toEqual([]);
  });

  it('says what shadows an endpoint, and moves it above by one click', async () => {
    const { page } = app;
    await openWith(app, ['Orders', 'Old']);
    const list = (await (await app.rest('/endpoints')).json()) as { id: string; name: string }[];
    const old = list.find(({ name }) => name === 'Old')!;
    const body = JSON.stringify({ ...old, path: '/orders/x' });
    await app.rest(`/endpoints/${old.id}`, { method: 'PUT', body });
    const row = endpointRow(page, 'Old');
    await row.getByText('Never reached: Orders above takes all of it').waitFor();
    await row.getByRole('button', { name: 'Move above' }).click();
    await expect.poll(() => order(app)).toEqual(['Old', 'Orders', 'Inbox']);
    await row.getByText('200 JSON').waitFor();
  });
});

it('a path that is tested lights up the row that takes it, and says why others do not', async () => {
  const { page } = app;
  await openWith(app, ['Slow', 'Orders', 'Late']);
  await page.getByRole('button', { name: 'Test a path…' }).click();
  await page.keyboard.insertText('POST /orders/1?x=1');
  await page.getByText('Orders takes POST /orders/1.').waitFor();
  await endpointRow(page, 'Slow').getByText('not this one: another path').waitFor();
  await endpointRow(page, 'Orders').getByText('takes it, answers 200 JSON').waitFor();
  await endpointRow(page, 'Late').getByText('200 JSON', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await endpointRow(page, 'Orders').getByText('200 JSON', { exact: true }).waitFor();
  expect(app.problems).toEqual([]);
});

it('several endpoints get one server and one sender', async () => {
  const { page } = app;
  await openWith(app, ['A', 'B', 'C']);
  await page.getByRole('checkbox', { name: 'Select A' }).check();
  await page.getByRole('checkbox', { name: 'Select B' }).check();
  const bar = page.getByRole('toolbar', { name: 'Selected endpoints' });
  await bar.getByRole('button', { name: 'Forward to…' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Forward to' }).fill('3999');
  await page.keyboard.press('Enter');
  await endpointRow(page, 'B').getByText('→ localhost:3999').waitFor();
  await bar.getByRole('button', { name: 'Set sender…' }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Provider' }).fill('svix-id');
  await page.getByRole('option', { name: 'Svix', exact: false }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Set sender' }).click();
  await endpointRow(page, 'A').getByText('Svix').waitFor();
  expect(await endpointRow(page, 'C').getByText('Svix').count()).toBe(0);
  await panelOf(page, 'A').waitFor({ state: 'detached' });
  expect(app.problems).toEqual([]);
});

// The last one leaves the list filtered.
describe('a hundred endpoints', () => {
  it('let the 99th be moved above the first in two actions', async () => {
    const { page } = app;
    await openWith(app, named(100));
    const list = page.getByRole('grid', { name: 'Endpoints' });
    // The wheel leads there, as with any long list; only what is in view is drawn.
    expect(await list.getByRole('row').count()).toBeLessThan(60);
    await list.hover();
    await page.mouse.wheel(0, 10_000);
    await endpointRow(page, 'Hook 99').waitFor();
    const actions = counted(page);
    await actions.click(page.getByRole('button', { name: 'More for Hook 99' }));
    await actions.click(page.getByRole('menuitem', { name: 'Move to the top' }));
    await expect.poll(async () => (await order(app))[0]).toBe('Hook 99');
    expect(actions.count).toBeLessThanOrEqual(2);
    // It is followed, with the focus.
    await endpointRow(page, 'Hook 99').waitFor();
    await expect.poll(() => focusedRow(page)).toBe('2');
    expect(app.problems).toEqual([]);
  });

  it('are found by what is typed, and keep their inbox at the bottom', async () => {
    const { page } = app;
    await openWith(app, named(100));
    await page.getByRole('textbox', { name: 'Filter the endpoints' }).fill('hook-77');
    await endpointRow(page, 'Hook 77').waitFor();
    await page.getByText('1 of 100').waitFor();
    expect(await endpointRow(page, 'Hook 7').count()).toBe(0);
    await endpointRow(page, 'Inbox').waitFor();
    await page.getByRole('textbox', { name: 'Filter the endpoints' }).fill('');
    await page.getByRole('combobox', { name: 'Groups' }).selectOption('path');
    await page.getByRole('button', { name: '/hook-1 1 endpoint, 0 today' }).waitFor();
    await page.getByRole('combobox', { name: 'State' }).selectOption('off');
    await page.getByText('0 of 100').waitFor();
  });
});
