import { describe, expect, it } from 'vitest';
import type { Outage } from '../../../../preload/contract/tunnel.ts';
import { listOf } from '../../../../renderer/captures/list/list-pages.ts';
import { buildRows, isMarker, type Rows } from '../../../../renderer/captures/list/list-rows.ts';
import { capture, idOf, pageOf } from './sample-captures.ts';

const noon = (day: number): number => new Date(2026, 4, day, 12).getTime();

const outage = (id: number, from: number): Outage => ({
  id,
  from,
  to: from + 1000,
  reason: 'gone',
});

function spell({ rows }: Rows): string[] {
  return rows.map((row) => {
    if (!isMarker(row)) return row.target;
    return row.marker === 'day' ? `[${row.label}]` : `[outage ${row.outage.id}]`;
  });
}

const days = {
  items: [
    capture(5, { receivedAt: noon(20) + 10 }),
    capture(4, { receivedAt: noon(20) }),
    capture(3, { receivedAt: noon(19) }),
    capture(2, { receivedAt: noon(12) }),
  ],
  next: null,
  problems: [],
};

describe('rows of the list', () => {
  it('have a line where an earlier day begins, and none for today', () => {
    expect(spell(buildRows(listOf(days), null, [], noon(20) + 99))).toEqual([
      '/orders/5',
      '/orders/4',
      '[Yesterday, Tue 19 May]',
      '/orders/3',
      '[Tue 12 May]',
      '/orders/2',
    ]);
  });

  it('name the year of a day in another one', () => {
    const old = { ...days, items: [capture(1, { receivedAt: noon(12) })] };
    const now = new Date(2027, 0, 2, 12).getTime();
    expect(spell(buildRows(listOf(old), null, [], now))[0]).toBe('[Tue 12 May 2026]');
  });

  it('have their days and outages the other way round where the oldest stand first', () => {
    const data = listOf({ ...days, items: days.items.toReversed() });
    const down = [outage(7, noon(20) + 5), outage(6, noon(18))];
    expect(spell(buildRows(data, null, down, noon(20) + 99, 'oldest'))).toEqual([
      '[Tue 12 May]',
      '/orders/2',
      '[outage 6]',
      '[Yesterday, Tue 19 May]',
      '/orders/3',
      '[Today, Wed 20 May]',
      '/orders/4',
      '[outage 7]',
      '/orders/5',
    ]);
  });

  it('stand alone where they are sorted by size or duration', () => {
    const rows = buildRows(listOf(days), null, [outage(7, noon(20) + 5)], noon(20), 'largest');
    expect(rows.rows).toEqual(days.items);
  });

  it('show a time without tunnel between the captures around it', () => {
    const rows = buildRows(listOf(days), null, [outage(7, noon(20) + 5)], noon(20) + 99);
    expect(spell(rows).slice(0, 3)).toEqual(['/orders/5', '[outage 7]', '/orders/4']);
  });

  it('leave an outage older than all loaded captures to the page it belongs to', () => {
    const old = [outage(1, noon(2))];
    const more = { ...days, next: idOf(2) };
    expect(spell(buildRows(listOf(more), null, old, noon(20)))).not.toContain('[outage 1]');
    expect(spell(buildRows(listOf(days), null, old, noon(20))).at(-1)).toBe('[outage 1]');
  });

  it('hold back what is newer than what one reads, and count it', () => {
    const rows = buildRows(listOf(pageOf([9, 8, 7, 6])), idOf(7), [], Date.UTC(2026, 4, 1, 12));
    expect(rows.ids).toEqual([idOf(7), idOf(6)]);
    expect(rows.hidden).toBe(2);
  });

  it('do not move for an outage that begins while one reads', () => {
    const list = listOf(days);
    const reading = buildRows(list, idOf(5), [], noon(20) + 99);
    const later = buildRows(list, idOf(5), [outage(1, noon(20) + 50)], noon(20) + 99);
    expect(spell(later)).toEqual(spell(reading));
  });
});
