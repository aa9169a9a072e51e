import { describe, expect, it } from 'vitest';
import { foundWords, lostOf } from '../../../renderer/destinations/lost-words.ts';
import { forInput } from '../../../renderer/ui/time/for-input.ts';

const NOW = new Date(2026, 10, 21, 12, 0, 0).getTime();

describe('deliveries that have not arrived', () => {
  it('are counted over all their states, from the oldest to the newest', () => {
    const lost = lostOf([
      { count: 2, oldest: NOW - 9000, newest: NOW - 3000 },
      { count: 0, oldest: null, newest: null },
      { count: 1, oldest: NOW - 1000, newest: NOW - 1000 },
    ]);
    expect(lost).toEqual({ count: 3, oldest: NOW - 9000, newest: NOW - 1000 });
    expect(foundWords(lost, NOW)).toBe(
      '3 deliveries have not arrived, the oldest of 11:59:51, the newest of 11:59:59.',
    );
  });

  it('may be none', () => {
    expect(lostOf([])).toEqual({ count: 0, oldest: null, newest: null });
    expect(foundWords(lostOf([]), NOW)).toBe('0 deliveries have not arrived.');
  });

  it('are asked for since a time that the field can hold: local, to the minute', () => {
    expect(forInput(NOW + 42_000)).toBe('2026-11-21T12:00');
    expect(Date.parse(forInput(NOW))).toBe(NOW);
  });
});
