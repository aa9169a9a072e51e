import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  circles,
  crossingsOf,
  forbidden,
  importsOf,
  importsOfPage,
  intrusions,
  outdated,
  type Rooms,
  upwards,
} from './page-rooms.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const PAGE = join(import.meta.dirname, '../../renderer');
const TABLE = z.record(z.string(), z.array(z.string()));
const ROOMS: Rooms = TABLE.parse(JSON.parse(readFileSync(join(PAGE, 'rooms.json'), 'utf8')));

/** Collections of small parts, sorted into folders: every one of them is meant for others. */
const OPEN = ['ui', 'wire'];

describe('the rooms of the page', () => {
  const crossings = crossingsOf(PAGE);

  it('import only what rooms.json allows', () => {
    expect(forbidden(ROOMS, crossings)).toEqual([]);
  });

  it('are all in rooms.json, which allows nothing that nobody imports', () => {
    const folders = readdirSync(PAGE, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(outdated(ROOMS, crossings, folders)).toEqual([]);
  });

  it('form no circle: each room imports rooms that stand earlier in the table', () => {
    expect(upwards(ROOMS)).toEqual([]);
  });

  it('have no files that import each other, not even for their types', () => {
    expect(circles(importsOfPage(PAGE))).toEqual([]);
  });

  it('show others their front only: inner folders are private', () => {
    expect(intrusions(crossings, OPEN)).toEqual([]);
  });
});

describe('the check of the rooms', () => {
  it('finds every way to import, over several lines too, and says in which line', () => {
    const source = [
      "import { a } from './a.ts';",
      "import type {\n  B,\n} from '../b/b.ts';",
      "import './style.css';",
      "const c = await import('../c/c.ts');",
      "const url = new URL('./worker.ts', import.meta.url);",
      "export { d } from './d.ts';",
      "import { z } from 'zod';",
    ].join('\n');
    expect(importsOf(source)).toEqual([
      { line: 1, path: './a.ts' },
      { line: 4, path: '../b/b.ts' },
      { line: 5, path: './style.css' },
      { line: 6, path: '../c/c.ts' },
      { line: 7, path: './worker.ts' },
      { line: 8, path: './d.ts' },
    ]);
  });

  it('names file and line of an import that is not allowed, or that reaches inside', () => {
    using page = tempDir();
    const sources = {
      'ui/button.ts': "import { list } from '../lists/list.ts';\n",
      'lists/list.ts': "\nimport { deep } from '../shop/inner/deep.ts';\n",
      'shop/inner/deep.ts': "import { same } from '../same.ts';\n",
      'shop/same.ts': "import { outside } from '../../outside.ts';\n",
    };
    for (const [file, source] of Object.entries(sources)) {
      mkdirSync(join(page.path, dirname(file)), { recursive: true });
      writeFileSync(join(page.path, file), source);
    }
    const crossings = crossingsOf(page.path);
    expect(forbidden({ ui: [], lists: ['shop'] }, crossings)).toEqual([
      'ui/button.ts:1 imports lists, which ui may not.',
    ]);
    expect(intrusions(crossings, [])).toEqual(['lists/list.ts:2 reaches into shop/inner/deep.ts.']);
    expect(intrusions(crossings, ['shop'])).toEqual([]);
  });

  it('names the way around a circle, once', () => {
    const files = { 'a.ts': ['b.ts'], 'b.ts': ['c.ts'], 'c.ts': ['b.ts'], 'd.ts': ['a.ts'] };
    expect(circles(new Map(Object.entries(files)))).toEqual(['b.ts > c.ts > b.ts']);
  });

  it('names what the table allows in vain, what it leaves out, and what it has upside down', () => {
    const rooms = { ui: [], lists: ['ui', 'shop'], shop: [] };
    const crossing = { file: 'lists/a.ts', line: 1, from: 'lists', to: 'ui', target: 'ui/b.ts' };
    expect(outdated(rooms, [crossing], ['ui', 'lists', 'shop', 'sql'])).toEqual([
      'lists may import shop, but does not.',
      'sql is not in the table.',
    ]);
    expect(upwards(rooms)).toEqual(['lists imports shop, which is not above it in the table.']);
  });
});
