import { describe, expect, it } from 'vitest';
import type { Delivery, DeliverySummary } from '../../../preload/contract/deliveries.ts';
import { planWords } from '../../../renderer/deliveries/detail/plan-words.ts';
import { mergeStates } from '../../../renderer/deliveries/merge-pages.ts';

const some = (...times: number[]) =>
  times.map((createdAt) => ({ id: `d${createdAt}`, createdAt }) as DeliverySummary);

describe('lists of several states as one', () => {
  it('are in the order of creation, newest first', () => {
    const page = mergeStates(
      [
        { items: some(9, 5, 1), next: null },
        { items: some(7, 6), next: null },
      ],
      200,
    );
    expect(page.items.map(({ createdAt }) => createdAt)).toEqual([9, 7, 6, 5, 1]);
    expect(page.next).toBeNull();
  });

  it('go on below the last row where not all of them fit', () => {
    const page = mergeStates(
      [
        { items: some(9, 5), next: null },
        { items: some(7, 6), next: null },
      ],
      3,
    );
    expect(page.items).toHaveLength(3);
    expect(page.next).toBe('d6');
  });

  it('go on where one of them does, and end where none has a row', () => {
    expect(mergeStates([{ items: some(9), next: 'd9' }], 200).next).toBe('d9');
    expect(mergeStates([{ items: [], next: null }], 200)).toEqual({ items: [], next: null });
  });
});

describe('the plan of a delivery in words', () => {
  const NOW = new Date(2026, 10, 21, 12, 0, 0).getTime();
  const deadlineAt = NOW + 2 * 3_600_000;
  const at = NOW + 60_000;
  const plan = [{ number: 2, at, earliest: at - 5000, latest: at + 5000 }] as Delivery['plan'];

  it('says what was done, what comes, and when it is given up', () => {
    expect(planWords({ state: 'scheduled', plan, deadlineAt }, [{ number: 1 }], NOW)).toBe(
      '1 attempt made, 1 to come, the next in 1 min 0 s, 12:01:00. Given up in 2 h 0 min, 14:00:00.',
    );
  });

  it('says how it ended', () => {
    const over = { state: 'delivered' as const, plan: [], deadlineAt };
    expect(planWords(over, [{ number: 1 }, { number: 2 }], NOW)).toBe('2 attempts made, delivered');
  });
});
