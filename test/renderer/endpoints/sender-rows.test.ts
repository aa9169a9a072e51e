import { describe, expect, it } from 'vitest';
import type { Endpoint, EndpointFacts } from '../../../preload/contract/endpoints.ts';
import type { SenderSecret } from '../../../preload/contract/signatures/secrets.ts';
import { senderRows } from '../../../renderer/endpoints/senders/sender-rows.ts';

const facts = (change: Partial<EndpointFacts>): EndpointFacts => ({
  id: 'ep_1',
  hours: [],
  newest: null,
  senders: [],
  chosen: null,
  ...change,
});
const share = (provider: string | null, count: number) => ({
  provider,
  count,
  verified: count,
  failed: 0,
  newest: count,
});
const secret = (id: string, endpointId: string | null, provider: string | null) =>
  ({ id, owner: { endpointId, provider } }) as SenderSecret;
const list = [
  { id: 'ep_1', name: 'Orders' },
  { id: 'ep_2', name: 'Hooks' },
] as Endpoint[];

describe('the senders', () => {
  it('are summed over all places, webhooks of apps too, and the most frequent comes first', () => {
    const rows = senderRows(
      [
        facts({ senders: [share('stripe', 2), share(null, 9)] }),
        facts({ id: 'wh_1', senders: [share('stripe', 3), share('github', 1)] }),
      ],
      [],
      list,
    );
    expect(rows.map(({ provider, count, newest }) => [provider, count, newest])).toEqual([
      ['stripe', 5, 3],
      ['github', 1, 1],
    ]);
    expect(rows[0]?.endpoints.map(({ endpoint, isSet }) => [endpoint.name, isSet])).toEqual([
      ['Orders', false],
    ]);
  });

  it('have a row where they are set, or have a secret, before anything came', () => {
    const chosen = { provider: 'github', refuse: false };
    const rows = senderRows([facts({ id: 'ep_2', chosen })], [secret('s', null, 'svix')], list);
    expect(rows.map(({ provider }) => provider)).toEqual(['github', 'svix']);
    expect(rows[0]?.endpoints[0]).toMatchObject({ isSet: true, endpoint: { name: 'Hooks' } });
  });

  it('have their own secrets, and those of endpoints that they are set for', () => {
    const chosen = { provider: 'stripe', refuse: false };
    const rows = senderRows(
      [facts({ chosen }), facts({ id: 'ep_2', senders: [share('stripe', 1)] })],
      [secret('own', null, 'stripe'), secret('set', 'ep_1', null), secret('seen', 'ep_2', null)],
      list,
    );
    expect(rows[0]?.secrets.map(({ id }) => id)).toEqual(['own', 'set']);
  });
});
