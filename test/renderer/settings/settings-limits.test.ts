import { describe, expect, it } from 'vitest';
import { Settings } from '../../../preload/contract/system.ts';
import {
  checkLimit,
  fromDraft,
  LIMITS,
  toDraft,
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

describe('limits', () => {
  it('shown and saved unchanged stay the same', () => {
    expect(toDraft(settings).bodyCapBytes).toBe(50);
    expect(fromDraft(toDraft(settings), settings)).toEqual(settings);
  });

  it('that the form lets through, the engine takes', () => {
    for (const limit of LIMITS) {
      for (const own of [limit.min, limit.max]) {
        const draft = { ...toDraft(settings), [limit.key]: own / limit.factor };
        expect(Settings.safeParse(fromDraft(draft, settings)).success).toBe(true);
      }
      for (const own of [limit.min - limit.factor, limit.max + limit.factor]) {
        expect(checkLimit(limit, own / limit.factor)).toMatch(/^Choose between/);
        expect(Settings.safeParse({ ...settings, [limit.key]: own }).success).toBe(false);
      }
    }
  });

  it('left empty are not saved', () => {
    expect(fromDraft({ ...toDraft(settings), keepDays: null }, settings)).toBeNull();
  });
});
