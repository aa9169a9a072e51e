import { describe, expect, it } from 'vitest';
import { methodTone, statusBadgeTone, statusTone } from '../../../renderer/wire/tones.ts';

describe('colours', () => {
  it('of a status are those of its hundred, and the same in a badge and as text', () => {
    const tones = [
      [200, 'good'],
      [299, 'good'],
      [300, 'info'],
      [399, 'info'],
      [400, 'warn'],
      [499, 'warn'],
      [500, 'bad'],
      [599, 'bad'],
    ] as const;
    for (const [status, tone] of tones) {
      expect(statusBadgeTone(status), String(status)).toBe(tone);
      expect(statusTone(status), String(status)).toBe(`text-${tone}`);
    }
  });

  it('of what was not answered are those of nothing', () => {
    expect([statusBadgeTone(null), statusTone(null)]).toEqual(['neutral', 'text-faint']);
  });

  it('of a method stand out where it changes something', () => {
    expect(methodTone('GET')).toBe(methodTone('HEAD'));
    expect(methodTone('DELETE')).toBe('text-bad');
    expect(methodTone('purge')).toBe('text-muted');
  });
});
