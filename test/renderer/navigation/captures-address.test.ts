import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepSearch } from '../../../renderer/navigation/captures-address.ts';
import { formatRoute, parseRoute } from '../../../renderer/navigation/route.ts';

describe('the address of the captures page', () => {
  it.each([
    ['#/captures?q=status%3A4xx', { page: 'captures', id: null, q: 'status:4xx' }],
    ['#/captures/c1?view=failed', { page: 'captures', id: 'c1', view: 'failed' }],
    ['#/captures/c1?view=v1&q=a+b', { page: 'captures', id: 'c1', view: 'v1', q: 'a b' }],
    ['#/captures/?q=', { page: 'captures', id: null }],
    ['#/captures?t=10-20', { page: 'captures', id: null, t: { from: 10, to: 20 } }],
    ['#/captures/c1?tab=checks', { page: 'captures', id: 'c1', tab: 'checks' }],
    ['#/captures?tab=checks', { page: 'captures', id: null }],
    ['#/captures/c1?t=20-10&tab=Ch%20ecks', { page: 'captures', id: 'c1' }],
    ['#/captures?t=10', { page: 'captures', id: null }],
    ['#/captures/c1', { page: 'captures', id: 'c1' }],
  ])('%s carries view, search, time and part', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });

  it('leads back to itself, whatever is searched for', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(fc.option(text), text, text, fc.nat(), fc.nat(), (id, view, q, from, more) => {
        const t = { from, to: from + more + 1 };
        const route = {
          page: 'captures',
          id,
          view,
          q,
          t,
          ...(id !== null && { tab: 'trace' }),
        } as const;
        expect(parseRoute(formatRoute(route))).toEqual(route);
      }),
    );
  });

  it('keeps the time beside view and search, and the part from capture to capture', () => {
    const t = { from: 1, to: 2 };
    const present = { page: 'captures', id: 'a', q: 'x', t, tab: 'reply' } as const;
    expect(keepSearch({ page: 'captures', id: 'b' }, present)).toEqual({ ...present, id: 'b' });
    expect(keepSearch({ page: 'captures', id: null }, present)).toEqual({
      page: 'captures',
      id: null,
      q: 'x',
      t,
    });
    // Another search says what it is about itself.
    expect(keepSearch({ page: 'captures', id: null, q: 'y' }, present)).toEqual({
      page: 'captures',
      id: null,
      q: 'y',
    });
    expect(keepSearch({ page: 'captures', id: 'b', tab: 'body' }, present)).toMatchObject({
      tab: 'body',
    });
  });

  it('keeps view and search while another capture is opened, unless it names its own', () => {
    const present = { page: 'captures', id: 'a', view: 'failed', q: 'x' } as const;
    expect(keepSearch({ page: 'captures', id: 'b' }, present)).toEqual({ ...present, id: 'b' });
    expect(keepSearch({ page: 'captures', id: 'b', q: '' }, present)).toEqual({
      page: 'captures',
      id: 'b',
      q: '',
    });
    expect(keepSearch({ page: 'captures', id: 'b' }, { page: 'settings' })).toEqual({
      page: 'captures',
      id: 'b',
    });
  });
});
