import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import type { TestPostgres } from '../../helpers/postgres.ts';
import { memberUrl, startTeamServer } from '../../team/team-server.ts';
import { pushed, startNode } from '../../team/two-engines.ts';
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

it('joins a team, says a wrong password, shows and copies what another node caught, marks it, follows and leaves', async () => {
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

  // The page of the team: what Ben caught, before and from now on.
  await inBar.press('Enter');
  const table = main.getByRole('table', { name: 'Captures of the team' });
  const rowOf = (text: string): Locator => table.getByRole('row').filter({ hasText: text });
  await rowOf('/orders').getByText('Ben').first().waitFor();
  expect(await rowOf('/orders').innerText()).not.toContain('hush');
  await send(ben.url, '/refunds', '{"refund":2}');
  await pushed(ben);
  await main.getByRole('button', { name: 'Look for new ones' }).press('Enter');
  await rowOf('/refunds').waitFor();
  await main.getByRole('searchbox', { name: 'Search the team' }).fill('colour:red');
  await page.keyboard.press('Enter');
  await main.getByRole('alert').filter({ hasText: 'colour' }).waitFor();
  await main.getByRole('searchbox', { name: 'Search the team' }).fill('refunds');
  await page.keyboard.press('Enter');
  await rowOf('/orders').waitFor({ state: 'detached' });
  await rowOf('/refunds').waitFor();
  await page.goBack();
  await main.getByRole('alert').filter({ hasText: 'colour' }).waitFor();
  await page.goBack();
  await rowOf('/orders').waitFor();
  const by = main.getByRole('navigation', { name: 'Nodes' });
  await by.getByRole('link', { name: /Anna/ }).press('Enter');
  await main.getByText('Nothing has reached the team yet').waitFor();
  await by.getByRole('link', { name: /Ben/ }).press('Enter');
  await rowOf('/orders').waitFor();

  // Marks are the team's.
  const more = (path: string): Locator =>
    rowOf(path).getByRole('button', { name: /^More for POST/ });
  await more('/orders').press('Enter');
  await page.getByRole('menuitem', { name: 'Pin for the team' }).press('Enter');
  await rowOf('/orders').getByText('Pinned by Anna').waitFor();
  await more('/orders').press('Enter');
  await page.getByRole('menuitem', { name: 'Note for the team…' }).press('Enter');
  const note = page.getByRole('dialog', { name: 'Note for the team' });
  await note.getByRole('textbox', { name: 'Note' }).fill('Ask the shop about this one');
  await note.getByRole('button', { name: 'Save' }).click();
  await rowOf('/orders').getByText('Ask the shop about this one').waitFor();
  await page.reload();
  await rowOf('/orders').getByText('Ask the shop about this one').waitFor();
  await calm(page);
  expect(await faultsAt(page, 600)).toEqual([]);
  expect(await faultsAt(page, 1440, { withoutAxe: true })).toEqual([]);

  // Copied here and opened; the other one copied into the composer.
  await rowOf('/orders')
    .getByRole('button', { name: /^Copy here: POST/ })
    .press('Enter');
  await rowOf('/orders')
    .getByRole('button', { name: /^Open: POST/ })
    .press('Enter');
  await main.getByTitle('Caught by Ben').waitFor();
  await inBar.press('Enter');
  await more('/refunds').press('Enter');
  await page.getByRole('menuitem', { name: 'Copy and replay…' }).press('Enter');
  await main.getByRole('button', { name: 'Send' }).first().waitFor();
  await main.getByText('/refunds').first().waitFor();

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
