import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';
import { seedCaptures } from '../../helpers/seeds/seed.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

const row = (page: Page, path: string): Locator => page.getByRole('row', { name: `${path},` });
const box = (page: Page): Locator => page.getByRole('combobox', { name: 'Search captures' });
const detail = (page: Page): Locator => page.getByRole('article', { name: 'Capture' });
const activeRow = (page: Page): Locator => page.locator('[role=row][data-active]');

async function fill({ page, cli }: App): Promise<void> {
  for (const path of ['/a', '/b', '/c']) await fetch(cli.ready.intake + path, { method: 'POST' });
  await fetch(`${cli.ready.intake}/d`, { method: 'PUT' });
  for (const path of ['/a', '/d']) await row(page, path).waitFor();
}

/** The number that a call and its answer carry. */
const callOf = (message: string | Buffer): string | undefined =>
  /"i":"?([^",}]+)/.exec(String(message))?.[1];

/** Holds back lists of captures, until they are let go; all else goes on, the heartbeat too. */
async function holdLists(page: Page) {
  const waiting: (() => void)[] = [];
  let held = false;
  await page.routeWebSocket(/./, (window) => {
    const engine = window.connectToServer();
    const lists = new Set<string | undefined>();
    window.onMessage((message) => {
      if (String(message).includes('captures/list')) lists.add(callOf(message));
      engine.send(message);
    });
    engine.onMessage((message) => {
      const hand = (): void => window.send(message);
      if (held && lists.has(callOf(message))) waiting.push(hand);
      else hand();
    });
  });
  return {
    hold(): void {
      held = true;
    },
    letGo(): void {
      held = false;
      for (const hand of waiting.splice(0)) hand();
    },
  };
}

it('says that all was deleted, and brings it back from there', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await page.getByRole('button', { name: 'More for this list' }).click();
  await page.getByRole('menuitem', { name: 'Delete all captures…' }).click();
  await page.getByRole('button', { name: 'Delete 4 captures' }).click();
  const said = page.getByRole('status').filter({ hasText: 'Deleted 4 captures.' });
  await said.waitFor();
  await page.getByText('Waiting for the first webhook').waitFor();
  await said.getByRole('button', { name: 'Undo' }).click();
  await row(page, '/a').waitFor();
  await page.getByText('4 captures', { exact: true }).waitFor();
  expect(app.problems).toEqual([]);
});

it('says of an open capture that went when it was deleted, and brings it back from there', async () => {
  await using app = await openApp(browser);
  const { page, rest } = app;
  await fill(app);
  await row(page, '/b').click();
  await detail(page).waitFor();
  const id = /captures\/([0-9a-z]{11})/.exec(page.url())?.[1] ?? '';
  // By a script, so that nothing in this window knows of it.
  expect((await rest(`/captures/${id}`, { method: 'DELETE' })).status).toBe(200);
  await page.getByRole('heading', { name: 'This capture is gone' }).waitFor();
  const told = page.getByRole('status').filter({ hasText: /^Deleted at \d\d:\d\d:\d\d\.$/ });
  await told.waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await detail(page).waitFor();
  await row(page, '/b').waitFor();

  // One that never was: no date is made up, and nothing is offered.
  await page.evaluate(() => (window.location.hash = '#/captures/00000000000'));
  await page.getByText('before Backstitch started').waitFor();
  expect(await page.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => page.url()).toMatch(/#\/captures(\?|$)/);
});

it('keeps what is open beside a search that does not find it, and says so', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await row(page, '/a').click();
  await detail(page).waitFor();
  await box(page).fill('method:PUT');
  const tag = detail(page).getByText('not in this search', { exact: true });
  await tag.waitFor();
  await box(page).fill('method:POST');
  await tag.waitFor({ state: 'detached' });
  await box(page).fill('status:500');
  await page.getByText('Nothing found').waitFor();
  await tag.waitFor();
  expect(app.problems).toEqual([]);
});

it('shows rows without text while it reads, and lets one give up what takes long', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  const lists = await holdLists(page);
  await page.reload();
  await row(page, '/a').waitFor();

  // A search: what was found before stays as it is.
  lists.hold();
  await box(page).fill('method:PUT');
  const reading = page.getByRole('status').filter({ hasText: 'Still reading' });
  await reading.waitFor();
  expect(await row(page, '/a').count()).toBe(1);
  await reading.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => box(page).inputValue()).toBe('');
  await reading.waitFor({ state: 'detached' });
  lists.letGo();
  await row(page, '/a').waitFor();

  // The first list of all.
  lists.hold();
  await page.reload();
  await page.locator('[data-blank-row]').first().waitFor();
  const blank = await page.locator('[data-blank-row]').first().boundingBox();
  await reading.waitFor();
  await reading.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'Not read' }).waitFor();
  lists.letGo();
  await page.getByRole('button', { name: 'Try again' }).click();
  await row(page, '/a').waitFor();
  expect((await row(page, '/a').boundingBox())?.height).toBe(blank?.height);
});

it('keeps the rows there are, dimmed, beside an error with its way out', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  // Longer than a search may be.
  await box(page).fill('x'.repeat(2001));
  const alert = page.getByRole('alert').filter({ hasText: 'Try again' }).first();
  await alert.waitFor();
  expect(await page.locator('[data-event]').count()).toBe(4);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  expect(await detail(page).count()).toBe(0);
  await alert.getByRole('button', { name: 'Copy details' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/Code: \w+\n\d{4}-/);
  await box(page).fill('method:PUT');
  await page.getByText('1 found', { exact: true }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});

it('goes to the oldest of all by End, and back by End again', async () => {
  using dir = tempDir();
  seedCaptures(dir.path, 700);
  await using app = await openApp(browser, { dataDir: dir.path });
  const { page } = app;
  await row(page, '/seed/699').waitFor();
  await page.keyboard.press('End');
  await row(page, '/seed/0').waitFor();
  await expect.poll(() => activeRow(page).innerText()).toContain('/seed/0');
  await page.keyboard.press('End');
  await row(page, '/seed/699').waitFor();
  await expect.poll(() => activeRow(page).innerText()).toContain('/seed/699');
  expect(app.problems).toEqual([]);
});

it('counts beyond ten thousand, a little later', async () => {
  using dir = tempDir();
  seedCaptures(dir.path, 10_500);
  await using app = await openApp(browser, { dataDir: dir.path });
  await app.page.getByText('10,500 captures', { exact: true }).waitFor();
  await app.page.keyboard.press('/');
  await app.page.keyboard.type('method:POST,PUT,GET');
  await app.page.getByText('10,500 found', { exact: true }).waitFor();
  expect(app.problems).toEqual([]);
});

it('has the part of a capture in its address, from capture to capture', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await row(page, '/d').click();
  await detail(page).waitFor();
  expect(page.url()).not.toContain('tab=');
  await page.keyboard.press('y');
  const reply = detail(page).getByRole('tab', { name: 'Reply' });
  await expect.poll(() => reply.getAttribute('aria-selected')).toBe('true');
  expect(page.url()).toContain('tab=reply');
  await page.keyboard.press('j');
  await detail(page).getByText('/c').first().waitFor();
  const address = page.url();
  expect(address).toContain('tab=reply');
  await page.goto('about:blank');
  await page.goto(address);
  await expect.poll(() => reply.getAttribute('aria-selected')).toBe('true');
  // Parts are no places of the history: Back leads to the list at once.
  await page.keyboard.press('b');
  await expect.poll(() => page.url()).toContain('tab=body');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.url()).not.toContain('tab=');
});
