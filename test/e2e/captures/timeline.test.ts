import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { openApp, openBrowser, openClockedApp, type App } from '../../helpers/browser.ts';
import { seedTimes, type Timed } from '../../helpers/seeds/seed-times.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

const MINUTE = 60_000;
const timeline = (page: Page): Locator => page.getByRole('region', { name: 'Timeline' });
const end = (page: Page, which: 'from' | 'until'): Locator =>
  page.getByRole('slider', { name: `Captures ${which}` });
const timeChip = (page: Page): Locator => page.getByRole('button', { name: /^Clear the time / });
const countLine = (page: Page, text: string): Promise<void> =>
  page.getByText(text, { exact: true }).waitFor();
const row = (page: Page, path: string): Locator => page.getByRole('row', { name: `${path},` });

/** One capture a minute through two hours, the newest a minute ago; each says how old it is. */
function seedHours(dir: string, outages: { from: number; to: number }[] = []): number {
  const now = Date.now();
  const captures: Timed[] = [];
  for (let age = 120; age > 0; age -= 1) {
    const status = age % 30 === 0 ? 500 : 200;
    captures.push({ at: now - age * MINUTE, target: `/age/${age}`, status });
  }
  seedTimes(dir, captures, outages);
  return now;
}

async function opened(dir: string): Promise<App> {
  const app = await openApp(browser, { dataDir: dir });
  await countLine(app.page, '120 captures');
  await end(app.page, 'from').waitFor();
  return app;
}

/** Draws over the plot, from one part of its width to another. */
async function draw(page: Page, from: number, to: number): Promise<void> {
  const plot = await timeline(page).locator('svg').first().boundingBox();
  if (!plot) throw new Error('There is no plot.');
  const y = plot.y + plot.height / 2;
  await page.mouse.move(plot.x + from * plot.width, y);
  await page.mouse.down();
  await page.mouse.move(plot.x + ((from + to) / 2) * plot.width, y);
  await page.mouse.move(plot.x + to * plot.width, y);
  await page.mouse.up();
}

const spanOf = (page: Page): { from: number; to: number } | null => {
  const t = /[?&]t=(\d+)-(\d+)/.exec(page.url());
  return t && { from: Number(t[1]), to: Number(t[2]) };
};

const found = async (page: Page): Promise<number> =>
  Number.parseInt(await page.getByText(/^\d+ found$/).innerText(), 10);

it('narrows the list to the time that is drawn, keeps it in the address, and comes back', async () => {
  using dir = tempDir();
  seedHours(dir.path);
  await using app = await opened(dir.path);
  const { page } = app;
  await draw(page, 0.5, 0.75);
  await timeChip(page).waitFor();
  // Until it is counted, the count before stays.
  await expect.poll(() => found(page)).toBeLessThanOrEqual(36);
  const many = await found(page);
  expect(many).toBeGreaterThanOrEqual(25);
  const drawn = spanOf(page);
  expect(drawn).not.toBeNull();
  await row(page, '/age/1').waitFor({ state: 'detached' });

  // An end that is dragged makes it wider.
  const handle = await end(page, 'until').boundingBox();
  const plot = await timeline(page).locator('svg').first().boundingBox();
  if (!handle || !plot) throw new Error('There is no end.');
  await page.mouse.move(handle.x + handle.width / 2, handle.y + 10);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.8, handle.y + 10);
  await page.mouse.move(plot.x + plot.width * 0.9, handle.y + 10);
  await page.mouse.up();
  await expect.poll(() => found(page)).toBeGreaterThan(many);
  expect(spanOf(page)?.from).toBe(drawn?.from);

  await page.goBack();
  await countLine(page, `${many} found`);
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await countLine(page, `${many} found`);
  await timeChip(page).click();
  await countLine(page, '120 captures');
  expect(spanOf(page)).toBeNull();

  await draw(page, 0.2, 0.4);
  await timeChip(page).waitFor();
  await timeline(page)
    .locator('svg')
    .first()
    .dblclick({ position: { x: 20, y: 10 } });
  await countLine(page, '120 captures');
  expect(app.problems).toEqual([]);
});

