import { expect, it } from 'vitest';
import { byRoom, tableOf } from './room-coverage.ts';

const counts = (lines: [number, number], branches: [number, number] = [0, 0]) => ({
  lines: { covered: lines[0], total: lines[1] },
  branches: { covered: branches[0], total: branches[1] },
});

it('rooms of the engine and of the page stand in one table', () => {
  const files = [
    'main/apps/users/users.ts',
    'main/apps/trials.ts',
    'main/cli.ts',
    'preload/rules/a.ts',
  ].map((file) => ({ file, ...counts([1, 1]) }));
  expect(byRoom(files, ['main', 'main/apps']).map(({ room }) => room)).toEqual([
    'main/apps/users',
    'main/apps',
    'main',
    'preload',
  ]);
});

it('coverage is added up by room, the room with the smallest share first', () => {
  const rooms = byRoom(
    [
      { file: 'lib/a.ts', ...counts([10, 10], [1, 2]) },
      { file: 'apps/users/users.ts', ...counts([1, 4]) },
      { file: 'apps/users/inner/tokens.ts', ...counts([1, 4]) },
      { file: 'apps/trials.ts', ...counts([1, 2]) },
      { file: 'cli.ts', ...counts([0, 0]) },
    ],
    ['apps'],
  );
  expect(rooms.map(({ room, files }) => `${room} ${files}`)).toEqual([
    'apps/users 2',
    'apps 1',
    'lib 1',
    'cli.ts 1',
  ]);
  expect(tableOf(rooms)).toEqual([
    'room                     files    lines  branches',
    'apps/users                   2   25.0 %   100.0 %',
    'apps                         1   50.0 %   100.0 %',
    'lib                          1  100.0 %    50.0 %',
    'cli.ts                       1  100.0 %   100.0 %',
    'all                          5   65.0 %    50.0 %',
  ]);
});
