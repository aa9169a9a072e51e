import { describe, expect, it } from 'vitest';
import { columnOf } from '../../../../renderer/captures/row/columns.ts';
import { eventRoom, ONE_LINE_FROM, rowForm } from '../../../../renderer/captures/row/row-form.ts';

const list = {
  charPx: 7.25,
  density: 'compact',
  coarse: false,
  columns: [],
  longest: 0,
} as const;

describe('the form of rows', () => {
  it.each([
    [664, 1],
    [1364, 1],
    [524, 2],
    [848, 1],
    [600, 2],
    [380, 2],
  ])('has room for an event: %i px of list, %i lines', (width, lines) => {
    const form = rowForm({ ...list, width });
    expect(form.lines).toBe(lines);
    expect(form.eventChars).toBeGreaterThanOrEqual(width >= 524 ? 60 : 40);
  });

  it('has room for 60 characters at the least width of one line', () => {
    expect(rowForm({ ...list, width: ONE_LINE_FROM }).eventChars).toBeGreaterThanOrEqual(60);
    expect(rowForm({ ...list, width: ONE_LINE_FROM - 1 }).lines).toBe(2);
  });

  it('leaves columns out from the right before an event is cut', () => {
    const columns = ['endpoint', 'size', 'duration'].map((id) => ({
      id,
      width: columnOf(id).width,
    }));
    const shown = (width: number, longest: number) =>
      rowForm({ ...list, width, columns, longest }).columns.map(({ id }) => id);
    expect(shown(1364, 60)).toEqual(['endpoint', 'size', 'duration']);
    expect(shown(800, 60)).toEqual(['endpoint']);
    expect(shown(664, 60)).toEqual([]);
    expect(shown(664, 24)).toEqual(['endpoint', 'size', 'duration']);
    expect(shown(500, 8)).toEqual([]);
  });

  it('is higher for fingers than for a mouse', () => {
    expect(rowForm({ ...list, width: 900 }).height).toBe(28);
    expect(rowForm({ ...list, width: 900, density: 'comfortable' }).height).toBe(36);
    expect(rowForm({ ...list, width: 900, coarse: true }).height).toBe(44);
    expect(rowForm({ ...list, width: 500, coarse: true }).height).toBe(48);
  });

  it('shows milliseconds in comfortable rows of one line only', () => {
    expect(rowForm({ ...list, width: 900 }).ms).toBe(false);
    expect(rowForm({ ...list, width: 900, density: 'comfortable' }).ms).toBe(true);
    expect(rowForm({ ...list, width: 500, density: 'comfortable' }).ms).toBe(false);
  });

  it('gives a status in words its room, where it stands in the same line', () => {
    const one = rowForm({ ...list, width: 664 });
    expect(eventRoom(one, '200')).toBe(one.eventChars);
    expect(eventRoom(one, 'malformed')).toBe(one.eventChars - 5);
    const two = rowForm({ ...list, width: 500 });
    expect(eventRoom(two, 'malformed')).toBe(two.eventChars);
  });
});
