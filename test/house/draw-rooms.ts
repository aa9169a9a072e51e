import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRooms, type Rooms } from './rooms.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Where the picture is kept. */
export const PICTURE = join(ROOT, 'docs/pictures/rooms.svg');

const WIDTH = 1200;
const BOX = { height: 30, gap: 14, letter: 7.6, padding: 22 };
const LEVEL = 92;
const TITLE = 48;

const STYLE = [
  'text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: #1c1917; }',
  '.title { font-size: 17px; font-weight: 600; }',
  'rect { fill: #fafaf9; stroke: #a8a29e; }',
  'path { fill: none; stroke: #a8a29e; stroke-width: 1; }',
  '@media (prefers-color-scheme: dark) {',
  'text { fill: #e7e5e4; } rect { fill: #292524; stroke: #78716c; } path { stroke: #78716c; }',
  '}',
].join(' ');

interface Box {
  x: number;
  y: number;
  width: number;
}

/** How far a room stands above the ground: one more than the highest room it imports. */
function levelsOf(rooms: Rooms): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  // A table names a room after all that it imports.
  for (const [room, imported] of Object.entries(rooms)) {
    levels.set(room, Math.max(-1, ...imported.map((other) => levels.get(other) ?? 0)) + 1);
  }
  return levels;
}

/** What a room imports and does not reach through another of its imports: the lines to draw. */
export function linesOf(rooms: Rooms, room: string): string[] {
  const reached = (from: string): Set<string> =>
    new Set((rooms[from] ?? []).flatMap((next) => [next, ...reached(next)]));
  const direct = rooms[room] ?? [];
  const through = new Set(direct.flatMap((next) => [...reached(next)]));
  return direct.filter((other) => !through.has(other));
}

/** One table as a part of the picture: rooms in rows, a line from each to what it imports. */
function drawTable(title: string, rooms: Rooms, top: number) {
  const levels = levelsOf(rooms);
  const highest = Math.max(...levels.values());
  const boxes = new Map<string, Box>();
  for (let level = highest; level >= 0; level -= 1) {
    const row = [...levels].filter(([, at]) => at === level).map(([room]) => room);
    const widths = row.map((room) => room.length * BOX.letter + BOX.padding);
    const whole = widths.reduce((sum, width) => sum + width + BOX.gap, -BOX.gap);
    let x = (WIDTH - whole) / 2;
    for (const [at, room] of row.entries()) {
      const width = widths[at] ?? 0;
      boxes.set(room, { x, y: top + TITLE + (highest - level) * LEVEL, width });
      x += width + BOX.gap;
    }
  }
  const lines = [...boxes].flatMap(([room, from]) =>
    linesOf(rooms, room).flatMap((other) => {
      const to = boxes.get(other);
      return to === undefined ? [] : [lineBetween(from, to)];
    }),
  );
  const names = [...boxes].map(([room, { x, y, width }]) =>
    [
      `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${BOX.height}" rx="6"/>`,
      `<text x="${round(x + width / 2)}" y="${y + 20}" text-anchor="middle">${room}</text>`,
    ].join(''),
  );
  const heading = `<text class="title" x="16" y="${top + 26}">${title}</text>`;
  return { parts: [heading, ...lines, ...names], bottom: top + TITLE + (highest + 1) * LEVEL };
}

function lineBetween(from: Box, to: Box): string {
  const [x1, y1] = [round(from.x + from.width / 2), from.y + BOX.height];
  const [x2, y2] = [round(to.x + to.width / 2), to.y];
  return `<path d="M${x1} ${y1}C${x1} ${y1 + 40} ${x2} ${y2 - 40} ${x2} ${y2}"/>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** The rooms of engine and page as an SVG. */
export function drawRooms(engine: Rooms, page: Rooms): string {
  const above = drawTable('The engine: main/', engine, 0);
  const below = drawTable('The page: renderer/', page, above.bottom);
  const size = `width="${WIDTH}" height="${below.bottom}" viewBox="0 0 ${WIDTH} ${below.bottom}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="Rooms and what they import">`,
    `<style>${STYLE}</style>`,
    ...above.parts,
    ...below.parts,
    '</svg>',
    '',
  ].join('\n');
}

/** The picture as the two tables give it now. */
export const currentPicture = (): string =>
  drawRooms(readRooms(join(ROOT, 'main/rooms.json')), readRooms(join(ROOT, 'renderer/rooms.json')));

if (import.meta.main) writeFileSync(PICTURE, currentPicture());
