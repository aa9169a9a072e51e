import { createHmac } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { type FakeEvent, fakeProvider } from '../backfill/fake-provider.ts';
import { openApp, openBrowser } from '../helpers/browser.ts';
import { faults, faultsAt } from './accessibility/look.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { calm } from './calm.ts';
import { byKeys } from './keyboard.ts';

const TOKEN = 'ghp_0123456789abcdefghij';
const SECRET = 'It is a secret of the sender';

/** When a test began: on a machine that is slow the one before it takes minutes. */
let now = 0;
beforeEach(() => {
  now = Date.now();
});

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

function eventOf(n: number, delivered: boolean): FakeEvent {
  const body = `{"n":${n},"big":9007199254740993}`;
  const id = `guid-${n}`;
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const headers: HeaderPair[] = [
    ['Content-Type', 'application/json'],
    ['X-GitHub-Event', 'push'],
    ['X-GitHub-Delivery', id],
    ['X-Hub-Signature-256', signature],
  ];
  const number = `900719925474099${n}`;
  return { id, type: 'push', at: now - n * 60_000, body, headers, delivered, number };
}

it('adds an account, sees what was missed, and gets it back, by keys alone', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const intake = `${app.cli.ready.intake}/hooks`;
  const events = [eventOf(1, false), eventOf(2, false), eventOf(3, false), eventOf(4, true)];
  await using fake = await fakeProvider('github', events, { token: TOKEN, intake: () => intake });
  const [here] = events;
  await fetch(intake, { method: 'POST', headers: here?.headers ?? [], body: here?.body ?? '' });
  await page.evaluate(() => {
    window.location.hash = '#/deliveries/backfill';
  });
  const keys = await byKeys(page);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const enter = async (name: string | RegExp): Promise<void> => {
    await keys.tabTo(button(name));
    await keys.press('Enter');
  };
  const row = (n: number) => page.getByRole('row').filter({ hasText: `guid-${n}` });
  const state = (text: string) => page.getByRole('main').getByText(text, { exact: true }).waitFor();
  await page.getByRole('heading', { name: 'Get back what was missed' }).waitFor();
  expect(await faultsAt(page, 1440)).toEqual([]);

  // A mistake is said at its field, and what was typed stays.
  await enter('Add account');
  const adding = page.getByRole('dialog', { name: 'Add an account' });
  const field = (name: string) => page.getByRole('dialog').getByRole('textbox', { name });
  await keys.tabTo(field('Repository or organization'));
  await keys.type('acme/shop');
  await keys.tabTo(field('Token'));
  await keys.type('ghp_of_somebody_else');
  await keys.tabTo(field('API address'));
  await keys.type(fake.url, 'Enter');
  await adding.getByRole('alert').filter({ hasText: 'Fill in the id of the webhook' }).waitFor();
  const hook = field('Id of the webhook');
  expect(await hook.getAttribute('aria-invalid')).toBe('true');
  expect(await faults(page)).toEqual([]);
  await keys.tabTo(hook, 'Shift+Tab');
  await keys.type('7', 'Enter');
  await adding.waitFor({ state: 'detached' });
  const account = page.getByRole('list', { name: 'Accounts' }).getByRole('listitem');
  await account.getByText('/hooks').waitFor();

  // The token is refused: what to do is said, and done from there.
  await enter('See what was missed');
  const looking = page.getByRole('dialog', { name: 'What did GitHub send?' });
  await keys.tabTo(looking.getByRole('checkbox', { name: 'List what was delivered, too' }));
  await keys.press('Space');
  await calm(page);
  expect(await faultsAt(page, 1440, { within: '[role="dialog"]' })).toEqual([]);
  await keys.tabTo(looking.getByRole('button', { name: 'Look', exact: true }));
  await keys.press('Enter');
  const refusal = page.getByRole('alert').filter({ hasText: 'GitHub answered 401' });
  await refusal.getByText('read:repo_hook').waitFor();
  expect(await refusal.textContent()).not.toContain('somebody_else');
  expect(await faultsAt(page, 1440)).toEqual([]);
  await enter('Change the account');
  await keys.tabTo(field('Token'));
  await keys.type(TOKEN, 'Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await enter('Look again');
  await state('2 missing, 1 here, 1 delivered');
  await state('2 chosen');
  await calm(page);
  expect(await faults(page)).toEqual([]);

  // One is fetched. Nothing proves its bytes, and the capture says so.
  await keys.press('a');
  await state('3 chosen');
  await keys.press('a');
  await state('0 chosen');
  await keys.press('j', 'j', 'j', 'k', 'j', 'x');
  await state('1 chosen');
  expect(await row(3).getByRole('checkbox').isChecked()).toBe(true);
  await keys.press('Enter');
  await page.getByRole('dialog', { name: 'Fetch 1 event' }).waitFor();
  await calm(page);
  expect(await faultsAt(page, 1440, { within: '[role="dialog"]' })).toEqual([]);
  await keys.tabTo(button(/^Fetch$/));
  await keys.press('Enter');
  await row(3)
    .getByText('Rebuilt: its bytes may differ. It ran, and was answered with 200.')
    .last()
    .waitFor();
  await state('1 missing, 1 fetched, 1 here, 1 delivered');
  await keys.tabTo(row(3).getByRole('link'), 'Shift+Tab');
  await keys.press('Enter');
  const capture = page.getByRole('article', { name: 'Capture' });
  await capture.getByText('Fetched from GitHub').first().waitFor();
  await capture.getByText('rebuilt', { exact: true }).waitFor();

  // The other one is asked for, and arrives.
  await page.goBack();
  await state('1 chosen');
  await enter('Ask to send again…');
  await page.getByRole('dialog', { name: 'Ask GitHub for 1 event' }).waitFor();
  await enter(/^Ask to send again$/);
  await row(2).getByText('arrived', { exact: true }).waitFor();
  expect(fake.calls.at(-1)).toMatchObject({
    method: 'POST',
    path: expect.stringMatching(/attempts$/),
  });

  // With the secret, a third is proven.
  const secret = { owner: { endpointId: null, provider: 'github' }, label: '', value: SECRET };
  await app.rest('/sender-secrets', { method: 'POST', body: JSON.stringify(secret) });
  await keys.tabTo(row(4).getByRole('checkbox'), 'Shift+Tab');
  await keys.press('Space');
  await enter('Fetch…');
  await keys.tabTo(button(/^Fetch$/));
  await keys.press('Enter');
  await row(4).getByText('Byte for byte.').last().waitFor();
  await keys.tabTo(row(4).getByRole('link'), 'Shift+Tab');
  await keys.press('Enter');
  await capture.getByText('fetched', { exact: true }).waitFor();
  expect(await capture.getByText('rebuilt', { exact: true }).count()).toBe(0);
  await page.goBack();

  // A provider that asks to wait is waited for, until somebody stops it.
  fake.faults.push({ status: 429, headers: { 'retry-after': '600' } });
  await enter('Look again');
  await page.getByText('as the provider asked').waitFor();
  await enter('Stop');
  await state('stopped');
  await enter('Look again');
  await state('4 here');

  // Without the account there is nothing to ask; what was found stays.
  await enter('Back to Backfill');
  await expect
    .poll(() => page.getByRole('list', { name: 'Scans' }).getByRole('listitem').count())
    .toBe(4);
  await calm(page);
  expect(await faults(page)).toEqual([]);
  await enter('Delete GitHub');
  await keys.tabTo(page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }));
  await keys.press('Enter');
  await state('All accounts were deleted. What was found stays here.');
  await keys.tabTo(page.getByRole('list', { name: 'Scans' }).getByRole('link').first());
  await keys.press('Enter');
  await page.getByText('The account was deleted').waitFor();
  expect(await button('Look again').count()).toBe(0);
  await keys.usedNoMouse();
  expect(app.problems).toEqual([]);
});

