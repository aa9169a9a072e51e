import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { COMMANDS as MENU } from '../../../main/desktop/windows/menu.ts';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { calm } from '../calm.ts';

// No key may be dead: each command of the table is asked for in its place, and something must be
// seen to change. The table is read from the page itself, so that a new command is walked, too.

let browser: Browser;
let app: App;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
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
    const rows = await table();
    expect(rows.length).toBeGreaterThan(45);
    const dead: string[] = [];
    const walked = rows.filter(({ on }) => FIXED_PLACES.includes(on));
    for (const [n, row] of walked.entries()) {
      await prepare(n);
      if (PREPARED[row.id] !== undefined) {
        await PREPARED[row.id]?.(page);
        await calm(page);
      }
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
  const rows = new Map((await table()).map((row) => [row.id, row]));
  for (const [id, command] of Object.entries(MENU)) {
    const key = 'key' in command ? command.key : undefined;
    expect([id, rows.get(id)?.keys[0]]).toEqual([id, key]);
  }
});

/**
 * One of many captures of one event open with its body; nothing selected, no layer open. What the command
 * before asked for may still open a dialog, or move the page somewhere else: each look takes back what
 * is in the way, until nothing is.
 */
async function prepare(n: number): Promise<void> {
  const { page } = app;
  const reply = await app.rest('/captures?limit=40');
  const { items } = (await reply.json()) as { items: { id: string }[] };
  // Another one each time: a composer stays with its capture.
  const hash = `#/captures/${items[20 + (n % 15)]?.id}`;
  const isReady = async (): Promise<boolean> => {
    const inTheWay = await page.evaluate(lookAt, hash);
    if (inTheWay === 'layer' || inTheWay === 'selection') await page.keyboard.press('Escape');
    // The view that was chosen stays: it may have no rows.
    if (inTheWay === 'view') await page.keyboard.press('1');
    return inTheWay === 'nothing';
  };
  const body = page.getByRole('tab', { name: 'Body', selected: true });
  await expect
    .poll(async () => {
      if (!(await isReady())) return false;
      await page.keyboard.press('b');
      await body.waitFor();
      await calm(page);
      return isReady();
    })
    .toBe(true);
}

/** What keeps a page from showing the capture of an address beside its list; begins to take it away. */
function lookAt(hash: string): 'nothing' | 'layer' | 'selection' | 'view' | 'on its way' {
  const layers = [
    ...document.querySelectorAll('[role=dialog]:not([aria-modal=false]), [role=menu]'),
  ];
  if (layers.some((one) => one.closest('[data-closed]') === null)) return 'layer';
  if (layers.length > 0) return 'on its way';
  if (!window.location.hash.startsWith(hash)) {
    window.location.hash = hash;
    return 'on its way';
  }
  // One that was left open over a capture is there again.
  const composer = document.querySelector('article[aria-label="Composer"]');
  const back = [...(composer?.querySelectorAll('button') ?? [])].find(
    (one) => one.getAttribute('aria-label') === 'Back to the capture',
  );
  back?.click();
  if (composer !== null || document.querySelector('article[aria-label="Capture"]') === null) {
    return 'on its way';
  }
  if (document.querySelector('[role=toolbar][aria-label="Selected captures"]') !== null) {
    return 'selection';
  }
  // Keys go to the list, or to the page where the view that was chosen has none.
  const grid = document.querySelector<HTMLElement>('[data-captures-grid]');
  if (grid !== null) grid.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  const view = document.querySelector('nav[aria-label="Views"] [aria-current="true"]');
  if (view?.textContent?.startsWith('All') !== true) return 'view';
  return (grid?.querySelectorAll('[role=row]').length ?? 0) > 4 ? 'nothing' : 'on its way';
}

/** The table as Settings → Keys shows it. */
async function table(): Promise<Row[]> {
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
  const field = page.getByRole('combobox', { name: 'Command' });
  await field.fill(`>${title}`);
  await page.getByRole('option', { name: title }).first().waitFor();
  await field.press('Enter');
}
