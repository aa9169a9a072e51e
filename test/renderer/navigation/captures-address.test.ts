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
    ['#/captures/c1', { page: 'captures', id: 'c1' }],
  ])('%s carries view and search', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });

  it('leads back to itself, whatever is searched for', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(fc.option(text), text, text, (id, view, q) => {
        const route = { page: 'captures', id, view, q } as const;
        expect(parseRoute(formatRoute(route))).toEqual(route);
      }),
    );
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
