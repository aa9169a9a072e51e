import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DELIVERY_PARTS,
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
    ['#/settings', { page: 'settings' }],
    ['#/simulator', { page: 'simulator' }],
    ['#/deliveries', { page: 'deliveries', part: 'queue', id: null }],
    ['#/deliveries/dead/d12', { page: 'deliveries', part: 'dead', id: 'd12' }],
    ['#/deliveries/nonsense/d12', { page: 'deliveries', part: 'queue', id: null }],
    ['#/no-such-page/x', { page: 'captures', id: null }],
    ['#/captures/%E0%A4%A', { page: 'captures', id: null }],
  ])('%s is understood', (hash, route) => expect(parseRoute(hash)).toEqual(route));

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
