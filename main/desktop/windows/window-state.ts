import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const Pixels = z.number().int().min(-100_000).max(100_000);

const DesktopState = z.object({
  bounds: z.object({ x: Pixels, y: Pixels, width: Pixels, height: Pixels }).nullable(),
  maximized: z.boolean(),
  toldItGoesOn: z.boolean().describe('that closing the window does not stop capture was said'),
});
export type DesktopState = z.infer<typeof DesktopState>;

export const MIN_SIZE = { width: 720, height: 480 };
const FIRST_SIZE = { width: 1280, height: 820 };
const NOTHING_KEPT: DesktopState = { bounds: null, maximized: false, toldItGoesOn: false };

/** What was kept in `file`; the defaults where there is nothing or nothing sound. */
export function readDesktopState(file: string): DesktopState {
  try {
    return DesktopState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // First start, or a damaged file: where the window stood is not worth a word to the user.
    return NOTHING_KEPT;
  }
}

/** Written beside and renamed, so that a crash never leaves half a file. */
export function writeDesktopState(file: string, state: DesktopState): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Where to put the window: the kept place, moved and shrunk so that all of it lies on one display
 * of today. A place on a display that is gone, or none, gives the middle of the first display.
 *
 * @param areas work areas of the displays, the primary one first.
 */
export function fitToDisplays(kept: Rectangle | null, areas: readonly Rectangle[]): Rectangle {
  const first = areas[0] ?? { x: 0, y: 0, ...FIRST_SIZE };
  const home = kept === null ? undefined : mostCovered(kept, areas);
  if (kept === null || home === undefined) return centred(FIRST_SIZE, first);
  const width = between(kept.width, MIN_SIZE.width, home.width);
  const height = between(kept.height, MIN_SIZE.height, home.height);
  return {
    x: between(kept.x, home.x, home.x + home.width - width),
    y: between(kept.y, home.y, home.y + home.height - height),
    width,
    height,
  };
}

function mostCovered(place: Rectangle, areas: readonly Rectangle[]): Rectangle | undefined {
  const covered = areas.filter((area) => overlap(place, area) > 0);
  return covered.toSorted((a, b) => overlap(place, b) - overlap(place, a))[0];
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const width = Math.min(size.width, area.width);
  const height = Math.min(size.height, area.height);
  return {
    x: area.x + Math.floor((area.width - width) / 2),
    y: area.y + Math.floor((area.height - height) / 2),
    width,
    height,
  };
}

/** The upper bound wins: a display smaller than the smallest window still holds all of it. */
function between(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
