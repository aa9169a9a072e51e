import { expect, it } from 'vitest';
import { fakeProvider } from '../../backfill/fake-provider.ts';
import { run, startReachable } from '../harness.ts';

it('lists what is missing, fetches it once it is allowed to, and then finds nothing more', async () => {
  await using t = await startReachable();
  const at = Date.now() - 60_000;
  await using fake = await fakeProvider(
    'stripe',
    ['evt_1', 'evt_2'].map((id) => ({
      id,
      type: 'invoice.paid',
      at,
      delivered: false,
      body: `{"id":"${id}","type":"invoice.paid","created":${Math.floor(at / 1000)}}`,
      headers: [],
    })),
    { token: 'a_token_that_opens', intake: () => null },
  );
  const cli = (...argv: string[]) => run('backfill', ...argv, '--data-dir', t.dataDir);
  expect(await cli()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No accounts yet'),
  });
  await t.engine.backfill.createSource({
    provider: 'stripe',
    name: 'Shop',
    settings: { base: fake.url },
    path: '/stripe',
    token: 'a_token_that_opens',
  });
  const wrong = await cli('Shop 2');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('There are: Shop.') });
  const looked = await cli('shop', '--since', '1h');
  expect(looked.code).toBe(1);
  expect(looked.stdout).toContain('missing  invoice.paid  evt_2');
  expect(looked.stdout).toContain('2 missing');
  expect(await cli('Shop', '--do', 'fetch')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('add --yes'),
  });
  const fetched = await cli('Shop', '--do', 'fetch', '--yes', '--json');
  expect(fetched.code).toBe(0);
  const told = JSON.parse(fetched.stdout) as { items: { captureId: string; note: string }[] };
  expect(told.items.map(({ note }) => note)).toEqual(
    Array(2).fill('Rebuilt: its bytes may differ. It ran, and was answered with 200.'),
  );
  expect(await cli('Shop')).toMatchObject({ code: 0, stdout: '2 held\n' });
  const everything = JSON.stringify([looked, fetched, await cli('--json')]);
  expect(everything).not.toContain('a_token_that_opens');
});
