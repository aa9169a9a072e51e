import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// A test waits for events, so its limit says only when to give up: it fits a machine that is five
// times slower than the one it was written on. How fast things are is measured in `bench/`.
const LIMIT_MS = 120_000;
const BROWSER_LIMIT_MS = 300_000;
/** `expect.poll` gives up late: it waits for what comes, and says so only where nothing does. */
const POLL = { timeout: 90_000, interval: 20 };

/** Tests wait for processes, sockets and frames now and then: a file more than there are cores keeps them busy. */
const WORKERS = availableParallelism() + 1;

// Three projects in two groups: the engine and the page's pure rooms in one, the browser tests in the
// other, so that a browser never shares two cores with a benchmark-like engine test.
export default defineConfig({
  test: {
    globalSetup: ['set-up/run-folder.ts'],
    root: import.meta.dirname,
    projects: [
      {
        test: {
          name: 'engine',
          root: import.meta.dirname,
          // To load the engine again for each of 280 files costs as much as all tests in them. Rooms
          // hold no state of their own, and a test takes back what it sets.
          isolate: false,
          include: ['**/*.test.ts'],
          exclude: ['renderer/**', 'e2e/**', 'bench/**', '**/node_modules/**'],
          testTimeout: LIMIT_MS,
          hookTimeout: LIMIT_MS,
          maxWorkers: WORKERS,
          expect: { poll: POLL },
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'page',
          root: import.meta.dirname,
          // Pure rooms without state or processes: a worker of its own for each file costs twice as
          // much as the tests in it.
          isolate: false,
          include: ['renderer/**/*.test.ts'],
          testTimeout: LIMIT_MS,
          hookTimeout: LIMIT_MS,
          maxWorkers: WORKERS,
          expect: { poll: POLL },
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'browser',
          root: import.meta.dirname,
          globalSetup: ['set-up/browser.ts'],
          isolate: false,
          include: ['e2e/**/*.test.ts'],
          testTimeout: BROWSER_LIMIT_MS,
          hookTimeout: BROWSER_LIMIT_MS,
          expect: { poll: POLL },
          maxWorkers: WORKERS,
          // A second try tells a fault from a machine that stood still in the middle of a click. What
          // needed one is printed with "retry x1" and is to be hunted: BACKSTITCH_SLOW in CONTRIBUTING.
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
