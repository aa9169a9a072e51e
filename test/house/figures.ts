import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { circles, crossingsOf, hallsOf, importsBelow, readRooms } from './rooms.ts';

// Prints how large the house is: `npm run figures [-- folder of another checkout]`. To compare, give it a
// folder that `git archive COMMIT | tar -x -C FOLDER` filled.

const ROOT = resolve(process.argv[2] ?? join(import.meta.dirname, '../..'));

interface Source {
  path: string;
  lines: number;
}

const sources: Source[] = ['main', 'preload', 'renderer'].flatMap((root) =>
  readdirSync(join(ROOT, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:ts|tsx|js)$/.test(file))
    .map((file) => join(ROOT, root, file))
    .map((path) => ({
      path: relative(ROOT, path),
      lines: readFileSync(path, 'utf8').split('\n').length - 1,
    })),
);
const byLines = sources.toSorted((a, b) => a.lines - b.lines);
const at = (share: number): number => byLines[Math.floor((byLines.length - 1) * share)]?.lines ?? 0;

const folders = new Map<string, number>();
for (const { path } of sources) folders.set(dirname(path), (folders.get(dirname(path)) ?? 0) + 1);
const [folder, most] = [...folders].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
const largest = byLines.at(-1);

const row = (what: string, value: string | number): string => `${what.padEnd(28)}${value}\n`;
process.stdout.write(
  row('files', sources.length) +
    row(
      'lines',
      byLines.reduce((sum, { lines }) => sum + lines, 0),
    ) +
    row('median file', at(0.5)) +
    row('p90 file', at(0.9)) +
    row('files above 300 lines', byLines.filter(({ lines }) => lines > 300).length) +
    row('largest file', `${largest?.lines ?? 0} ${largest?.path ?? ''}`) +
    row('largest folder', `${most} ${folder}`),
);
for (const root of ['main', 'renderer']) {
  const rooms = readRooms(join(ROOT, root, 'rooms.json'));
  const crossings = crossingsOf(join(ROOT, root), hallsOf(rooms));
  const arrows = Object.values(rooms).reduce((sum, allowed) => sum + allowed.length, 0);
  process.stdout.write(
    row(`rooms of ${root}`, Object.keys(rooms).length) +
      row('  arrows between them', arrows) +
      row('  imports that cross', crossings.length) +
      row('  circles of files', circles(importsBelow(join(ROOT, root))).length),
  );
}
