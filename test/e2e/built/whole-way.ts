/**
 * A program for the installed package: it catches a signed event, runs functions of the sample app, loads a row,
 * asks for it in SQL, looks whether it is well, and stops. It prints what it found as one line of JSON.
 */
export const WHOLE_WAY = `
import { createHmac } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { startBackstitch } from 'backstitch/test';

const found = { node: process.versions.node };
const b = await startBackstitch();
await b.send('stripe', { secret: 'whsec_test', event: 'invoice.paid', to: b.url + '/hooks/stripe' });
const [capture] = await b.waitFor('event:invoice.paid');
found.provider = capture.provider;

const { app } = await b.api.apps.importSample();
const body = JSON.stringify({ customer: 'ada@stationery.test', lines: [{ item: 'notebook', count: 2 }] });
const signed = createHmac('sha256', 'needle-and-thread').update(body).digest('hex');
const place = b.url + '/api/client/v2.0/app/' + app.clientAppId + '/service/orders/incoming_webhook/place';
const placed = await fetch(place, { method: 'POST', body, headers: { 'x-hook-signature': 'sha256=' + signed } });
found.function = [placed.status, (await placed.json()).total];

const { integration } = await b.api.integrations.create({ name: 'Shop', primaryKey: ['id'] });
const { url } = await b.api.integrations.generateUrl({ id: integration.id });
const headers = { 'content-type': 'application/json' };
await fetch(url, { method: 'POST', headers, body: '{"id":1,"total":12.5}' });
const sql = 'SELECT total FROM shop.data';
const late = Date.now() + 30_000;
while (found.row === undefined && Date.now() < late) {
  const answer = await b.api.sql.run({ sql }).catch(() => undefined);
  found.row = answer?.rows?.[0]?.[0];
}
const here = ['--data-dir', b.dataDir];
found.health = execFileSync('backstitch', ['health', ...here], { encoding: 'utf8' });
await b.stop();
console.log(JSON.stringify(found));
`;

/** What it prints on every Node that runs it. */
export const FOUND = {
  provider: 'stripe',
  function: [201, 13],
  row: 12.5,
  health: 'Webhooks are taken.\n',
};
