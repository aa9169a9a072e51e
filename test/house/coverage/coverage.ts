import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { startVitest } from 'vitest/node';
import { byRoom, type FileCoverage, tableOf } from './room-coverage.ts';
import { hallsOf, readRooms } from '../rooms.ts';

// Prints which share of each room its tests run: `npm run coverage [folder or file …]`. Nothing fails for
// it: it shows where to look. What runs in a process or worker of its own (documents, loading, functions)
// or in a browser is not counted, so those rooms stand lower than they are. Of the page only files without
// a component are: its decisions stand there.

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, 'node_modules/.cache/coverage');

// Code from Node's cache counts less exactly.
process.env['NODE_DISABLE_COMPILE_CACHE'] = '1';
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

const vitest = await startVitest('test', process.argv.slice(2), {
  config: join(ROOT, 'test/vitest.config.ts'),
  project: ['engine', 'page'],
  watch: false,
  reporters: ['dot'],
  coverage: {
    enabled: true,
    provider: 'v8',
    // The tests' root is beside the sources.
    allowExternal: true,
    include: ['main', 'preload', 'renderer'].map((folder) => `${ROOT}/${folder}/**/*.ts`),
    reporter: ['json-summary'],
    reportsDirectory: FOLDER,
    reportOnFailure: true,
  },
});
await vitest.close();

const summary = JSON.parse(readFileSync(join(FOLDER, 'coverage-summary.json'), 'utf8')) as Record<
  string,
  FileCoverage
>;
const files = Object.entries(summary)
  .filter(([file]) => file !== 'total')
  .map(([file, counts]) => ({ file: relative(ROOT, file).split(sep).join('/'), ...counts }));
const halls = ['main', 'renderer'].flatMap((root) => [
  root,
  ...hallsOf(readRooms(join(ROOT, root, 'rooms.json'))).map((hall) => `${root}/${hall}`),
]);
process.stdout.write(`${tableOf(byRoom(files, halls)).join('\n')}\n`);
