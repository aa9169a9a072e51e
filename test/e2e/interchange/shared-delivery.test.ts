import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { type Destination, DestinationInput } from '../../../preload/contract/destinations.ts';
import { receiver } from '../../deliveries/delivery-room.ts';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import type { TestPostgres } from '../../helpers/postgres.ts';
import { until } from '../../helpers/until.ts';
import { memberUrl, startTeamServer } from '../../team/team-server.ts';
import { startNode, stateOf } from '../../team/two-engines.ts';
import { faultsAt } from '../accessibility/look.ts';
import { calm } from '../calm.ts';

let browser: Browser;
let server: TestPostgres;
let logins: { anna: string; ben: string };
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startTeamServer()]);
  logins = { anna: await memberUrl(server, 'anna'), ben: await memberUrl(server, 'ben') };
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

const JSON_BODY = { 'content-type': 'application/json' };

it('shares a destination in its form, and takes the secret of one that a teammate shared', async () => {
  await using sink = await receiver();
  await using ben = await startNode(logins.ben, 'Ben');
  await stateOf(ben, 'live');
  const shop = await ben.engine.destinations.create(
    DestinationInput.parse({ name: 'Shop of Ben', url: sink.url }),
  );
  await ben.engine.team.share({ id: shop.id, shared: true });
  const secretId = shop.secrets[0]?.id ?? '';
  const { value } = ben.engine.destinations.secret({ id: shop.id, secretId });

  await using app = await openApp(browser);
  const { page } = app;
  const main = page.getByRole('main');
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const reply = await app.rest(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: JSON_BODY }),
    });
    return reply.json();
  };
  await ask('PUT', '/team', { nodeName: 'Anna', url: logins.anna });
  await until(async () =>
    ((await ask('GET', '/destinations')) as Destination[]).some(({ id }) => id === shop.id),
  );
  await page.evaluate((to) => {
    location.hash = to;
  }, `#/deliveries/destinations/${shop.id}`);
  const needs = main.getByRole('form', { name: 'Send from this computer too' });
  const secret = needs.getByRole('textbox', { name: 'Secret' });
  await secret.fill('whsec_bm90IHRoZSBvbmU=');
  await needs.getByRole('button', { name: 'Send from this computer too' }).press('Enter');
  await needs.getByText('This is not the secret').waitFor();
  await calm(page);
  expect(await faultsAt(page, 1440)).toEqual([]);
  await secret.fill(value);
  await needs.getByRole('button', { name: 'Send from this computer too' }).press('Enter');
  await main.getByText('This computer sends for it').waitFor();

  // Ben is gone: what he accepted before is sent from here too.
  await ben.stop();
  await ask('POST', '/deliveries', { destinations: [shop.id], eventType: 'order.paid', body: 1 });
  const sent = main.getByRole('list', { name: 'Deliveries of the team' });
  await sent.getByText('Attempt 1 by Anna: 200.').waitFor();
  await sent.getByText('delivered', { exact: true }).waitFor();
  expect(sink.received).toHaveLength(1);
  // Its answer is kept here, and opens in its place.
  await sent.getByRole('button', { name: /order\.paid/ }).press('Enter');
  const attempt = sent.getByRole('list', { name: /^Attempts of msg_/ });
  await attempt.getByRole('region', { name: 'Answer' }).getByText('answered').waitFor();
  await calm(page);
  expect(await faultsAt(page, 1440)).toEqual([]);

  const own = (await ask('POST', '/destinations', {
    name: 'Shop of Anna',
    url: sink.url,
  })) as Destination;
  await page.evaluate((to) => {
    location.hash = to;
  }, `#/deliveries/destinations/${own.id}`);
  await main.getByRole('heading', { name: 'Shop of Anna' }).waitFor();
  await main.getByRole('button', { name: 'Edit' }).press('Enter');
  const form = page.getByRole('dialog', { name: 'Edit Shop of Anna' });
  await form.getByRole('switch', { name: 'Shared with the team' }).press('Enter');
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await form.waitFor({ state: 'detached' });
  await main.getByText('This computer sends for it').waitFor();
  const rows = await server.query<{ name: string }>(
    `SELECT name FROM backstitch_team.lanes WHERE name LIKE 'Shop of%' ORDER BY name`,
  );
  expect(rows.map(({ name }) => name)).toEqual(['Shop of Anna', 'Shop of Ben']);
  expect(app.problems).toEqual([]);
});
