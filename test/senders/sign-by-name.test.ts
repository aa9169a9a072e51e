import stripe from 'stripe';
import { afterAll, expect, it } from 'vitest';
import { openControl } from '../../main/control/listener.ts';
import { createTestLog, json, send } from '../control/harness.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { INBOX, set } from './inbox-sender.ts';

const { log, lines } = createTestLog();
const t = await startTestEngine({ log });
const control = await openControl({ surface: t.engine, port: 0, staticDir: t.dataDir, log });
afterAll(async () => {
  await control[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
});

const BODY = '{"id":"evt_1","object":"event"}';
/** Asks over REST, as a script does. */
async function sign(provider: string, how: object) {
  const answer = await send(Number(new URL(control.url).port), '/api/v1/sign', {
    method: 'POST',
    headers: { authorization: `Bearer ${control.token}`, ...json },
    body: JSON.stringify({ provider, bodyBase64: Buffer.from(BODY).toString('base64'), ...how }),
  });
  return { status: answer.status, text: answer.text, body: JSON.parse(answer.text) };
}

async function keep(label: string, value: string, provider: string | null, endpoint = false) {
  const owner = { provider, endpointId: endpoint ? INBOX : null };
  return t.engine.signatures.addSecret({ owner, label, value });
}

/** Signs with a saved secret, and asks the provider's own library. */
async function signsAs(secretName: string, value: string): Promise<void> {
  const { status, text, body } = await sign('stripe', { secretName });
  expect([status, text]).toEqual([200, expect.not.stringContaining('needle')]);
  const [, signature] = body.headers.find(([name]: string[]) => name === 'Stripe-Signature');
  expect(stripe.webhooks.constructEvent(BODY, signature, value).id).toBe('evt_1');
}

const refused = (words: string, field: string, hint?: string) => ({
  status: 422,
  body: {
    code: 'SENDER_INVALID',
    message: words,
    data: { field, ...(hint !== undefined && { hint }) },
  },
});

it('a saved secret signs by its name, wherever it vouches, and stays here', async () => {
  expect(await sign('stripe', { secretName: 'CI' })).toMatchObject(
    refused('Stripe has no secret called “CI”.', 'secretName', 'No secret of Stripe is saved.'),
  );
  await keep('CI', 'whsec_needle_ci', 'stripe');
  await keep('Shop', 'whsec_needle_shop', 'stripe', true);
  await keep('CI', 'needle-of-github', 'github');
  await signsAs('CI', 'whsec_needle_ci');
  await signsAs('Shop', 'whsec_needle_shop');

  // Of the endpoint, for whoever is set there.
  await keep('Any', 'whsec_needle_any', null, true);
  expect((await sign('stripe', { secretName: 'Any' })).status).toBe(422);
  await set(t, { provider: 'stripe' });
  await signsAs('Any', 'whsec_needle_any');

  expect(await sign('stripe', { secretName: 'ci' })).toMatchObject(
    refused(
      'Stripe has no secret called “ci”.',
      'secretName',
      'Saved for Stripe: “Any”, “Shop”, “CI”.',
    ),
  );
  expect(await sign('strip', { secretName: 'CI' })).toMatchObject(
    refused('There is no provider “strip”. Did you mean stripe?', 'provider'),
  );
});

it('exactly one of the text and the name is taken', async () => {
  const given = { secret: 'whsec_needle_text', secretName: 'CI' };
  const both = await sign('stripe', given);
  expect(both).toMatchObject(refused('Pass either secret or secretName, not both.', 'secretName'));
  expect(await sign('stripe', {})).toMatchObject(
    refused(
      'Pass the text as secret, or the name of a saved one as secretName.',
      'secret',
      'Saved for Stripe: “Any”, “Shop”, “CI”.',
    ),
  );
  expect((await sign('stripe', { secret: 'whsec_needle_text' })).status).toBe(200);
});

it('one that must not sign, or is not the only one of its name, is told', async () => {
  const old = await keep('Turned', 'whsec_needle_old', 'stripe');
  await keep('Turned', 'whsec_needle_new', 'stripe');
  expect(await sign('stripe', { secretName: 'Turned' })).toMatchObject(
    refused(
      'Stripe has several secrets called “Turned”.',
      'secretName',
      'Retire or delete the ones that are not to sign.',
    ),
  );
  await t.engine.signatures.retireSecret({ id: old.id, retiring: true });
  await signsAs('Turned', 'whsec_needle_new');
  const gone = await keep('Gone', 'whsec_needle_gone', 'stripe');
  await t.engine.signatures.retireSecret({ id: gone.id, retiring: true });
  expect((await sign('stripe', { secretName: 'Gone' })).body.message).toBe(
    '“Gone” is being retired: it verifies, but no longer signs.',
  );
});

it('a provider that sends the secret itself is not handed a saved one', async () => {
  await keep('Bot', 'needle-of-telegram', 'telegram');
  await keep('Old', 'needle-of-gitlab', 'gitlab');
  for (const [provider, secretName] of [
    ['telegram', 'Bot'],
    ['gitlab', 'Old'],
  ] as const) {
    const { status, text, body } = await sign(provider, { secretName });
    expect([status, body.data]).toEqual([
      422,
      expect.objectContaining({ field: 'secretName', hint: 'Pass its text as secret.' }),
    ]);
    expect(text).not.toContain('needle');
  }
  const given = await sign('telegram', { secret: 'mine' });
  expect(given.body.headers).toContainEqual(['X-Telegram-Bot-Api-Secret-Token', 'mine']);
});

it('nothing of it is in the log', () => {
  expect(lines.join('')).not.toContain('needle');
});
