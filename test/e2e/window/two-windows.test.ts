import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

let browser: Browser;
let app: App;
/** What is looked at, and another window of the same browser. */
let page: Page;
let other: Page;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
  ({ page } = app);
  other = await page.context().newPage();
  await other.goto(`${app.cli.ready.control}/#/captures`);
  await other.getByRole('navigation', { name: 'Pages' }).waitFor();
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});

const go = (hash: string, where = page): Promise<void> =>
  where.evaluate((to) => void (window.location.hash = to), hash);

async function call<T>(method: string, path: string, input?: unknown): Promise<T> {
  const body = input === undefined ? {} : { body: JSON.stringify(input) };
  const answer = await app.rest(path, { method, ...body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

it('a page shows at once what a script or the project file changes of it', async () => {
  using dir = tempDir();
  await go('#/settings/hosts');
  await page.getByText('No other host is allowed.').waitFor();
  await call('PUT', '/allowed-hosts/shop.example.com');
  await page.getByText('shop.example.com', { exact: true }).waitFor();

  await go('#/settings/limits');
  const days = page.getByRole('textbox', { name: 'Keep for' }).first();
  await days.waitFor();
  const settings = await call<object>('GET', '/settings');
  await call('PUT', '/settings', { ...settings, keepDays: 77 });
  await expect
    .poll(async () =>
      Promise.all((await page.locator('main input').all()).map((one) => one.inputValue())),
    )
    .toContain('77');

  // What was not touched in a form follows what is saved; leaving it puts nothing back.
  await go('#/endpoints/inbox/sender');
  const panel = page.getByRole('region', { name: 'Endpoint Inbox' });
  const refuses = panel.getByRole('switch').first();
  await refuses.waitFor();
  const sender = await call<object>('GET', '/endpoints/inbox/sender');
  const path = '/endpoints/inbox/sender';
  await call('PUT', path, { ...sender, provider: 'github', refuse: true });
  await panel.getByText('GitHub').first().waitFor();
  const owner = { kind: 'endpoint', endpointId: 'inbox' };
  await call('POST', '/sender-secrets', { owner, value: 'needle-and-thread', label: 'Live one' });
  await panel.getByText('Live one').waitFor();
  await go('#/captures');
  expect(await call('GET', path)).toMatchObject({ provider: 'github', refuse: true });

  await fetch(`${app.cli.ready.intake}/latin`, {
    method: 'POST',
    body: Buffer.from('caf\xe9', 'latin1'),
    headers: { 'content-type': 'text/plain' },
  });
  await page.getByRole('row').filter({ hasText: '/latin' }).click();
  await page.getByRole('tab', { name: 'Body' }).click();
  await call('PUT', '/charsets/inbox', { endpointId: 'inbox', charset: 'windows-1252' });
  await page.getByText('café').waitFor();

  // A project file that is followed: an expectation of it is there without anybody asking.
  await page.getByRole('button', { name: 'More for this list' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Expectations…' }).press('Enter');
  const list = page.getByRole('navigation', { name: 'Expectations' });
  await list.getByText('None is saved yet.').waitFor();
  const write = (names: readonly string[]): void => {
    const all = Object.fromEntries(names.map((name) => [name, { search: 'path:/latin' }]));
    writeFileSync(join(dir.path, 'backstitch.json'), JSON.stringify({ expectations: all }));
  };
  write(['from-the-file']);
  await call('POST', '/project/attach', { directory: dir.path, write: false });
  await list.getByRole('button', { name: 'from-the-file', exact: true }).waitFor();
  write(['from-the-file', 'another']);
  await list.getByRole('button', { name: 'another', exact: true }).waitFor();
  await call('POST', '/project/detach');
  expect(app.problems).toEqual([]);
});

it('what is typed in another window is told of and shown, and goes where it is given up', async () => {
  await page.keyboard.press('Escape');
  await call('POST', '/app/import-sample');
  const [{ id: appId }] = await call<[{ id: string }]>('GET', '/apps');
  await go(`#/apps/${appId}/users`);
  await page.getByRole('main').getByRole('heading').first().waitFor();
  const user = { appId, kind: 'email', email: 'ann@example.com', password: 'needle-and-thread' };
  await call('POST', '/users', user);
  await page.getByText('ann@example.com').first().waitFor();

  for (const one of [page, other]) await go(`#/apps/${appId}/functions/priceOf`, one);
  const source = (one: Page) => one.getByRole('textbox', { name: 'Source of the function' });
  await source(page).waitFor();
  await source(other).click();
  await other.keyboard.press('ControlOrMeta+End');
  await other.keyboard.type('\n// typed elsewhere');
  await page.getByRole('link', { name: 'Apps, not saved' }).waitFor();
  await expect.poll(() => source(page).innerText()).toContain('// typed elsewhere');
  await other.getByRole('button', { name: 'Discard' }).first().click();
  await page.getByRole('link', { name: 'Apps, not saved' }).waitFor({ state: 'detached' });
  await expect.poll(() => source(page).innerText()).not.toContain('// typed elsewhere');
  expect(app.problems).toEqual([]);
});
