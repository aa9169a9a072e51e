import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

async function openPart(app: App, part: string): Promise<Page> {
  await app.page.goto(`${app.cli.ready.control}/#/settings/${part}`);
  await app.page.getByRole('navigation', { name: 'Settings' }).waitFor();
  return app.page;
}

const rowOf = (page: Page, id: string) => page.locator(`[data-command="${id}"]`);

it('a key is changed by pressing it, taken from its owner, and taken back', async () => {
  await using app = await openApp(browser);
  await fetch(`${app.cli.ready.intake}/one`, { method: 'POST' });
  const page = await openPart(app, 'keys');
  await page.getByRole('button', { name: 'Change the key of Pin or unpin' }).click();
  await page.keyboard.press('Control+t');
  await page.getByText('The browser keeps Ctrl T for itself.').waitFor();
  expect(await page.getByRole('button', { name: 'Use it' }).count()).toBe(0);
  await page.keyboard.press('e');
  await page.getByText('“Edit and replay” has this key now.').waitFor();
  await page.getByRole('button', { name: 'Take it from “Edit and replay”' }).click();
  await rowOf(page, 'edit-replay').getByText('no key').waitFor();
  await rowOf(page, 'pin').getByText('changed').waitFor();

  // It works at once, the list of keys marks it, and another window has it, too.
  await page.goto(`${app.cli.ready.control}/#/captures`);
  await page.getByRole('row').filter({ hasText: '/one' }).click();
  await page.getByRole('article', { name: 'Capture' }).waitFor();
  await page.locator('[data-captures-grid]').focus();
  await page.keyboard.press('e');
  await page.getByRole('article', { name: 'Capture' }).getByText('pinned').waitFor();
  await page.keyboard.press('?');
  await page
    .getByRole('dialog', { name: 'Keyboard shortcuts' })
    .getByRole('img', { name: 'Changed by you' })
    .first()
    .waitFor();
  const { keymap } = (await (await app.rest('/prefs')).json()) as { keymap: object };
  expect(keymap).toEqual({ pin: ['e'], 'edit-replay': [] });

  await page.getByRole('button', { name: 'Change keys' }).click();
  await page.getByRole('button', { name: 'Reset all' }).click();
  await rowOf(page, 'edit-replay').getByText('e', { exact: true }).waitFor();
  await page.getByText('All keys reset').first().waitFor();
  await page.keyboard.press('Control+z');
  await rowOf(page, 'pin').getByText('changed').waitFor();
  expect(app.problems).toEqual([]);
});

it('two letters in turn are one key; Esc gives up; single keys are switched off as a whole', async () => {
  await using app = await openApp(browser);
  const page = await openPart(app, 'keys');
  const change = page.getByRole('button', { name: 'Change the key of Send a sample' });
  await change.click();
  await page.keyboard.press('Escape');
  await expect.poll(() => change.evaluate((one) => one === document.activeElement)).toBe(true);
  await change.click();
  await page.keyboard.press('z');
  await page.keyboard.press('s');
  await page.keyboard.press('Enter');
  await rowOf(page, 'sample').getByText('changed').waitFor();
  await page.getByRole('switch', { name: 'Keys without Ctrl or Alt' }).click();
  await rowOf(page, 'find').getByText('no key').waitFor();
  await page.goto(`${app.cli.ready.control}/#/captures`);
  await page.getByRole('heading', { level: 1, name: 'Captures' }).waitFor();
  await page.keyboard.press('?');
  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
});

it('are found by label, help and the words people use', async () => {
  await using app = await openApp(browser);
  const page = await openPart(app, 'appearance');
  await page.getByRole('searchbox', { name: 'Find a setting' }).fill('vacuum');
  await page.getByRole('list', { name: 'Settings found' }).getByRole('link').click();
  await page.getByRole('heading', { level: 2, name: 'Storage' }).waitFor();
  await page.getByRole('button', { name: 'Compact' }).click();
  await page.getByText(/^Freed .* at \d\d:\d\d\./).waitFor();
  expect(app.problems).toEqual([]);
});

it('are saved at once with a way back; a limit that deletes says how much first', async () => {
  await using app = await openApp(browser);
  for (let n = 0; n < 103; n += 1) await fetch(`${app.cli.ready.intake}/n/${n}`);
  const page = await openPart(app, 'appearance');
  await page.getByLabel('Text size').selectOption('Large');
  const size = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  await expect.poll(size).toBe('18px');
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect.poll(size).toBe('16px');

  // Rows are higher, and a view that has its own density stays as it is.
  await page.getByLabel('Density').selectOption('Comfortable');
  await page.getByText('Density: Comfortable').first().waitFor();
  await page.evaluate(() => (window.location.hash = '#/captures'));
  const row = page.getByRole('row', { name: /\/n\/102,/ });
  await expect.poll(async () => (await row.boundingBox())?.height).toBe(36);
  await openPart(app, 'about');
  await page.getByRole('button', { name: 'Show licences' }).click();
  const licences = page.getByRole('textbox', { name: 'Texts of the licences' });
  await expect.poll(() => licences.inputValue()).toContain('better-sqlite3');
  expect(await licences.inputValue()).toMatch(/react[\s\S]*localtunnel 2/);
  await page.keyboard.press('Escape');

  await openPart(app, 'limits');
  const settings = async () =>
    (await (await app.rest('/settings')).json()) as { keepCount: number };
  await page.getByLabel('Keep at most').fill('100');
  await page.getByText(/^3 captures would be deleted now/).waitFor();
  expect((await settings()).keepCount).toBe(100_000);
  await page.getByRole('button', { name: 'Save and delete' }).click();
  await expect.poll(async () => (await settings()).keepCount).toBe(100);
  await page.getByLabel('Keep for').fill('20');
  await page.keyboard.press('Enter');
  await page.getByText('Keep for: 20 days').first().waitFor();
  expect(app.problems).toEqual([]);
});

it('the tunnel is set up in the settings as anywhere, and says what is wrong with it', async () => {
  await using app = await openApp(browser);
  const page = await openPart(app, 'tunnel');
  const state = async () => (await (await app.rest('/tunnel')).json()) as { config: object };
  await page.getByText('My own URL', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Public URL' }).fill('not a url');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('alert').first().waitFor();
  expect(await state()).toMatchObject({ config: { mode: 'off' } });
  await page.getByRole('textbox', { name: 'Public URL' }).fill(app.cli.ready.intake);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Tunnel saved').first().waitFor();
  await page.getByRole('heading', { name: 'What comes through it' }).waitFor();
  expect(await state()).toMatchObject({ config: { mode: 'url' } });
  await page.getByText('Off', { exact: true }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(async () => (await state()).config).toMatchObject({ mode: 'off' });
  await page.getByRole('heading', { name: 'What comes through it' }).waitFor({ state: 'detached' });
});
