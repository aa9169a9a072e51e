import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { holdAnswers } from '../held-answers.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const RULES = {
  keys: '',
  loading: 'append',
  nested: 'json',
  detectTimestamps: false,
  strictTypes: false,
  jsonInForms: false,
  reservedNames: 'reject-record',
};

it('a form is there once it is known what was typed into it before, and not a moment sooner', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const keep = async (key: string, kind: string, now: unknown): Promise<void> => {
    const body = JSON.stringify({ kind, base: null, value: { now }, rev: 0, session: 'Firefox' });
    const kept = await app.rest(`/drafts/${encodeURIComponent(key)}`, { method: 'PUT', body });
    expect(kept.status).toBe(200);
  };
  await keep('expectation:', 'expectation', { name: 'Below two', text: '{}' });
  const typed = { step: 0, name: 'Shop', schema: '', existing: 'continue', rules: RULES };
  await keep('integration:new', 'integration', typed);
  await fetch(`${app.cli.ready.intake}/noted`, { method: 'POST', body: '{}' });
  const { items } = (await (await app.rest('/captures')).json()) as { items: { id: string }[] };
  const id = items[0]?.id ?? '';
  await keep(`note:${id}`, 'note', 'ask them');
  const answers = await holdAnswers(page);
  const go = (hash: string): Promise<void> =>
    page.evaluate((to) => void (window.location.hash = to), hash);
  const dialog = page.getByRole('dialog');

  /** Opens a form while the answer about its draft is held back; then lets it go. */
  const late = async (open: () => Promise<void>, field: Locator, text: string): Promise<void> => {
    answers.hold('/drafts/get');
    await open();
    await answers.isAsked();
    // All that is drawn until then is drawn.
    await page.evaluate(() => new Promise(requestAnimationFrame));
    const isWritable = (await field.count()) > 0 && (await field.isEditable());
    expect(isWritable).toBe(false);
    await answers.letGo();
    await expect.poll(() => field.inputValue()).toBe(text);
    await field.press('End');
    await page.keyboard.type('!');
    expect(await field.inputValue()).toBe(`${text}!`);
    expect(await page.getByText('Also changed in').count()).toBe(0);
  };

  const openExpectations = async (): Promise<void> => {
    await page.getByRole('button', { name: 'More for this list' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Expectations…' }).press('Enter');
    // The list of drafts has an answer: it may say so already.
    await dialog.getByRole('button', { name: 'New Not saved' }).waitFor();
  };
  const name = dialog.getByRole('textbox', { name: 'Name', exact: true });
  await late(openExpectations, name, 'Below two');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  const openNote = async (): Promise<void> => {
    await go(`#/captures/${id}?tab=activity`);
    await page.getByRole('textbox', { name: 'Note' }).waitFor();
  };
  await late(openNote, page.getByRole('textbox', { name: 'Note' }), 'ask them');

  await go('#/data');
  const openNew = (): Promise<void> =>
    page.getByRole('button', { name: 'Add integration' }).first().click();
  await late(openNew, name, 'Shop');
  expect(app.problems).toEqual([]);
});
