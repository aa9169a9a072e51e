import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { calm } from '../calm.ts';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** A request whose body is as long as `size` says, and names a customer. */
async function send(app: App, name: string, size: number): Promise<void> {
  await fetch(`${app.cli.ready.intake}/${name}?page=${size}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shop': `shop of ${name}` },
    body: JSON.stringify({ customer: { email: `${name}@example.com` }, pad: 'x'.repeat(size) }),
  });
}

const display = (page: Page): Locator => page.getByRole('button', { name: /^Display/ });
const menu = (page: Page): Locator => page.getByRole('dialog', { name: 'Display' });
const heading = (page: Page, name: string): Locator =>
  page.getByRole('columnheader', { name, exact: true });
/** The paths of the rows, from the top down. */
const paths = (page: Page): Promise<string[]> =>
  page
    .locator('[role=row][id]')
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((row) => /\/(\w+),/.exec(row.getAttribute('aria-label') ?? '')?.[1] ?? ''),
    );
const column = (page: Page, id: string): Promise<string[]> =>
  page.locator(`[data-column="${id}"]`).allInnerTexts();

async function addColumn(page: Page, id: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Column of a value' }).fill(id);
  await page.keyboard.press('Enter');
  await heading(page, id.slice(id.indexOf('.') + 1)).waitFor();
}

describe('what the list looks like', () => {
  it('shows values of headers, the query and the body as columns, for arrivals too', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, 'ann', 10);
    await page.getByText('1 capture', { exact: true }).waitFor();
    await display(page).click();
    await menu(page).getByRole('button', { name: 'Add column Size' }).click();
    for (const id of ['header.x-shop', 'query.page', 'body.customer.email']) {
      await addColumn(page, id);
    }
    await page.getByRole('textbox', { name: 'Column of a value' }).fill('customer');
    await page.keyboard.press('Enter');
    await menu(page).getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
    await menu(page).waitFor({ state: 'detached' });
    expect(await display(page).evaluate((one) => one === document.activeElement)).toBe(true);
    await send(app, 'bea', 20);
    await expect
      .poll(() => column(page, 'body.customer.email'))
      .toEqual(['bea@example.com', 'ann@example.com']);
    expect(await column(page, 'query.page')).toEqual(['20', '10']);
    expect(await column(page, 'header.x-shop')).toEqual(['shop of bea', 'shop of ann']);
    expect(await column(page, 'size')).toHaveLength(2);
    expect(app.problems).toEqual([]);
  });

  it('is sorted by a press on a heading, and arrivals come to their place', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, 'small', 10);
    await send(app, 'large', 500);
    await send(app, 'middle', 100);
    await expect.poll(() => paths(page)).toEqual(['middle', 'large', 'small']);
    await heading(page, 'Time').getByRole('button').click();
    await expect.poll(() => paths(page)).toEqual(['small', 'large', 'middle']);
    expect(await heading(page, 'Time').getAttribute('aria-sort')).toBe('ascending');
    await send(app, 'last', 50);
    await expect.poll(() => paths(page)).toEqual(['small', 'large', 'middle', 'last']);

    await display(page).click();
    await menu(page).getByRole('button', { name: 'Add column Size' }).click();
    await page.keyboard.press('Escape');
    await heading(page, 'Size').getByRole('button').click();
    await expect.poll(() => paths(page)).toEqual(['large', 'middle', 'last', 'small']);
    await send(app, 'between', 80);
    await expect.poll(() => paths(page)).toEqual(['large', 'middle', 'between', 'last', 'small']);
    expect(await display(page).innerText()).toBe('Largest first');
    await heading(page, 'Size').getByRole('button').click();
    await expect.poll(() => paths(page)).toEqual(['between', 'last', 'middle', 'large', 'small']);
    expect(app.problems).toEqual([]);
  });

  it('has columns moved, sized and removed by pointer and by keys', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, 'ann-with-a-name-that-is-longer-than-its-column', 10);
    await page.getByText('1 capture', { exact: true }).waitFor();
    await display(page).click();
    for (const name of ['Method', 'Size']) {
      await menu(page)
        .getByRole('button', { name: `Add column ${name}` })
        .click();
    }
    await addColumn(page, 'body.customer.email');
    const columns = () =>
      page
        .locator('[data-column]')
        .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-column')));
    await expect.poll(columns).toEqual(['method', 'size', 'body.customer.email']);
    const item = menu(page).getByRole('button', { name: /^body\.customer\.email \d/ });
    await item.press('Alt+ArrowUp');
    await expect.poll(columns).toEqual(['method', 'body.customer.email', 'size']);
    await item.press('ArrowRight');
    await menu(page).getByRole('button', { name: 'body.customer.email 150 px' }).waitFor();
    expect(await item.evaluate((one) => one === document.activeElement)).toBe(true);
    await calm(page);
    const first = await menu(page)
      .getByRole('button', { name: /^Method \d/ })
      .boundingBox();
    const third = await menu(page)
      .getByRole('button', { name: /^Size \d/ })
      .boundingBox();
    await page.mouse.move((first?.x ?? 0) + 20, (first?.y ?? 0) + 10);
    await page.mouse.down();
    await page.mouse.move((third?.x ?? 0) + 20, (third?.y ?? 0) + 10, { steps: 8 });
    await page.mouse.up();
    await expect.poll(columns).toEqual(['body.customer.email', 'size', 'method']);
    await menu(page)
      .getByRole('button', { name: /^Size \d/ })
      .press('Delete');
    await expect.poll(columns).toEqual(['body.customer.email', 'method']);
    await page.keyboard.press('Escape');

    const email = heading(page, 'customer.email');
    const width = async (): Promise<number> => (await email.boundingBox())?.width ?? 0;
    const cell = page.locator('[data-column="body.customer.email"]');
    const isCut = () => cell.evaluate((one) => one.scrollWidth > one.clientWidth);
    expect(await isCut()).toBe(true);
    const handle = page.locator('[data-width-of="body.customer.email"]');
    // Pressed and let go before its script is there: the pointer over it changes nothing then.
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route(/\/column-width-[^/]+\.js$/, async (route) => {
      await released;
      await route.continue();
    });
    const asked = page.waitForRequest(/\/column-width-[^/]+\.js$/);
    const arrived = page.waitForResponse(/\/column-width-[^/]+\.js$/);
    const narrow = await width();
    await handle.click();
    await asked;
    release();
    await arrived;
    await calm(page);
    await handle.hover({ position: { x: 2, y: 4 } });
    await handle.hover({ position: { x: 8, y: 4 } });
    await calm(page);
    expect(await width()).toBe(narrow);
    await handle.dblclick();
    await expect.poll(isCut).toBe(false);
    // The pointer goes to where things are once they have stopped moving.
    await calm(page);
    const fitted = await width();
    const at = await handle.boundingBox();
    const x = (at?.x ?? 0) + 6;
    const y = (at?.y ?? 0) + 6;
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 50, y, { steps: 5 });
    await page.mouse.up();
    await expect.poll(width).toBe(fitted + 50);
    expect(await page.getByRole('article', { name: 'Capture' }).count()).toBe(0);
    expect(app.problems).toEqual([]);
  });

  it('belongs to the view: changed it has a mark, and is kept, kept as another, or put back', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, 'ann', 10);
    const views = page.getByRole('navigation', { name: 'Views' });
    const mark = views.getByRole('img', { name: 'changed' });
    await page.getByText('1 capture', { exact: true }).waitFor();
    await display(page).click();
    await menu(page).getByRole('button', { name: 'Add column Size' }).click();
    await menu(page).getByText('Comfortable').click();
    await page.keyboard.press('Escape');
    await mark.waitFor();
    const height = async () => (await page.locator('[role=row][id]').boundingBox())?.height;
    await expect.poll(height).toBe(36);
    await views.getByRole('button', { name: 'View “All”' }).click();
    await page.getByRole('menuitem', { name: 'Save how it is shown' }).click();
    await mark.waitFor({ state: 'detached' });
    await page.reload();
    await heading(page, 'Size').waitFor();
    await expect.poll(height).toBe(36);

    await heading(page, 'Size').getByRole('button').click();
    await mark.waitFor();
    await views.getByRole('button', { name: 'View “All”' }).click();
    await page.getByRole('menuitem', { name: 'Save as…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('By size');
    await page.keyboard.press('Enter');
    const tab = views.getByRole('button', { name: 'By size', exact: true });
    await expect.poll(() => tab.getAttribute('aria-current')).toBe('true');
    expect(await mark.count()).toBe(0);
    await views.getByRole('button', { name: 'All', exact: true }).click();
    await expect.poll(() => display(page).innerText()).toBe('');
    expect(await mark.count()).toBe(0);
    await tab.click();
    await expect.poll(() => display(page).innerText()).toBe('Largest first');
    await heading(page, 'Size').getByRole('button').click();
    await mark.waitFor();
    await views.getByRole('button', { name: 'View “By size”' }).click();
    await page.getByRole('menuitem', { name: 'Reset to “By size”' }).click();
    await expect.poll(() => display(page).innerText()).toBe('Largest first');
    expect(app.problems).toEqual([]);
  });
});
