import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreOf, type Named } from '../../main/everything/rank.ts';

const DAY = 86_400_000;
const thing = (title: string, more: Partial<Named> = {}): Named => ({
  id: 'x1',
  title,
  words: [],
  at: null,
  ...more,
});
const order = (typed: string, ...things: Named[]): string[] =>
  things
    .map((one) => ({ one, score: scoreOf(typed, one, 0) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ one }) => one.title);

describe('what was typed finds', () => {
  it('the exact id first, then starts, words, parts, and letters in their order', () => {
    const found = order(
      'ord',
      thing('Over the road'),
      thing('Passwords'),
      thing('New orders'),
      thing('Orders'),
      thing('Anything', { id: 'ord' }),
      thing('Nothing of it'),
    );
    expect(found).toEqual(['Anything', 'Orders', 'New orders', 'Passwords', 'Over the road']);
  });

  it('a title before what stands beside it', () => {
    expect(order('shop', thing('b', { words: ['shop'] }), thing('shop'))).toEqual(['shop', 'b']);
  });

  it('words that stand apart, all of them', () => {
    expect(order('invoice pa', thing('invoice.paid'), thing('invoice.sent'))).toEqual([
      'invoice.paid',
    ]);
  });

  it('of two alike the newer, but an older one that is named before a newer one that is like it', () => {
    const now = 30 * DAY;
    const score = (title: string, at: number): number => scoreOf('paid', thing(title, { at }), now);
    expect(score('paid.a', now)).toBeGreaterThan(score('paid.a', now - 3 * DAY));
    expect(score('paid', 0)).toBeGreaterThan(score('paid.a', now));
    expect(score('paid.a', 0)).toBeGreaterThan(score('order.paid', now));
  });

  it('nothing where nothing was typed, and never breaks', () => {
    expect(scoreOf('  ', thing('a'), 0)).toBe(0);
    fc.assert(
      fc.property(fc.string(), fc.string(), (typed, title) => {
        const score = scoreOf(typed, thing(title), 0);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1000);
      }),
    );
  });
});