it('tells of a time in which nothing could arrive, and leads from there to what was missed', async () => {
  using dir = tempDir();
  const away = { from: now - 20 * 60_000, to: now - 6 * 60_000 };
  await ranUntil(dir.path, away.from, [eventOf(27, true)]);
  await ranUntil(dir.path, away.to + 1000, [], away.to);
  await using app = await openApp(browser, { dataDir: dir.path });
  const { page } = app;
  // A scan looks five minutes further at both ends: the last of these is beyond that.
  const events = [eventOf(7, false), eventOf(15, false), eventOf(27, true)];
  await using fake = await fakeProvider('github', events, { token: TOKEN, intake: () => null });

  // Both times are told of: the second is that until now.
  await page.getByRole('button', { name: 'Notices, 2 unread ones' }).click();
  const notices = page.getByRole('list', { name: 'Notices' });
  const notice = notices.getByRole('button', { name: /GitHub: away 14 min/ });
  await notice.getByText('GitHub does not send again by itself.').waitFor();
  await notice.getByText('Add access').waitFor();
  await calm(page);
  expect(await faultsAt(page, 1440, { within: '[role="dialog"]' })).toEqual([]);
  await notice.click();

  // There is no account yet; with it, the time is looked at.
  const adding = page.getByRole('dialog', { name: 'Add an account' });
  const field = (name: string) => adding.getByRole('textbox', { name });
  await field('Repository or organization').fill('acme/shop');
  await field('Id of the webhook').fill('7');
  await field('Token').fill(TOKEN);
  await field('API address').fill(fake.url);
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  const looking = page.getByRole('dialog', { name: 'What did GitHub send?' });
  await looking.getByRole('button', { name: 'While away', pressed: true }).waitFor();
  // The second time goes on until it is looked at: how long that is depends on the machine.
  await looking.getByRole('img', { name: /^1 capture, away for \d+ min/ }).waitFor();
  await calm(page);
  expect(await faultsAt(page, 1440, { within: '[role="dialog"]' })).toEqual([]);
  await looking.getByRole('button', { name: '24 hours' }).click();
  await looking.getByRole('img', { name: /^1 capture, away for \d+ min/ }).waitFor();
  await looking.getByRole('button', { name: 'While away' }).click();
  await looking.getByRole('button', { name: 'Look', exact: true }).click();
  await page.getByText('2 missing', { exact: true }).waitFor();
  await page.getByRole('img', { name: /^0 captures, 2 missing, away for 14 min/ }).waitFor();
  await calm(page);
  expect(await faultsAt(page, 1440)).toEqual([]);

  // The same from the tunnel; there is an account by now.
  await page.getByRole('button', { name: 'Tunnel settings' }).click();
  const outage = page.getByRole('list', { name: 'Away' }).getByRole('listitem').last();
  await outage.getByText('14 min').waitFor();
  await outage.getByRole('button', { name: 'See what was missed' }).click();
  await looking.getByRole('img', { name: /away for \d+ min/ }).waitFor();
  await looking.getByRole('button', { name: 'Cancel' }).click();
  await looking.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => window.location.hash)).toBe('#/deliveries/backfill');
  await page.getByRole('button', { name: /^Notices/ }).click();
  await notices.getByText('See what was missed').first().waitFor();
  expect(app.problems).toEqual([]);
});

/** Backstitch ran on this directory up to a time, took events, and was closed. */
async function ranUntil(dataDir: string, at: number, events: FakeEvent[], from = at - 1000) {
  const clock = shiftedClock();
  clock.jump(from - clock.now());
  await using ran = await startTestEngine({ dataDir, clock });
  for (const { headers, body } of events)
    await fetch(`${ran.url}/hooks`, { method: 'POST', headers, body });
  await ran.captures(events.length);
  clock.jump(at - clock.now());
}
