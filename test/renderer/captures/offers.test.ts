import { describe, expect, it } from 'vitest';
import { offersFor } from '../../../renderer/captures/search/offers.ts';

describe('other searches for one that finds nothing', () => {
  it('leave out one term each', () => {
    expect(offersFor('provider:stripe -status:2xx')).toEqual([
      { label: 'Without provider:stripe', search: '-status:2xx' },
      { label: 'Without -status:2xx', search: 'provider:stripe' },
    ]);
  });

  it('leave out both times at once', () => {
    expect(offersFor('after:1h before:5m method:GET')).toEqual([
      { label: 'Without method:GET', search: 'after:1h before:5m' },
      { label: 'At any time', search: 'method:GET' },
    ]);
  });

  it('look for the words in bodies only', () => {
    expect(offersFor('refund status:200').at(-1)).toEqual({
      label: 'Words in bodies only',
      search: 'body:refund status:200',
    });
    expect(offersFor('"in EUR"')).toEqual([
      { label: 'Words in bodies only', search: 'body:"in EUR"' },
    ]);
  });

  it('are six at most, and none where only everything would be left', () => {
    expect(offersFor('a:1 b:2 c:3 d:4 e:5 f:6 g:7 h')).toHaveLength(6);
    expect(offersFor('method:GET')).toEqual([]);
    expect(offersFor('')).toEqual([]);
  });
});
