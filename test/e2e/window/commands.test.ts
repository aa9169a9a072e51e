import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { COMMANDS as MENU } from '../../../main/desktop/windows/menu.ts';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { calm } from '../calm.ts';

// No key may be dead: each command of the table is asked for in its place, and something must be
// seen to change. The table is read from the page itself, so that a new command is walked, too.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

interface Row {
  id: string;
  title: string;
  keys: string[];
  on: string;
}

/** What some commands need beyond an open capture with its body shown. */
const PREPARED: Record<string, (page: Page) => Promise<unknown>> = {
  'show-body': (page) => page.keyboard.press('a'),
  'view-1': (page) => page.keyboard.press('2'),
  open: (page) => page.keyboard.press('Escape'),
  'show-open': (page) =>
    page.locator('[data-captures-grid]').evaluate((grid) => {
      for (const one of [grid, ...grid.querySelectorAll('*')]) one.scrollTo(0, 0);
    }),
  undo: async (page) => {
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Undo' }).first().waitFor();
  },
};

const FIXED_PLACES = ['captures', 'anywhere'];

const LIMIT_MS = 900_000;

it(
  'each command of the table does something in its place',
  async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    for (let n = 0; n < 4; n += 1) {
      const view = { name: `View ${n}`, search: 'event:push' };
      await app.rest('/views', { method: 'POST', body: JSON.stringify(view) });
    }
    for (let n = 0; n < 60; n += 1) {
      await fetch(`${app.cli.ready.intake}/hook`, {
        method: 'POST',
        headers: { 'x-github-event': 'push', 'content-type': 'application/json' },
        body: JSON.stringify({ n }),
      });
    }
    const rows = await table(app);
    expect(rows.length).toBeGreaterThan(45);
    const dead: string[] = [];
    const walked = rows.filter(({ on }) => FIXED_PLACES.includes(on));
    for (const [n, row] of walked.entries()) {
      await prepare(app, n);
      await PREPARED[row.id]?.(page);
      await calm(page);
      const before = await seen(page);
      if (row.keys[0] === undefined) await byPalette(page, row.title);
      else await press(page, row.keys[0]);
      try {
        await expect.poll(() => seen(page), { timeout: 30_000 }).not.toBe(before);
      } catch {
        dead.push(`${row.id} (${row.keys[0] ?? 'palette'})`);
      }
    }
    expect(dead).toEqual([]);
    expect(app.problems).toEqual([]);
  },
  LIMIT_MS,
);

it('the desktop’s menu has commands of the table, with the keys they came with', async () => {
  await using app = await openApp(browser);
  const rows = new Map((await table(app)).map((row) => [row.id, row]));
  for (const [id, command] of Object.entries(MENU)) {
    const key = 'key' in command ? command.key : undefined;
    expect([id, rows.get(id)?.keys[0]]).toEqual([id, key]);
  }
});

/** One of many captures of one event open with its body; nothing selected, no layer open. */
async function prepare(app: App, n: number): Promise<void> {
  const { page } = app;
  const layer = page.locator('[role=dialog]:not([aria-modal=false]), [role=menu]');
  while ((await layer.count()) > 0) {
    await page.keyboard.press('Escape');
    await calm(page);
  }
  const reply = await app.rest('/captures?limit=40');
  const { items } = (await reply.json()) as { items: { id: string }[] };
  // Another one each time: a composer stays with its capture.
  const hash = `#/captures/${items[20 + (n % 15)]?.id}`;
  await page.evaluate((to) => (window.location.hash = to), '#/endpoints');
  const heading = page.getByRole('heading', { level: 1, name: 'Endpoints' });
  // A dialog whose script was on its way may open above it only now.
  await expect
    .poll(async () => {
      if ((await layer.count()) > 0) await page.keyboard.press('Escape');
      return heading.isVisible();
    })
    .toBe(true);
  // A composer that was left open over a capture is there again.
  const composer = page.getByRole('article', { name: 'Composer' });
  const opened = page.getByRole('article', { name: 'Capture' }).or(composer);
  // What the command before asked for may still move the page somewhere else.
  await expect
    .poll(async () => {
      await page.evaluate((to) => {
        if (!window.location.hash.startsWith(to)) window.location.hash = to;
      }, hash);
      return opened.count();
    })
    .toBeGreaterThan(0);
  if ((await composer.count()) > 0)
    await composer.getByRole('button', { name: 'Back to the capture' }).click();
  await page.getByRole('article', { name: 'Capture' }).waitFor();
  // The view that was chosen stays: it may have no rows.
  await page.getByRole('article', { name: 'Capture' }).click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('1');
  await page.getByRole('row').nth(4).waitFor();
  await page.locator('[data-captures-grid]').focus();
  await page.evaluate((to) => (window.location.hash = to), hash);
  await page.getByRole('article', { name: 'Capture' }).waitFor();
  await page.keyboard.press('b');
}

/** The table as Settings → Keys shows it. */
async function table(app: App): Promise<Row[]> {
  const { page } = app;
  await page.goto(`${app.cli.ready.control}/#/settings/keys`);
  await page.locator('[data-command]').first().waitFor();
  return page.locator('[data-command]').evaluateAll((items) =>
    items.map((item) => ({
      id: item.getAttribute('data-command') ?? '',
      title: item.getAttribute('data-title') ?? '',
      keys: (item.getAttribute('data-keys') ?? '').split('\n').filter((key) => key !== ''),
      on: item.getAttribute('data-on') ?? 'anywhere',
    })),
  );
}

/** All that a person could see, hear of or paste. */
async function seen(page: Page): Promise<string> {
  const inPage = await page.evaluate(async () => {
    const scrolled = [...document.querySelectorAll('main *')].map((one) => one.scrollTop).join();
    const at = document.activeElement;
    const path: number[] = [];
    for (let one = at; one?.parentElement; one = one.parentElement) {
      path.push([...one.parentElement.children].indexOf(one));
    }
    const clip = await navigator.clipboard.readText().catch(() => '');
    const { theme, contrast, text } = document.documentElement.dataset;
    const marks = [...document.querySelectorAll('[data-active], [aria-selected], [data-open]')]
      .map((one) => one.textContent)
      .join();
    return [document.body.innerText, scrolled, path, clip, theme, contrast, text, marks].join('\n');
  });
  return `${page.url()}\n${inPage}`;
}

async function press(page: Page, chord: string): Promise<void> {
  for (const step of chord.split(' ')) {
    await page.keyboard.press(
      step
        .replace('Mod', 'Control')
        .replace(/^Shift\+([a-z])$/, (_all, key: string) => `Shift+${key.toUpperCase()}`),
    );
  }
}

async function byPalette(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill(`>${title}`);
  await page.getByRole('option', { name: title }).first().click();
}
