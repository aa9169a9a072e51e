import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

// What the browser face sends before the first row, and what each further part adds to that. The
// limits are those the page was designed to: a part that grows beyond them is cut in two.

const OUT = join(import.meta.dirname, '../../../out/renderer');

interface Chunk {
  file: string;
  isEntry?: boolean;
  isDynamicEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
}
const chunks = JSON.parse(readFileSync(join(OUT, '.vite/manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>;

/** A chunk and all it imports at once, by the names of the manifest. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const next of chunks[name]?.imports ?? []) withImports(next, found);
  return found;
}

/** Bytes sent to a browser that takes Brotli. */
function sentBytes(name: string): number {
  const path = join(OUT, chunks[name]?.file ?? '');
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

const rawBytes = (name: string): number => statSync(join(OUT, chunks[name]?.file ?? '')).size;
const sum = (names: Iterable<string>, of: (name: string) => number): number =>
  [...names].reduce((total, name) => total + of(name), 0);

const first = withImports('index.html');
/** What a part adds to the first script and to whatever else is there already. */
const added = (name: string, there: ReadonlySet<string> = first): number =>
  sum(
    [...withImports(name)].filter((one) => !there.has(one)),
    sentBytes,
  );

/** What is there where a part is opened: the first script, and the part that it is a part of. */
function thereFor(name: string): ReadonlySet<string> {
  const opener = Object.keys(chunks).find((one) => chunks[one]?.dynamicImports?.includes(name));
  return opener === undefined ? first : new Set([...first, ...withImports(opener)]);
}

const parts = Object.keys(chunks).filter((name) => chunks[name]?.isDynamicEntry === true);
const own = parts.filter((name) => !name.includes('node_modules') && !name.startsWith('ui/code/'));

describe('the weight of the page', () => {
  it('is at most 210 kB before the first row, 745 kB unpacked', () => {
    expect(sum(first, sentBytes)).toBeLessThanOrEqual(210_000);
    expect(sum(first, rawBytes)).toBeLessThanOrEqual(745_000);
  });

  it.each(own)('is at most 45 kB for %s, 65 kB with what it shares with other parts', (name) => {
    expect(sentBytes(name)).toBeLessThanOrEqual(45_000);
    expect(added(name, thereFor(name))).toBeLessThanOrEqual(65_000);
  });

  it('is at most 155 kB more for the editor with the language of functions', () => {
    const editor = 'ui/code/editor-view.tsx';
    const script = parts.find((name) => name.includes('lang-javascript')) ?? '';
    expect(parts).toContain(editor);
    const withEditor = new Set([...first, ...withImports(editor)]);
    expect(added(editor) + added(script, withEditor)).toBeLessThanOrEqual(155_000);
  });

  it('is at most 30 kB more for SQL beside the editor, and Parquet comes with an export only', () => {
    const sql = 'sql/sql-page.tsx';
    expect(added(sql)).toBeLessThanOrEqual(30_000);
    const parquet = parts.find((name) => name.includes('hyparquet'));
    expect(parquet).toBeDefined();
    for (const name of [...first, ...withImports(sql)]) expect(name).not.toContain('hyparquet');
  });

  it('knows no schema: the engine checks, the page has the types', () => {
    const zod = Object.values(chunks).filter(({ file }) => {
      const path = join(OUT, file);
      return file.endsWith('.js') && readFileSync(path, 'utf8').includes('invalid_union');
    });
    expect(zod).toEqual([]);
  });

  it('is sent packed: beside every large file stands the same in Brotli', () => {
    const large = Object.values(chunks).filter(({ file }) => statSync(join(OUT, file)).size > 1200);
    expect(large.length).toBeGreaterThan(10);
    for (const { file } of large) {
      const packed = readFileSync(join(OUT, `${file}.br`));
      expect(brotliDecompressSync(packed).equals(readFileSync(join(OUT, file)))).toBe(true);
    }
  });
});
