import { DELIVERY_PARTS } from '../../../renderer/navigation/deliveries-address.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentAddress, REDIRECTS } from '../../../renderer/navigation/redirects.ts';
import {
  APP_PARTS,
  formatRoute,
  parseRoute,
  type Route,
} from '../../../renderer/navigation/route.ts';

describe('routes', () => {
  it.each<[string, Route]>([
    ['', { page: 'captures', id: null }],
    ['#/captures', { page: 'captures', id: null }],
    ['#/captures/abc', { page: 'captures', id: 'abc' }],
    ['#/endpoints/', { page: 'endpoints', id: null }],
    ['#/endpoints/e1', { page: 'endpoints', id: 'e1' }],
    ['#/endpoints/e1/sender', { page: 'endpoints', id: 'e1', tab: 'sender' }],
    ['#/endpoints/e1/nonsense', { page: 'endpoints', id: 'e1' }],
    ['#/endpoints/senders', { page: 'endpoints', id: 'senders' }],
    ['#/settings', { page: 'settings' }],
    ['#/settings/keys', { page: 'settings', section: 'keys' }],
    ['#/suites', { page: 'suites', id: null, n: null }],
    ['#/suites/12', { page: 'suites', id: '12', n: null }],
    ['#/suites/12/3', { page: 'suites', id: '12', n: 3 }],
    ['#/team', { page: 'team', node: null }],
    ['#/team?q=status%3A4xx%3F', { page: 'team', node: null, q: 'status:4xx?' }],
    [
      '#/team/00000000-0000-4000-8000-000000000001?q=a+b',
      { page: 'team', node: '00000000-0000-4000-8000-000000000001', q: 'a b' },
    ],
    ['#/team/nobody', { page: 'team', node: null }],
    [
      '#/team?q=x&open=00000000-0000-4000-8000-000000000001.abc1',
      {
        page: 'team',
        node: null,
        q: 'x',
        open: { node: '00000000-0000-4000-8000-000000000001', id: 'abc1' },
      },
    ],
    ['#/team?open=nobody.abc1', { page: 'team', node: null }],
    ['#/compare', { page: 'compare', ids: [] }],
    ['#/compare/a/b', { page: 'compare', ids: ['a', 'b'] }],
    ['#/compare/a/b%2Fc/d', { page: 'compare', ids: ['a', 'b/c', 'd'] }],
    ['#/simulator', { page: 'simulator' }],
    ['#/deliveries', { page: 'deliveries', part: 'queue', id: null }],
    ['#/deliveries/dead/d12', { page: 'deliveries', part: 'queue', id: 'd12', q: 'state:dead' }],
    ['#/deliveries/dead', { page: 'deliveries', part: 'queue', id: null, q: 'state:dead' }],
    [
      '#/deliveries/queue?q=event%3Aa%2Fb&t=10-20',
      { page: 'deliveries', part: 'queue', id: null, q: 'event:a/b', t: { from: 10, to: 20 } },
    ],
    ['#/deliveries/queue/d1?t=20-10', { page: 'deliveries', part: 'queue', id: 'd1' }],
    ['#/deliveries/jobs?q=a', { page: 'deliveries', part: 'jobs', id: null }],
    [
      '#/deliveries/backfill?look=github&t=10-20',
      { page: 'deliveries', part: 'backfill', id: null, look: 'github', t: { from: 10, to: 20 } },
    ],
    [
      '#/deliveries/backfill?look=a%20b&t=10-20',
      { page: 'deliveries', part: 'backfill', id: null, look: 'any', t: { from: 10, to: 20 } },
    ],
    ['#/deliveries/backfill?look=github', { page: 'deliveries', part: 'backfill', id: null }],
    [
      '#/deliveries/backfill/bf_1?look=github&t=10-20',
      { page: 'deliveries', part: 'backfill', id: 'bf_1' },
    ],
    ['#/deliveries/nonsense/d12', { page: 'deliveries', part: 'queue', id: null }],
    ['#/no-such-page/x', { page: 'captures', id: null }],
    ['#/captures/%E0%A4%A', { page: 'captures', id: null }],
  ])('%s is understood', (hash, route) => expect(parseRoute(hash)).toEqual(route));

  it.each<[string, Route]>([
    ['#/data', { page: 'integrations', id: null, part: 'rows' }],
    ['#/data/i1', { page: 'integrations', id: 'i1', part: 'rows' }],
    ['#/data/i1/loads', { page: 'integrations', id: 'i1', part: 'loads' }],
    ['#/data/sql', { page: 'sql', query: null }],
    ['#/data/sql/select%201%2F2', { page: 'sql', query: 'select 1/2' }],
    ['#/data/sql/3', { page: 'sql', query: null, tab: '3' }],
  ])('%s is a side of Data', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it('lead back to themselves, whatever the id', () => {
    const id = fc.option(fc.string({ minLength: 1, unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.constantFrom('captures', 'endpoints'), id, (page, id) => {
        expect(parseRoute(formatRoute({ page, id }))).toEqual({ page, id });
      }),
    );
  });

  it('lead back to themselves around deliveries', () => {
    const id = fc.option(fc.string({ minLength: 1, unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.constantFrom(...DELIVERY_PARTS), id, (part, id) => {
        const route = { page: 'deliveries', part, id } as const;
        expect(parseRoute(formatRoute(route))).toEqual(route);
        const look = {
          ...route,
          part: 'backfill',
          id: null,
          look: 'any',
          t: { from: 1, to: 2 },
        } as const;
        expect(parseRoute(formatRoute(look))).toEqual(look);
      }),
    );
  });

  it('lead back to themselves in every section of an app, whatever is open in it', () => {
    const item = fc.option(fc.string({ minLength: 1, unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.constantFrom(...APP_PARTS), item, (part, item) => {
        const route = { page: 'apps', appId: 'a1', part, item } as const;
        expect(parseRoute(formatRoute(route))).toEqual(route);
        const tabbed = item === null ? route : { ...route, tab: 'settings' };
        expect(parseRoute(formatRoute(tabbed))).toEqual(tabbed);
      }),
    );
  });

  it('never throw on a hand-written hash', () => {
    const pages = ['captures', 'endpoints', 'settings'];
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(pages).toContain(parseRoute(hash).page);
      }),
    );
  });
});

describe('addresses that were', () => {
  const moved = [
    ['#/integrations', '#/data'],
    ['#/integrations/i1', '#/data/i1'],
    ['#/integrations/i1/data', '#/data/i1/rows'],
    ['#/integrations/i1/rejects', '#/data/i1/rejects'],
    ['#/integrations/sql%2F', '#/data/sql%2F'],
    ['#/sql', '#/data/sql'],
    ['#/sql/3', '#/data/sql/3'],
    ['#/deliveries/dead', '#/deliveries/queue?q=state:dead'],
    ['#/deliveries/dead/d1', '#/deliveries/queue/d1?q=state:dead'],
    ['#/endpoints/inbox%3Asender', '#/endpoints/inbox/sender'],
    ['#/endpoints/ep_1:sender', '#/endpoints/ep_1/sender'],
    ['#/sql/SELECT%20*%20FROM%20shop.data', '#/data/sql/SELECT%20*%20FROM%20shop.data'],
    ['#/apps/a1/webhooks', '#/apps/a1/services/*/webhooks'],
    ['#/apps/a1/webhooks/orders%2Fplace', '#/apps/a1/services/orders%2Fplace'],
    ['#/apps/a1/webhooks/orders%2Fplace/settings', '#/apps/a1/services/orders%2Fplace/settings'],
    ['#/apps/a1/data', '#/apps/a1/collections'],
    ['#/apps/a1/data/%5B%22m%22%5D', '#/apps/a1/collections/%5B%22m%22%5D'],
  ] as const;

  it.each(moved)('%s is now %s, and opens the same', (was, is) => {
    expect(presentAddress(was)).toBe(is);
    expect(parseRoute(was)).toEqual(parseRoute(is));
  });

  it('are never made again: what the page writes is the present form', () => {
    for (const [, is] of moved) {
      expect(presentAddress(is)).toBe(is);
      expect(presentAddress(formatRoute(parseRoute(is)))).toBe(formatRoute(parseRoute(is)));
    }
  });

  it('do not swallow others that begin alike', () => {
    for (const hash of [
      '#/sqlite',
      '#/captures/sql',
      '#/apps/integrations/overview',
      '#/apps/data/sql',
    ]) {
      expect(presentAddress(hash)).toBe(hash);
    }
  });

  it('each have a pattern that is met', () => {
    for (const [pattern] of REDIRECTS) {
      expect(moved.some(([was]) => was.startsWith(`#/${pattern.split(/[:*]/)[0]}`))).toBe(true);
    }
  });
});
