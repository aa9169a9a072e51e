import { expect, it } from 'vitest';
import { rank } from '../../../renderer/shell/rank.ts';

const titles = ['Edit and replay', 'Replay', 'Settings', 'Light theme', 'Tunnel settings'];
const find = (typed: string): string[] => rank(titles, typed, (title) => title);

it('keeps the order of the table while nothing is typed', () => expect(find(' ')).toEqual(titles));

it('puts a title that begins so before one that contains it', () => {
  expect(find('re')).toEqual(['Replay', 'Edit and replay']);
  expect(find('set')).toEqual(['Settings', 'Tunnel settings']);
});

it('finds by letters in order, and nothing by others', () => {
  expect(find('lthm')).toEqual(['Light theme']);
  expect(find('zz')).toEqual([]);
});
