import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import type { TestPostgres } from '../../helpers/postgres.ts';
import { memberUrl, startTeamServer } from '../../team/team-server.ts';
import { pushed, startNode } from '../../team/two-engines.ts';
import { until } from '../../helpers/until.ts';
import { faultsAt } from '../accessibility/look.ts';
import { calm } from '../calm.ts';

let browser: Browser;
let server: TestPostgres;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startTeamServer()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

const JSON_BODY = { 'content-type': 'application/json' };

it('joins a team, says a wrong password; by keys alone opens, marks and copies what another caught; follows and leaves', async () => {
  const [anna, bens] = [await memberUrl(server, 'anna'), await memberUrl(server, 'ben')];
  await using ben = await startNode(bens, 'Ben');
  const send = (to: string, path: string, body: string) =>
    fetch(`${to}${path}`, { method: 'POST', headers: JSON_BODY, body });
  await send(ben.url, '/orders?secret=hush', '{"order":1}');
  await pushed(ben);

  await using app = await openApp(browser);
  const { page } = app;
  const main = page.getByRole('main');
  await send(app.cli.ready.intake, '/mine', '{"card":"4711","id":7}');

  // In no team there is no word of one, but a way to it.
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('team');
  await page.getByRole('option', { name: /^Team/ }).first().waitFor();
  await page.keyboard.press('Enter');
  await main.getByRole('button', { name: 'Join a team…' }).press('Enter');
  const joining = main.getByRole('form', { name: 'Join a team' });
  await joining.getByRole('button', { name: 'Join' }).press('Enter');
  await joining.getByText('Write the URL of the database.').waitFor();
  const url = joining.getByRole('textbox', { name: 'URL of the database' });
  await url.fill('mysql://anna@localhost/team');
  await joining.getByRole('textbox', { name: 'Your name in the team' }).fill('Anna');
  await joining.getByRole('button', { name: 'Join' }).press('Enter');
  await joining.getByRole('alert').filter({ hasText: 'postgresql://' }).waitFor();

  // What would leave follows the rules as they are typed.
  const leaves = main.getByRole('group', { name: 'What would leave' });
  await leaves.getByText('4711').waitFor();
  await joining.getByRole('button', { name: 'Add a rule' }).press('Enter');
  await joining.getByRole('combobox', { name: 'Where, rule 1' }).selectOption('json');
  await joining.getByRole('textbox', { name: 'Name, rule 1' }).fill('card');
  await leaves.getByText('4711').waitFor({ state: 'detached' });
  await main
    .getByRole('table', { name: 'What is cut out of it' })
    .getByText('card')
    .first()
    .waitFor();
  await calm(page);
  expect(await faultsAt(page, 1440)).toEqual([]);

  // A password that is wrong is said in words, and mended in place.
  const wrong = new URL(anna);
  wrong.password = 'guessed';
  await url.fill(wrong.href);
  await joining.getByRole('button', { name: 'Join' }).press('Enter');
  const standing = main.getByRole('status', { name: 'The team' });
  await standing.getByText('Refused', { exact: true }).waitFor();
  await standing
    .getByText(/password/i)
    .first()
    .waitFor();
  expect(await standing.innerText()).not.toContain('guessed');
  const inBar = page.getByRole('contentinfo').getByRole('link', { name: /^Team: / });
  await expect.poll(() => inBar.getAttribute('aria-label')).toContain('Refused');
  const taking = main.getByRole('form', { name: 'How you take part' });
  await taking.getByRole('textbox', { name: 'URL of the database' }).fill(anna);
  await taking.getByRole('button', { name: 'Save' }).click();
  await standing.getByText('Live', { exact: true }).waitFor();
  await expect.poll(() => inBar.getAttribute('aria-label')).toBe('Team: Live');

  // The page of the team, by keys alone: what Ben caught, before and from now on.
  await inBar.press('Enter');
  const grid = main.getByRole('grid', { name: 'Captures of the team' });
  const rowOf = (path: string): Locator =>
    grid.getByRole('row').filter({ has: page.getByText(path, { exact: true }) });
  await rowOf('/orders').getByText('Ben').first().waitFor();
  await send(ben.url, '/refunds', '{"refund":2}');
  await pushed(ben);
  await main.getByRole('button', { name: 'Look for new ones' }).press('Enter');
  await rowOf('/refunds').waitFor();
  const box = main.getByRole('searchbox', { name: 'Search the team' });
  const search = async (text: string): Promise<void> => {
    await page.keyboard.press('/');
    await expect.poll(() => box.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  await search('colour:red');
  await main.getByRole('alert').filter({ hasText: 'colour' }).waitFor();
  await search('method:post refunds');
  await rowOf('/refunds').waitFor();
  await rowOf('/orders').waitFor({ state: 'detached' });
  await main.getByRole('group', { name: 'Terms of the search' }).getByRole('button').waitFor();
  await page.goBack();
  await main.getByRole('alert').filter({ hasText: 'colour' }).waitFor();
  await page.goBack();
  await rowOf('/orders').waitFor();
  const by = main.getByRole('navigation', { name: 'Nodes' });
  await by.getByRole('link', { name: /Anna/ }).press('Enter');
  await main.getByRole('heading', { name: 'Nothing of Anna yet' }).waitFor();
  await by.getByRole('link', { name: /Ben/ }).press('Enter');
  await main.getByRole('button', { name: 'Captures of all nodes, not only of Ben' }).press('Enter');
  await rowOf('/orders').waitFor();

  // Opened beside the list, before it is copied: what the next row is, keys show in its place.
  await grid.focus();
  const active = grid.locator('[data-active]');
  await page.keyboard.press('End');
  await active.filter({ hasText: '/orders' }).waitFor();
  await page.keyboard.press('Enter');
  const detail = main.getByRole('article', { name: 'Capture of the team' });
  await detail.getByText('caught by Ben').waitFor();
  await detail.getByText('not exact').waitFor();
  await detail.getByRole('tree').getByText('order').first().waitFor();
  await page.keyboard.press('Home');
  await detail.getByRole('heading', { name: '/refunds' }).waitFor();
  await detail.getByRole('tree').getByText('refund').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await detail.getByRole('tree').getByText('order').first().waitFor();
  await detail.getByRole('tab', { name: 'Request' }).press('Enter');
  await detail.getByText('content-type').first().waitFor();
  expect(await detail.innerText()).not.toContain('hush');
  await detail.getByRole('tab', { name: /^Team/ }).press('Enter');
  await detail
    .getByRole('table', { name: 'What was cut out of it' })
    .getByText('query secret')
    .first()
    .waitFor();
  await calm(page);
  expect(await faultsAt(page, 1440)).toEqual([]);

  // Marks are the team's: by the menu of the row.
  await grid.focus();
  const menu = page.getByRole('menu', { name: 'Actions for captures of the team' });
  const choose = async (name: string): Promise<void> => {
    await page.keyboard.press('Shift+F10');
    await menu.getByRole('menuitem', { name }).press('Enter');
    await menu.waitFor({ state: 'detached' });
  };
  await choose('Pin for the team');
  await detail.getByText('Pinned by Anna').waitFor();
  await choose('Note for the team…');
  const note = page.getByRole('dialog', { name: 'Note for the team' });
  await note.getByRole('textbox', { name: 'Note' }).fill('Ask the shop\nabout this one');
  await note.getByRole('button', { name: 'Save' }).press('Enter');
  await detail.getByText('Ask the shop').waitFor();
  await page.reload();
  await detail.getByRole('tab', { name: /^Team/ }).press('Enter');
  await detail.getByText('Ask the shop').waitFor();
  await calm(page);
  expect(await faultsAt(page, 600)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });

  // Copied here and opened; the other one copied into the composer.
  await grid.focus();
  await choose('Copy here');
  await rowOf('/orders').getByText('here', { exact: true }).waitFor();
  await choose('Open in Captures');
  await main.getByTitle('Caught by Ben').waitFor();
  await inBar.press('Enter');
  await rowOf('/refunds').waitFor();
  await grid.focus();
  await page.keyboard.press('Home');
  await active.filter({ hasText: '/refunds' }).waitFor();
  await choose('Copy and replay…');
  await main.getByRole('button', { name: 'Send' }).first().waitFor();
  await main.getByText('/refunds').first().waitFor();

  // What Ben writes on a capture of Anna stands at hers, in the list and beside her own note.
  await send(app.cli.ready.intake, '/of-anna', '{"n":1}');
  const mine = await until(
    async () => (await ben.engine.team.captures({ search: 'of-anna', limit: 1 })).items[0],
    'Ben does not see what Anna caught',
  );
  const there = { node: mine.node, id: mine.id };
  await ben.engine.team.mark({ ...there, kind: 'note', value: 'Seen by Ben', version: 0 });
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: 'Captures' })
    .press('Enter');
  await main.getByRole('row', { name: /Note by Ben/ }).click();
  await main.getByRole('tab', { name: /^Activity/ }).press('Enter');
  await main.getByRole('region', { name: 'Note of a mate' }).getByText('Seen by Ben').waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('team settings');
  await page
    .getByRole('option', { name: /^Team settings/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');

  // Whom one follows, for one endpoint and then no longer.
  const nodes = main.getByRole('list', { name: 'Nodes of the team' });
  const follow = nodes.getByRole('switch', { name: 'Follow Ben' });
  await follow.press('Enter');
  const endpoints = nodes.getByRole('textbox', { name: 'Endpoints of Ben' });
  await endpoints.fill('Nothing of mine');
  await endpoints.press('Enter');
  await expect
    .poll(async () => (await (await app.rest('/team/follows')).json()) as unknown)
    .toMatchObject([{ endpoints: ['Nothing of mine'], onArrival: 'keep' }]);
  const sendOn = nodes.getByRole('checkbox', { name: 'Send on what Ben receives' });
  await sendOn.press('Space');
  await expect
    .poll(async () => (await (await app.rest('/team/follows')).json()) as unknown)
    .toMatchObject([{ endpoints: ['Nothing of mine'], onArrival: 'forward' }]);
  await expect.poll(() => sendOn.isChecked()).toBe(true);
  await calm(page);
  expect(await faultsAt(page, 600)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect.poll(() => follow.isEnabled()).toBe(true);
  await follow.press('Enter');
  await endpoints.waitFor({ state: 'detached' });

  // A database without a team, and a folder that the team knows more of: what to do stands there.
  const address = taking.getByRole('textbox', { name: 'URL of the database' });
  await address.fill(anna.replace(/\/[^/]*$/, '/template1'));
  await taking.getByRole('button', { name: 'Save' }).click();
  await standing.getByText('backstitch team init URL').waitFor();
  await server.query(
    "UPDATE backstitch_team.nodes SET appended_seq = appended_seq + 1000 WHERE name = 'Anna'",
  );
  await address.fill(anna);
  await taking.getByRole('button', { name: 'Save' }).click();
  await standing.getByRole('button', { name: 'Continue as a new node' }).press('Enter');
  await standing.getByText('Live', { exact: true }).waitFor();

  // Left: the word in the bar goes, and so does the place in the rail.
  await main.getByRole('button', { name: 'Leave the team…' }).press('Enter');
  await page
    .getByRole('dialog', { name: 'Leave the team?' })
    .getByRole('button', { name: 'Leave' })
    .press('Enter');
  await joining.waitFor();
  await inBar.waitFor({ state: 'detached' });
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: 'Team' })
    .waitFor({ state: 'detached' });
  expect(app.problems).toEqual([]);
});
