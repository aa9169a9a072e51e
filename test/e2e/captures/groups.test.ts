import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

async function send(app: App, event: string, times = 1): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    await fetch(`${app.cli.ready.intake}/${event}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-github-event': event },
      body: '{}',
    });
  }
}

const grid = (page: Page): Locator => page.getByRole('treegrid', { name: 'Captures in groups' });
const groups = (page: Page): Promise<string[]> =>
  page
    .locator('[data-group-row]')
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((row) => (row.getAttribute('aria-label') ?? '').replace(/, newest.*/, '')),
    );
const group = (page: Page, event: string): Locator =>
  page.getByRole('row', { name: `GitHub, ${event}, ` }).and(page.locator('[data-group-row]'));
const inGroup = (page: Page, path: string): Locator =>
  page.getByRole('row', { name: `/${path},` }).and(page.locator('[aria-level="2"]'));
/** The row the keys are on, as it is read out. */
const active = (page: Page): Promise<string> =>
  grid(page).evaluate((list) => {
    const id = list.getAttribute('aria-activedescendant');
    return (id && document.getElementById(id)?.getAttribute('aria-label')) ?? '';
  });

async function groupBy(page: Page, by: string): Promise<void> {
  await page.getByRole('button', { name: /^Display/ }).click();
  await page.getByLabel('Group by').selectOption(by);
  await page.keyboard.press('Escape');
  await grid(page).waitFor();
}

describe('captures in groups', () => {
  it('open in place by pointer and by keys, go through rows of both kinds, and open a capture', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, 'push', 2);
    await send(app, 'issues', 1);
    await page.getByText('3 captures', { exact: true }).waitFor();
    await groupBy(page, 'event');
    await expect
      .poll(() => groups(page))
      .toEqual(['GitHub, issues, 1 capture', 'GitHub, push, 2 captures']);
    await grid(page).focus();
    await expect.poll(() => active(page)).toContain('GitHub, issues');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => inGroup(page, 'push').count()).toBe(2);
    expect(await group(page, 'push').getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => active(page)).toContain('/push');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'Capture' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => active(page)).toContain('GitHub, push');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => inGroup(page, 'push').count()).toBe(0);
    await page.keyboard.press('Enter');
    await expect.poll(() => inGroup(page, 'push').count()).toBe(2);
    await group(page, 'push').click();
    await expect.poll(() => inGroup(page, 'push').count()).toBe(0);
    await page.keyboard.press('Home');
    await expect.poll(() => active(page)).toContain('GitHub, issues');
    expect(app.problems).toEqual([]);
  });

  it('have no command for a capture that nobody sees', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, 'push', 2);
    await page.getByText('2 captures', { exact: true }).waitFor();
    await groupBy(page, 'event');
    await grid(page).focus();
    await page.keyboard.press('Delete');
    await page.keyboard.press('x');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => inGroup(page, 'push').count()).toBe(2);
    expect(await page.getByRole('toolbar', { name: 'Selected captures' }).count()).toBe(0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Delete');
    await page.getByText('Deleted 1 capture', { exact: true }).waitFor();
    await expect.poll(() => groups(page)).toEqual(['GitHub, push, 1 capture']);
    expect(app.problems).toEqual([]);
  });

  it('grow with arrivals, and keep their places while somebody points at them', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, 'push');
    await send(app, 'issues');
    await page.getByText('2 captures', { exact: true }).waitFor();
    await groupBy(page, 'event');
    await group(page, 'push').hover();
    await send(app, 'push', 2);
    await send(app, 'release');
    await expect
      .poll(() => groups(page))
      .toEqual([
        'GitHub, issues, 1 capture',
        'GitHub, push, 3 captures',
        'GitHub, release, 1 capture',
      ]);
    await page.getByRole('combobox', { name: 'Search captures' }).hover();
    await expect
      .poll(() => groups(page))
      .toEqual([
        'GitHub, release, 1 capture',
        'GitHub, push, 3 captures',
        'GitHub, issues, 1 capture',
      ]);
    expect(app.problems).toEqual([]);
  });

  it('show 20, and all of them as a search', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, 'push', 23);
    await send(app, 'issues');
    await page.getByText('24 captures', { exact: true }).waitFor();
    await groupBy(page, 'event');
    await group(page, 'push').click();
    await expect.poll(() => inGroup(page, 'push').count()).toBe(20);
    await page.getByRole('button', { name: 'Show all 23 captures' }).click();
    await page.getByText('23 found', { exact: true }).waitFor();
    const box = page.getByRole('combobox', { name: 'Search captures' });
    expect(await box.inputValue()).toBe('provider:github event:=push');
    await page.getByRole('grid', { name: 'Captures', exact: true }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('are by sender, endpoint, status or path as well', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, 'push', 2);
    await page.getByText('2 captures', { exact: true }).waitFor();
    for (const [by, name] of [
      ['provider', 'GitHub, 2 captures'],
      ['endpoint', 'Inbox, 2 captures'],
      ['status', '200, 2 captures'],
      ['path', '/push, 2 captures'],
    ] as const) {
      await groupBy(page, by);
      await expect.poll(() => groups(page)).toEqual([name]);
    }
    expect(app.problems).toEqual([]);
  });
});
