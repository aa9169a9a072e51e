import { describe, expect, it } from 'vitest';
import { Settings } from '../../../preload/contract/system.ts';
import {
  checkLimit,
  LIMITS,
  shownLimit,
  withLimit,
} from '../../../renderer/settings/limits/limits.ts';

const settings: Settings = {
  bodyCapBytes: 50_000_000,
  keepCount: 100_000,
  keepDays: 30,
  keepBytes: 5_000_000_000,
  keepDeliveryDays: 30,
  keepDeliveryBytes: 1_000_000_000,
  notifyOnArrival: false,
};

function limitOf(key: string) {
  const found = LIMITS.find((limit) => limit.key === key);
  if (found === undefined) throw new Error(`There is no limit ${key}.`);
  return found;
}

describe('limits', () => {
  it('are shown in the unit people think in, and saved only where they change', () => {
    const body = limitOf('bodyCapBytes');
    expect(shownLimit(body, settings)).toBe(50);
    for (const limit of LIMITS) {
      expect(withLimit(limit, shownLimit(limit, settings), settings)).toBeNull();
    }
    expect(withLimit(body, 20, settings)).toEqual({ ...settings, bodyCapBytes: 20_000_000 });
  });

  it('that the page lets through, the engine takes', () => {
    for (const limit of LIMITS) {
      for (const own of [limit.min, limit.max]) {
        const next = withLimit(limit, own / limit.factor, settings);
        expect(Settings.safeParse(next).success).toBe(true);
      }
      for (const own of [limit.min - limit.factor, limit.max + limit.factor]) {
        expect(checkLimit(limit, own / limit.factor)).toMatch(/^Choose between/);
        expect(withLimit(limit, own / limit.factor, settings)).toBeNull();
        expect(Settings.safeParse({ ...settings, [limit.key]: own }).success).toBe(false);
      }
    }
  });

  it('left empty are not saved', () => {
    for (const limit of LIMITS) expect(withLimit(limit, null, settings)).toBeNull();
  });
});
