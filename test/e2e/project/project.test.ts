import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { faults } from '../accessibility/look.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

const FILE = `{
  // Of the team
  "endpoints": {
    "orders": {
      "path": "/orders",
      "sender": { "provider": "gitlab", "secrets": [{ "secret": "gitlab-dev" }] },
    },
    "old": { "path": "/old" },
  },
  "destinations": {
    "shop": { "url": "https://shop.example/hook" },
  },
}
`;

it('a project is followed: hosts, secrets, changes and conflicts are settled in the page', async () => {
  using dir = tempDir();
  const file = join(dir.path, 'backstitch.json');
  const text = (): string => readFileSync(file, 'utf8');
  writeFileSync(file, FILE);
  await using app = await openApp(browser);
  const { page } = app;
  const endpoints = async () =>
    (await (await app.rest('/endpoints')).json()) as { id: string; name: string; path: string }[];
  const put = async (name: string, path: string) => {
    const found = (await endpoints()).find((one) => one.name === name);
    await app.rest(`/endpoints/${found?.id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...found, path }),
    });
  };

  await page.goto(`${app.cli.ready.control}/#/settings/project`);
  await page.getByLabel('Folder of the project').fill('/no/such/folder');
  await page.getByRole('button', { name: 'Follow the folder' }).click();
  await page.getByRole('alert').getByText('is no folder').waitFor();
  await page.getByLabel('Folder of the project').fill(dir.path);
  await page.keyboard.press('Enter');
  await page.getByText('1 host to allow').waitFor();
  expect((await endpoints()).map(({ name }) => name)).toEqual(['orders', 'old', 'Inbox']);

  await page.getByRole('button', { name: 'Allow shop.example' }).click();
  await page.getByText('In step').waitFor();
  await page.getByLabel('Secret gitlab-dev').fill('needle-of-gitlab');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Forget gitlab-dev' }).waitFor();
  await expect.poll(() => page.getByLabel('Missing secrets').count()).toBe(0);

  // Taken out of the file: it waits for a yes, with what it was.
  writeFileSync(file, FILE.replace('"old": { "path": "/old" },', ''));
  const removal = page.getByRole('article', { name: 'Remove: Endpoint old' });
  await removal.getByText('"path": "/old"').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await page.getByText('In step').waitFor();

  // Changed on both sides.
  await page.getByLabel('Write what is changed here into the file').uncheck();
  await expect
    .poll(async () => ((await (await app.rest('/project')).json()) as { write: boolean }).write)
    .toBe(false);
  await put('orders', '/from-the-page');
  writeFileSync(file, text().replace('"/orders"', '"/from-the-file"'));
  const conflict = page.getByRole('article', { name: 'Endpoint orders' });
  await conflict.getByLabel('In the file: Endpoint orders').getByText('/from-the-file').waitFor();
  await conflict.getByLabel('In Backstitch: Endpoint orders').getByText('/from-the-page').waitFor();
  await conflict.getByRole('button', { name: 'Keep Backstitch’s' }).click();
  await conflict.waitFor({ state: 'detached' });
  expect(text()).toContain('"/from-the-page"');
  expect(text()).toContain('// Of the team');

  // What is made here goes into the file when it is added.
  await page.getByLabel('Write what is changed here into the file').check();
  const made = { enabled: true, methods: [], path: '/mine', name: 'Mine' };
  const { reply } = (await (await app.rest('/endpoints')).json())[0] as { reply: object };
  await app.rest('/endpoints', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...made, reply }),
  });
  await page.goto(`${app.cli.ready.control}/#/endpoints`);
  await page.getByRole('button', { name: 'More for Mine' }).click();
  await page.getByRole('menuitem', { name: 'Add to project' }).click();
  await page.getByText('Added to the project as “mine”').waitFor();
  expect(text()).toContain('"mine": {');
  const save = (path: string, body: object) =>
    app.rest(path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await save('/expectations/Paid', { expectation: { search: 'path:/paid' } });
  await save('/redaction/Team', { base: 'strict' });
  await fetch(`${app.cli.ready.intake}/paid`, { method: 'POST' });
  await page.goto(`${app.cli.ready.control}/#/captures`);
  await page.getByRole('button', { name: 'More for this list' }).click();
  await page.getByRole('menuitem', { name: 'Expectations…' }).click();
  await page.getByRole('button', { name: 'More for Paid' }).press('Enter');
  //SHOT1
  await page.getByRole('menuitem', { name: 'Add to project' }).press('Enter');
  await page.getByText('Added to the project as “paid”').waitFor();
  await page.getByRole('button', { name: 'More for Paid' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Rename…' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Add to project' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('dialog', { name: 'Expectations' }).waitFor({ state: 'detached' });
  await page.getByRole('row').filter({ hasText: '/paid' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  const leaveOut = page.getByRole('combobox', { name: 'Leave out' });
  const profile = page.getByRole('group', { name: 'Profile' });
  const add = profile.getByRole('button', { name: 'Add to project' });
  await leaveOut.selectOption({ label: 'Team' });
  //SHOT2
  await add.press('Enter');
  await page.getByText('Added to the project as “team”').waitFor();
  await add.waitFor({ state: 'detached' });
  expect(await page.getByRole('dialog').locator(':focus').count()).toBe(1);
  await page.keyboard.press('Escape');
  expect(text()).toMatch(/"expectations": \{\s*"paid": \{/);
  expect(text()).toMatch(/"redaction": \{\s*"team": \{/);

  writeFileSync(file, text().replace('"path": "/mine"', '"path": 7'));
  await page.goto(`${app.cli.ready.control}/#/settings/project`);
  await page.getByText('Not valid').waitFor();
  await page
    .getByRole('alert')
    .getByText(/^backstitch\.json:\d+:\d+/)
    .waitFor();
});
