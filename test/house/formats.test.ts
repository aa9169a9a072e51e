import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const PAGE = join(import.meta.dirname, '../../renderer');

/** Where numbers, sizes and times become text. */
const FORMATS = ['ui/format.ts', 'ui/moments.ts'];

/** Each line of the page, but for comments, that a pattern matches. */
function linesWith(pattern: RegExp): string[] {
  return globSync('**/*.{ts,tsx}', { cwd: PAGE })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !FORMATS.includes(path))
    .flatMap((path) =>
      readFileSync(join(PAGE, path), 'utf8')
        .split('\n')
        .map((text, at) => ({ text: text.trim(), at: `${path}:${at + 1}` })),
    )
    .filter(({ text }) => !/^(?:\/\/|\/?\*)/.test(text) && pattern.test(text))
    .map(({ at, text }) => `${at} ${text}`);
}

it.each([
  ['the locale of a browser decides no format', /\.toLocale(?:Date|Time)?String\(/],
  ['sizes are kB, MB and GB of 1000', /\b[KMG]iB\b/],
])('%s', (_rule, pattern) => {
  expect(linesWith(pattern)).toEqual([]);
});
