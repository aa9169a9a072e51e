import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const edges = async (of: Locator): Promise<{ top: number; bottom: number }> => {
  const box = await of.boundingBox();
  if (box === null) throw new Error('It is not there.');
  return { top: box.y, bottom: box.y + box.height };
};

it('leave the lowest row of a list in sight, and give the room back once they are gone', async () => {
  await using app = await openApp(browser, { height: 600 });
  const { page } = app;
  const send = (path: string) => fetch(`${app.cli.ready.intake}${path}`, { method: 'POST' });
  await send('/oldest');
  for (let n = 0; n < 40; n += 1) await send(`/n${n}`);
  const oldest = page.getByRole('row').filter({ hasText: '/oldest' });
  await page.getByText('41 captures', { exact: true }).waitFor();
  // Deleting one offers to take it back.
  await page.getByRole('grid', { name: 'Captures' }).focus();
  await page.keyboard.press('Delete');
  const toast = page.locator('[data-toast]').filter({ hasText: 'Undo' });
  await toast.waitFor();
  await toast.hover();
  await page.keyboard.press('End');
  await oldest.waitFor();
  await expect
    .poll(async () => (await edges(oldest)).bottom <= (await edges(toast)).top)
    .toBe(true);
  await toast.getByRole('button', { name: 'Dismiss' }).click();
  await toast.waitFor({ state: 'detached' });
  const status = page.getByRole('contentinfo').first();
  await expect
    .poll(async () => (await edges(status)).top - (await edges(oldest)).bottom)
    .toBeLessThan(40);
  expect(app.problems).toEqual([]);
});
