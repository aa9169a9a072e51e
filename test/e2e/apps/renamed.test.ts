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

it('what was typed in another window, in a function that is renamed meanwhile, can be had and discarded', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await app.rest('/app/import-sample', { method: 'POST' });
  const [{ id: appId }] = (await (await app.rest('/apps')).json()) as [{ id: string }];
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(
    (to) => void (window.location.hash = to),
    `#/apps/${appId}/functions/priceOf`,
  );
  const main = page.getByRole('main');
  const source = main.getByRole('textbox', { name: /^Source/ }).first();
  await source.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('\n// typed here');
  // The engine has it.
  await expect
    .poll(async () => JSON.stringify(await (await app.rest('/drafts')).json()))
    .toContain('priceOf');

  const fn = (await (await app.rest(`/functions/one?appId=${appId}&name=priceOf`)).json()) as {
    revision: string;
  };
  const {
    problem: _,
    revision,
    limits: _limits,
    ...kept
  } = fn as typeof fn & Record<string, unknown>;
  const saved = await app.rest('/functions', {
    method: 'PUT',
    body: JSON.stringify({
      appId,
      function: { ...kept, name: 'costOf' },
      oldName: 'priceOf',
      revision,
    }),
  });
  expect(saved.status).toBe(200);
  const said = main.getByRole('status').filter({ hasText: 'No function priceOf here.' });
  await said.getByText('What you typed in it and did not save is kept.').waitFor();
  await said.getByRole('button', { name: 'Copy what you typed' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/exports = [^]*\/\/ typed here$/);
  await said.getByRole('button', { name: 'Discard' }).click();
  await said
    .getByText('What you typed in it and did not save is kept.')
    .waitFor({ state: 'detached' });
  await expect.poll(async () => await (await app.rest('/drafts')).json()).toEqual([]);
  expect(app.problems).toEqual([]);
});
