import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PAGE = join(import.meta.dirname, '../../renderer');

/** Files of the page that hold a tag. */
const withTag = (tag: string): string[] =>
  globSync('**/*.tsx', { cwd: PAGE })
    .filter((path) => new RegExp(`<${tag}[\\s>]`).test(readFileSync(join(PAGE, path), 'utf8')))
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted();

describe('the frame of the page', () => {
  it('is one: only the shell has a main', () => {
    for (const path of withTag('main')) expect(path).toMatch(/^shell\//);
    expect(withTag('main')).toContain('shell/app.tsx');
  });

  it('has the heading of the first level; the captures, which fill the window, have their own', () => {
    expect(withTag('h1')).toEqual(['captures/captures-page.tsx', 'ui/page-frame.tsx']);
  });
});
