import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { holdAnswers } from '../held-answers.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('who renames a function or a webhook stays on it, with what was typed meanwhile, and old links lead there', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await app.rest('/app/import-sample', { method: 'POST' });
  const [{ id: appId }] = (await (await app.rest('/apps')).json()) as [{ id: string }];
  const hooks = (await (await app.rest(`/webhooks?appId=${appId}`)).json()) as {
    service: string;
    name: string;
  }[];
  const { service, name: hook } = hooks[0] ?? { service: '', name: '' };
  const answers = await holdAnswers(page);
  const go = (hash: string): Promise<void> =>
    page.evaluate((to) => void (window.location.hash = to), hash);
  const address = (): string => decodeURIComponent(new URL(page.url()).hash);
  const save = page.getByRole('button', { name: 'Save', exact: true }).first();

  const renamed = async (was: string, is: string, part: string, to: string): Promise<void> => {
    await go(`#/apps/${appId}/${part}/${encodeURIComponent(was)}/settings`);
    const main = page.getByRole('main');
    await main.getByRole('textbox', { name: 'Name', exact: true }).fill(to);
    answers.hold('/save');
    await save.click();
    await answers.isAsked();
    // The lists know the new name before the answer is there.
    await main.getByRole('tab', { name: 'Function Editor' }).click();
    const source = main.getByRole('textbox', { name: /^Source/ }).first();
    await source.click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('\n// typed meanwhile');
    await answers.letGo();
    await expect.poll(address).toContain(is);
    await main.getByRole('heading', { name: to, exact: true }).waitFor();
    await main.getByText('Not saved', { exact: true }).first().waitFor();
    // The same editor, with the caret where it was.
    await page.keyboard.type('!');
    await expect.poll(() => source.innerText()).toContain('// typed meanwhile!');
    await save.click();
    await main.getByText('Not saved', { exact: true }).waitFor({ state: 'detached' });
    await expect.poll(() => source.innerText()).toContain('// typed meanwhile!');
    await go(`#/apps/${appId}/${part}`);
    await go(`#/apps/${appId}/${part}/${encodeURIComponent(was)}`);
    await expect.poll(address).toContain(is);
    await main.getByRole('heading', { name: to, exact: true }).waitFor();
  };
  await renamed('priceOf', 'costOf', 'functions', 'costOf');
  await renamed(`${service}/${hook}`, `${service}/renamed`, 'services', 'renamed');
  expect(app.problems).toEqual([]);
});
