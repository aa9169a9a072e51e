import { defineConfig } from 'vitest/config';

// Three projects in two groups: the engine and the page's pure rooms in one, the browser tests in the
// other, so that a browser never shares two cores with a benchmark-like engine test.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'engine',
          root: import.meta.dirname,
          include: ['**/*.test.ts'],
          exclude: ['renderer/**', 'e2e/**', 'bench/**'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'page',
          root: import.meta.dirname,
          include: ['renderer/**/*.test.ts'],
          testTimeout: 10_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'browser',
          root: import.meta.dirname,
          include: ['e2e/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
