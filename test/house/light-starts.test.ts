import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** What starts beside the engine and may load schemas first, and why. */
const MAY: Readonly<Record<string, string>> = {
  'main/functions/modules/install/install-process.ts': 'reads a registry, which takes seconds',
  'main/apps/config/archives/worker.ts': 'reads whole apps by their schemas',
};

/** Statements that load something when the file is loaded: types are gone by then. */
const LOADS = /^(?:import|export)\s(?!type\b)(?:[^;'"]*?\sfrom\s)?\s*['"]([^'"]+)['"]/gm;

/** Entries of processes and threads: what `workerFile()` is asked for. */
function entries(): string[] {
  const asked = globSync('main/**/*.ts', { cwd: ROOT }).flatMap((file) => [
    ...readFileSync(join(ROOT, file), 'utf8').matchAll(/\bworkerFile\('([^']+)'/g),
  ]);
  return [...new Set(asked.map(([, path]) => `main/${path}.ts`))].toSorted();
}

/** Packages that a file loads before its first line runs, each with one of the files that ask. */
function loadedBy(entry: string): Map<string, string> {
  const packages = new Map<string, string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, asked = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(LOADS)) {
      if (!asked.startsWith('.')) packages.set(asked, file);
      else if (existsSync(join(ROOT, dirname(file), asked))) visit(join(dirname(file), asked));
    }
  };
  visit(entry);
  return packages;
}

// Zod is a hundred modules: it was two thirds of the start of a process that loads or reads rows.
it('processes and threads beside the engine start without a schema library', () => {
  const found = entries().flatMap((entry) =>
    ['zod', '@orpc/contract']
      .filter((name) => loadedBy(entry).has(name))
      .map((name) => ({ entry, why: `${name} for ${loadedBy(entry).get(name)}` })),
  );
  expect(entries().length).toBeGreaterThan(8);
  expect([...new Set(found.map(({ entry }) => entry))]).toEqual(Object.keys(MAY).toSorted());
});
