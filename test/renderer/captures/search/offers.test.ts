import { describe, expect, it } from 'vitest';
import { offersFor } from '../../../../renderer/captures/search/offers.ts';

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

  it('leave the time of the timeline, with as many terms before as leave room for it', () => {
    expect(offersFor('', true)).toEqual([{ label: 'At any time', search: '', anyTime: true }]);
    expect(offersFor('after:1h status:500', true)).toEqual([
      { label: 'Without status:500', search: 'after:1h' },
      { label: 'At any time', search: 'status:500', anyTime: true },
    ]);
    const many = offersFor('a:1 b:2 c:3 d:4 e:5 f:6 word', true);
    expect(many.map(({ label }) => label).slice(4)).toEqual([
      'At any time',
      'Words in bodies only',
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
