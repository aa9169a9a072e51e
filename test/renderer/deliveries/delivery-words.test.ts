import { describe, expect, it } from 'vitest';
import { DeliverySummary } from '../../../preload/contract/deliveries.ts';
import {
  attemptsOf,
  nextOf,
  rowName,
  stateWords,
} from '../../../renderer/deliveries/delivery-words.ts';
import { exact, localTimes, relative } from '../../../renderer/ui/time/moments.ts';
import { mergeFirst, mergeLater } from '../../../renderer/deliveries/list/merge-pages.ts';
import { stripScale } from '../../../renderer/deliveries/detail/strip-scale.ts';

const HOUR = 3_600_000;
const NOW = new Date(2026, 10, 21, 12, 0, 0).getTime();

const delivery = (id: number, more: object = {}): DeliverySummary =>
  DeliverySummary.parse({
    id: `d${id}`,
    messageId: 'msg_1',
    destinationId: 'dst',
    destinationName: 'Shop',
    eventType: 'order.paid',
    captureId: null,
    origin: 'api',
    state: 'scheduled',
    reason: null,
    attempts: 3,
    attemptsPlanned: 10,
    lastStatus: 503,
    nextAttemptAt: NOW + 29 * 60_000,
    deadlineAt: NOW + 47 * HOUR,
    createdAt: NOW + id,
    finishedAt: null,
    ...more,
  });

describe('a delivery in words', () => {
  it('says when it is tried next, and how long it may take', () => {
    expect(nextOf(delivery(1), NOW)).toBe('in 29 min 0 s');
    expect(attemptsOf(delivery(1))).toBe('3/10');
    expect(nextOf(delivery(1, { nextAttemptAt: NOW - 5 }), NOW)).toBe('due');
    expect(nextOf(delivery(1, { state: 'sending' }), NOW)).toBe('on its way');
    const done = delivery(1, { state: 'delivered', nextAttemptAt: null });
    expect(nextOf(done, NOW)).toBe('');
  });

  it.each([
    [{}, 'Next try in 29 min 0 s, gives up Mon 11:00'],
    [{ nextAttemptAt: NOW }, 'Next try is due, gives up Mon 11:00'],
    [{ deadlineAt: NOW + HOUR }, 'Next try in 29 min 0 s, gives up 13:00'],
    [{ nextAttemptAt: null }, 'Waits for its turn, gives up Mon 11:00'],
    [{ state: 'sending' }, 'Attempt 3 is on its way'],
    [{ state: 'held' }, 'Held until you resume Shop, gives up Mon 11:00'],
    [
      { state: 'delivered', finishedAt: NOW, lastStatus: 204 },
      'Delivered 12:00:00 after 3 attempts, answered 204',
    ],
    [{ state: 'discarded', finishedAt: NOW, attempts: 1 }, 'Given up 12:00:00 after 1 attempt'],
    [{ state: 'failed', finishedAt: NOW }, 'Failed 12:00:00 after 3 attempts, no retries follow'],
    [{ state: 'canceled', finishedAt: NOW }, 'Canceled 12:00:00 after 3 attempts'],
  ])('says how it stands: %j', (more, words) => {
    expect(stateWords(delivery(1, more), NOW)).toBe(words);
  });

  it('is heard as event, destination, state, attempts, what comes next and what came last', () => {
    expect(rowName(delivery(1), NOW)).toBe(
      'order.paid to Shop, scheduled, 3 of 10 attempts, next in 29 min 0 s, last answered 503',
    );
    const held = { state: 'held', nextAttemptAt: null, eventType: null, lastStatus: null };
    expect(rowName(delivery(1, held), NOW)).toBe('No event type to Shop, held, 3 of 10 attempts');
  });

  it('names the day where it is another one', () => {
    expect(exact(NOW, NOW)).toBe('12:00:00');
    expect(exact(NOW - 24 * HOUR, NOW)).toBe('Yesterday, 12:00:00');
    expect(relative(NOW + 999, NOW)).toBe('now');
  });

  it('shows times of the engine in local time', () => {
    const text = `Cooling down until ${new Date(NOW + 30_000).toISOString()}.`;
    expect(localTimes(text, NOW)).toBe('Cooling down until 12:00:30.');
  });
});

describe('the list after a change', () => {
  const ids = (items: readonly DeliverySummary[]) => items.map(({ id }) => id);
  const some = (...numbers: number[]) => numbers.map((n) => delivery(n));

  it('has what is new on top, and keeps what it pushed out of the first page', () => {
    expect(ids(mergeFirst(some(5, 4, 3), some(7, 6, 5)))).toEqual(['d7', 'd6', 'd5', 'd4', 'd3']);
  });

  it('drops from the first page what no longer fits', () => {
    expect(ids(mergeFirst(some(5, 4, 3), some(5, 3, 2)))).toEqual(['d5', 'd3', 'd2']);
    expect(mergeFirst(some(5, 4), [])).toEqual([]);
  });

  it('finds its place also where all of the first page is new', () => {
    expect(ids(mergeFirst(some(3, 2), some(9, 8)))).toEqual(['d9', 'd8', 'd3', 'd2']);
  });

  it('renews the rows of a later page, and drops changed ones that left the filter', () => {
    const fresh = [delivery(4, { state: 'delivered' })];
    const merged = mergeLater(some(4, 3, 2), fresh, new Set(['d4', 'd3']));
    expect(merged.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'd4 delivered',
      'd2 scheduled',
    ]);
  });
});

it('draws 48 hours so that seconds and hours are both seen', () => {
  const { at, start } = stripScale(NOW + 48 * HOUR);
  expect(start).toBe(NOW);
  const places = [0, 5000, 305_000, 2_105_000, 27 * HOUR, 48 * HOUR].map((ms) => at(NOW + ms));
  expect(places[0]).toBe(0);
  expect(places.at(-1)).toBe(1);
  for (const [i, place] of places.entries()) {
    expect(place - (places[i - 1] ?? -1)).toBeGreaterThan(0.05);
  }
  expect(at(NOW - 1)).toBe(0);
  expect(at(NOW + 49 * HOUR)).toBe(1);
});
