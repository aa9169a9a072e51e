import { describe, expect, it } from 'vitest';
import type { DeliverySummary } from '../../../preload/contract/deliveries.ts';
import type { DeliveryGroup } from '../../../preload/contract/deliveries/overview.ts';
import { readDeliverySearch } from '../../../preload/rules/delivery-search.ts';
import { groupedRows } from '../../../renderer/deliveries/list/grid-rows.ts';
import { completionsAt } from '../../../renderer/deliveries/search/completions.ts';
import { isDead, termsOf, withTime } from '../../../renderer/deliveries/search/terms.ts';

const KNOWN = { destinations: ['Shop', 'My till'], events: ['order.paid', 'order.made'] };
const NOW = Date.UTC(2026, 10, 26, 12);

const offered = (text: string): string[] =>
  completionsAt(text, text.length, KNOWN).map(({ label }) => label);

describe('what is offered while one searches deliveries', () => {
  it.each([
    ['st', ['state:', 'status:']],
    ['-st', ['-state:', '-status:']],
    ['paid dest', ['destination:']],
    ['state:deliv', ['delivered']],
    ['state:delivered,hel', ['held']],
    ['destination:', ['Shop', 'My till']],
    ['event:made', ['order.made']],
    ['foo:', []],
    ['', []],
  ])('%j', (text, labels) => expect(offered(text).toSorted()).toEqual(labels.toSorted()));

  it('a value is written so that it is read as one, and the caret goes on behind it', () => {
    const [found] = completionsAt('destination:til', 15, KNOWN);
    expect(found).toMatchObject({ text: '"My till" ', from: 12, to: 15 });
    const search = `destination:${found?.text ?? ''}`;
    expect(readDeliverySearch(search, NOW)).toEqual({
      conditions: [
        { field: 'destination', not: false, patterns: [{ text: 'My till', exact: false }] },
      ],
      problems: [],
    });
  });

  it('each value that is offered is right', () => {
    for (const field of ['state', 'destination', 'event', 'status', 'since', 'until']) {
      const all = completionsAt(`${field}:`, field.length + 1, KNOWN);
      expect(all.length, field).toBeGreaterThan(0);
      for (const { text } of all) {
        expect(readDeliverySearch(`${field}:${text}`, NOW).problems, text).toEqual([]);
      }
    }
  });
});

describe('terms made of a delivery', () => {
  it('find it, whatever its names hold', () => {
    const delivery = {
      destinationName: 'A "b", c',
      eventType: 'order.paid',
      state: 'failed',
      lastStatus: 404,
    } as DeliverySummary;
    const terms = termsOf(delivery).map(({ term }) => term);
    expect(terms).toEqual([
      String.raw`destination:="A \"b\", c"`,
      'event:=order.paid',
      'state:failed',
      'status:404',
    ]);
    const { conditions, problems } = readDeliverySearch(terms.join(' '), NOW);
    expect(problems).toEqual([]);
    expect(conditions[0]).toMatchObject({ patterns: [{ text: 'A "b", c', exact: true }] });
    expect(termsOf({ ...delivery, eventType: null, lastStatus: null })).toHaveLength(3);
  });

  it('a drawn time becomes terms with the same ends', () => {
    const search = withTime('state:dead', { from: NOW, to: NOW + 1 });
    const { conditions, problems } = readDeliverySearch(search, 0);
    expect(problems).toEqual([]);
    expect(conditions.slice(1)).toEqual([
      { field: 'since', not: false, at: NOW },
      { field: 'until', not: false, at: NOW + 1 },
    ]);
    expect(withTime('', null)).toBe('');
  });

  it.each([
    ['state:dead', true],
    ['state:failed shop', true],
    ['state:failed,held', false],
    ['-state:dead', false],
    ['dead', false],
  ])('%j is about dead letters alone: %s', (search, is) => expect(isDead(search)).toBe(is));
});

describe('rows in groups', () => {
  const group = (key: string, count: number): DeliveryGroup => ({
    key,
    label: key,
    search: `event:=${key}`,
    count,
    failed: 0,
    waiting: 0,
    newest: NOW,
    spark: [],
  });
  const some = (ids: readonly string[]) => ids.map((id) => ({ id }) as DeliverySummary);

  it('an open group shows its first deliveries, and the way to all where there are more', () => {
    const open = new Map([
      ['a', some(['d2', 'd1'])],
      ['b', undefined],
    ]);
    const rows = groupedRows([group('a', 30), group('b', 1), group('c', 1)], open);
    expect(rows.map(({ key }) => key)).toEqual([
      'group a',
      'd2',
      'd1',
      'all a',
      'group b',
      'group c',
    ]);
    expect(rows[1]).toMatchObject({ place: { group: 'group a', nth: 1, of: 3 } });
    expect(groupedRows([group('a', 2)], open).map(({ kind }) => kind)).toEqual([
      'group',
      'delivery',
      'delivery',
    ]);
  });
});
