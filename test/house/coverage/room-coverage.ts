import { roomOf } from '../rooms.ts';

interface Count {
  total: number;
  covered: number;
}

export interface FileCoverage {
  lines: Count;
  branches: Count;
}

export interface RoomCoverage extends FileCoverage {
  room: string;
  files: number;
}

/** Adds files up by their room, those with the smallest share of lines first. Paths are from the root. */
export function byRoom(
  files: readonly ({ file: string } & FileCoverage)[],
  halls: readonly string[],
): RoomCoverage[] {
  const rooms = new Map<string, RoomCoverage>();
  for (const { file, lines, branches } of files) {
    const room = roomOf(file, halls);
    const sum = rooms.get(room) ?? { room, files: 0, lines: none(), branches: none() };
    sum.files += 1;
    add(sum.lines, lines);
    add(sum.branches, branches);
    rooms.set(room, sum);
  }
  return [...rooms.values()].sort((a, b) => share(a.lines) - share(b.lines));
}

/** Lines of a table for a terminal. */
export function tableOf(rooms: readonly RoomCoverage[]): string[] {
  const all: RoomCoverage = { room: 'all', files: 0, lines: none(), branches: none() };
  for (const { files, lines, branches } of rooms) {
    all.files += files;
    add(all.lines, lines);
    add(all.branches, branches);
  }
  return [
    `${'room'.padEnd(24)}${'files'.padStart(6)}${'lines'.padStart(9)}${'branches'.padStart(10)}`,
    ...[...rooms, all].map(
      ({ room, files, lines, branches }) =>
        `${room.padEnd(24)}${String(files).padStart(6)}${percent(lines).padStart(9)}${percent(branches).padStart(10)}`,
    ),
  ];
}

const none = (): Count => ({ total: 0, covered: 0 });
/** What has nothing to run is covered. */
const share = ({ total, covered }: Count): number => (total === 0 ? 1 : covered / total);
const percent = (count: Count): string => `${(share(count) * 100).toFixed(1)} %`;

function add(sum: Count, { total, covered }: Count): void {
  sum.total += total;
  sum.covered += covered;
}
