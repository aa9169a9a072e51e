import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTabs } from '../../../renderer/captures/views/fit-tabs.ts';
import { suggestName } from '../../../renderer/captures/views/suggest-name.ts';

describe('tabs of views', () => {
  it('are all there where they fit', () => {
    expect(fitTabs([50, 60, 70], 2, 180, 40)).toEqual([0, 1, 2]);
    expect(fitTabs([], -1, 180, 40)).toEqual([]);
  });

  it('make room for the menu of the rest where they do not', () => {
    expect(fitTabs([50, 60, 70], 0, 179, 40)).toEqual([0, 1]);
    expect(fitTabs([50, 60, 70], 0, 140, 40)).toEqual([0]);
  });

  it('always show the current one', () => {
    expect(fitTabs([50, 60, 70], 2, 179, 40)).toEqual([0, 2]);
    expect(fitTabs([50, 60, 70], 2, 60, 40)).toEqual([2]);
  });

  it('never need more room than there is, but for the current one alone', () => {
    const widths = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 15 });
    fc.assert(
      fc.property(widths, fc.nat(20), fc.integer({ min: 0, max: 900 }), (tabs, current, room) => {
        const shown = fitTabs(tabs, current, room, 80);
        const total = shown.reduce((sum, index) => sum + (tabs[index] ?? 0), 0);
        expect(current >= tabs.length || shown.includes(current)).toBe(true);
        const onlyCurrent = shown.length === 1 && shown[0] === current;
        expect(onlyCurrent || total <= room).toBe(true);
        expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
      }),
    );
  });
});

it.each([
  ['provider:stripe -status:2xx', 'Stripe not 2xx'],
  ['status:>=400', '>=400'],
  ['body.data.object:"in EUR"', 'In EUR'],
  ['refund', 'Refund'],
  ['', ''],
])('a view of %s is called "%s" to begin with', (search, name) => {
  expect(suggestName(search)).toBe(name);
});
