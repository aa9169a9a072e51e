import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDay,
  formatDuration,
  formatPlural,
} from '../../../renderer/ui/format.ts';
import { formatMoment, fullMoment } from '../../../renderer/ui/time/moments.ts';

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9949, '9.9 kB'],
    [9951, '10 kB'],
    [999_499, '999 kB'],
    [999_501, '1.0 MB'],
    [52_428_800, '52 MB'],
    [1_500_000_000, '1.5 GB'],
    [9e15, '9000 TB'],
  ])('%i bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('never show more than three digits below the largest unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900_000_000_000_000 }), (bytes) => {
        expect(formatBytes(bytes).replaceAll(/\D/g, '').length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [38.2, '38 ms'],
    [999.6, '1.0 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [11_400_000, '3 h 10 min'],
  ])('%d ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('times', () => {
  it('show milliseconds with all their digits', () => {
    expect(formatClock(new Date(2026, 0, 2, 3, 4, 5, 6).getTime())).toBe('03:04:05.006');
  });

  it('call days by name, across a change of month', () => {
    const now = new Date(2026, 2, 1, 0, 5).getTime();
    expect(formatDay(new Date(2026, 2, 1, 0, 1).getTime(), now)).toBe('Today');
    expect(formatDay(new Date(2026, 1, 28, 23, 59).getTime(), now)).toBe('Yesterday');
    expect(formatDay(new Date(2026, 1, 27, 8).getTime(), now)).toBe('Friday 27 February 2026');
  });
});

describe('counts', () => {
  it('group thousands and say when they are capped', () => {
    expect(formatCount(1234)).toBe('1,234');
    expect(formatCount(10_000, true)).toBe('10,000+');
    expect(formatPlural(1, 'capture')).toBe('1 capture');
    expect(formatPlural(2, 'reply', 'replies')).toBe('2 replies');
  });
});

describe('a moment', () => {
  const now = new Date(2026, 10, 26, 15, 0).getTime();
  it.each([
    [new Date(2026, 10, 26, 14, 2, 11, 123), '14:02:11.123'],
    [new Date(2026, 10, 26, 0, 0, 0, 0), '00:00:00.000'],
    [new Date(2026, 10, 25, 14, 2, 11), 'Wed 25 Nov, 14:02:11'],
    [new Date(2026, 8, 1, 9, 5, 0), 'Tue 1 Sep, 09:05:00'],
    [new Date(2025, 10, 25, 14, 2, 11), '25 Nov 2025, 14:02'],
    [new Date(2027, 0, 1, 0, 0, 0), '1 Jan 2027, 00:00'],
  ])('%s reads %s', (at, text) => {
    expect(formatMoment(at.getTime(), now)).toBe(text);
  });

  it('is told in full with its zone', () => {
    expect(fullMoment(0)).toMatch(/^1970-01-01T00:00:00\.000Z, shown in \S+$/);
  });
});