it('deletes, selects and counts only what came in that time', async () => {
  using dir = tempDir();
  const now = seedHours(dir.path);
  await using app = await opened(dir.path);
  const { page } = app;
  const [from, to] = [now - 30.5 * MINUTE, now - 20.5 * MINUTE].map(Math.round);
  await page.evaluate((t) => {
    window.location.hash = `#/captures?q=path%3A%2Fage&t=${t}`;
  }, `${from}-${to}`);
  await countLine(page, '10 found');
  await page.keyboard.press('Control+a');
  await page.getByText('All 10 found', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More for this list' }).click();
  await page.getByRole('menuitem', { name: 'Delete all found…' }).click();
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await dialog.getByText(/^Only those that came /).waitFor();
  await dialog.getByRole('button', { name: 'Delete 10 captures' }).click();
  await page.getByText('Deleted 10 captures', { exact: true }).waitFor();
  expect(await (await app.rest('/captures/count')).json()).toMatchObject({ count: 110 });
  await page.getByRole('button', { name: 'At any time 110' }).click();
  await countLine(page, '110 found');
  expect(await page.getByRole('combobox', { name: 'Search captures' }).inputValue()).toBe(
    'path:/age',
  );
  expect(app.problems).toEqual([]);
});

it('is drawn by keys, says its ends in words, and hides by t', async () => {
  using dir = tempDir();
  seedHours(dir.path);
  await using app = await opened(dir.path);
  const { page } = app;
  await end(page, 'until').focus();
  await page.keyboard.press('ArrowLeft');
  await expect
    .poll(() => end(page, 'from').getAttribute('aria-valuetext'))
    .toMatch(/^\w+, \d\d:\d\d$/);
  const from = async (): Promise<number> =>
    Number(await end(page, 'from').getAttribute('aria-valuenow'));
  const begun = await from();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(from).toBeLessThan(begun);
  const step = begun - (await from());
  await end(page, 'from').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(from).toBe(begun - 2 * step);
  // Until Enter it only shows how many those are.
  await timeline(page)
    .getByText(/ answered/)
    .waitFor();
  expect(spanOf(page)).toBeNull();
  await page.keyboard.press('Enter');
  await timeChip(page).waitFor();
  expect(spanOf(page)?.from).toBe(begun - 2 * step);
  await page.keyboard.press('Escape');
  await countLine(page, '120 captures');

  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('t');
  await timeline(page).waitFor({ state: 'detached' });
  await page.keyboard.press('t');
  await timeline(page).waitFor();
  await page.setViewportSize({ width: 1440, height: 540 });
  await timeline(page).waitFor({ state: 'detached' });
  expect(app.problems).toEqual([]);
});

it('comes nearer by the wheel, and takes what arrives', async () => {
  using dir = tempDir();
  seedHours(dir.path);
  await using app = await opened(dir.path);
  const { page } = app;
  const width = async (): Promise<number> => {
    const at = async (name: string) => Number(await end(page, 'from').getAttribute(name));
    return (await at('aria-valuemax')) - (await at('aria-valuemin'));
  };
  const all = await width();
  const plot = timeline(page).locator('svg').first();
  await plot.hover();
  await page.mouse.wheel(0, -100);
  await expect.poll(width).toBeLessThan(all * 0.6);
  await page.mouse.wheel(0, 100);
  await expect.poll(width).toBeGreaterThanOrEqual(all);
  await plot.getByText('120 captures over time').waitFor({ state: 'attached' });
  await fetch(`${app.cli.ready.intake}/new`, { method: 'POST' });
  await plot.getByText('121 captures over time').waitFor({ state: 'attached' });
  expect(await plot.locator('path[d]').count()).toBeLessThanOrEqual(10);
});

it('shows what came during an outage, and that nothing else could, in one action', async () => {
  using dir = tempDir();
  const now = Date.now();
  const [from, to] = [now - 40 * MINUTE, now - 28 * MINUTE];
  const captures: Timed[] = [];
  for (let age = 120; age > 0; age -= 1) {
    const at = now - age * MINUTE;
    if (at < from || at > to || age === 33) captures.push({ at, target: `/age/${age}` });
  }
  seedTimes(dir.path, captures, [{ from, to }]);
  await using app = await openApp(browser, { dataDir: dir.path });
  const { page } = app;
  let actions = 0;
  const band = timeline(page).getByRole('button', { name: /^Tunnel down .*What was missed$/ });
  await band.click();
  actions += 1;
  await countLine(page, '1 found');
  await row(page, '/age/33').waitFor();
  await page.getByText(/Tunnel was down 12 min 0 s.*Senders could not reach you/).waitFor();
  expect(actions).toBeLessThanOrEqual(2);

  // The same from the line in the list.
  await page.keyboard.press('Escape');
  await countLine(page, `${captures.length} captures`);
  const line = page.getByRole('button', { name: 'What was missed', exact: true });
  await page.locator('[data-captures-grid]').hover();
  await page.mouse.wheel(0, 28 * 20);
  await line.click();
  await countLine(page, '1 found');
  expect(app.problems).toEqual([]);
});

it('finds the failed captures of one sender in the last hour in three actions', async () => {
  await using app = await openClockedApp(browser);
  const { page } = app;
  const made = await app.rest('/endpoints', {
    method: 'POST',
    body: JSON.stringify({
      name: 'Broken',
      enabled: true,
      path: '/broken',
      methods: [],
      reply: {
        status: 500,
        headers: [],
        bodyKind: 'text',
        body: '',
        delayMs: 0,
        failFirst: { count: 0, status: 500 },
      },
    }),
  });
  expect(made.status).toBeLessThan(300);
  const send = (path: string, github: boolean): Promise<Response> =>
    fetch(app.intake + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(github && { 'x-github-event': 'push' }) },
      body: '{"a":1}',
    });
  await send('/broken/old', true);
  await row(page, '/broken/old').waitFor();
  await app.jump(2 * 60 * MINUTE);
  await send('/broken/other', false);
  await send('/right', true);
  await send('/broken/new', true);
  await row(page, '/broken/new').waitFor();
  await row(page, '/right').waitFor();

  let actions = 0;
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('button', { name: 'Failed', exact: true }).click();
  actions += 1;
  await countLine(page, '3 found');
  await row(page, '/broken/old')
    .locator('[data-field=provider]')
    .click({ modifiers: ['Alt'] });
  actions += 1;
  await countLine(page, '2 found');
  await timeline(page).getByRole('button', { name: '1 h', exact: true }).click();
  actions += 1;
  await countLine(page, '1 found');
  await row(page, '/broken/new').waitFor();
  expect(actions).toBeLessThanOrEqual(3);
  const box = page.getByRole('combobox', { name: 'Search captures' });
  expect(await box.inputValue()).toBe('status:>=400 provider:github after:1h');

  // Kept by two, come back to by one.
  actions = 0;
  await page.getByRole('button', { name: 'Save as a view' }).click();
  actions += 1;
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor();
  await page.keyboard.press('Enter');
  actions += 1;
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(actions).toBeLessThanOrEqual(2);
  await page.keyboard.press('1');
  await countLine(page, '4 captures');
  actions = 0;
  await page.keyboard.press('7');
  actions += 1;
  await countLine(page, '1 found');
  expect(actions).toBeLessThanOrEqual(1);
  expect(app.problems).toEqual([]);
});
