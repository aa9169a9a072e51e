import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  circles,
  crossingsOf,
  forbidden,
  hallsOf,
  importsBelow,
  importsOf,
  intrusions,
  outdated,
  readRooms,
  roomsBelow,
  upwards,
} from './rooms.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'renderer');
const ENGINE = join(ROOT, 'main');

/**
 * Rooms whose inner folders others may import. `ui` and `wire` are collections of small parts; in the
 * engine they are the rooms whose folders are topics (`outbound/guard`, `lib/child-process`).
 */
const OPEN_ON_PAGE = ['ui', 'wire'];
const OPEN_IN_ENGINE = [
  'apps/client-api',
  'apps/config',
  'apps/documents',
  'captures',
  'control',
  'decode',
  'deliveries',
  'functions',
  'lib',
  'outbound',
  'signatures',
  'store',
  'warehouse',
];

describe.each([
  ['page', PAGE, OPEN_ON_PAGE],
  ['engine', ENGINE, OPEN_IN_ENGINE],
])('the rooms of the %s', (_, root, open) => {
  const rooms = readRooms(join(root, 'rooms.json'));
  const halls = hallsOf(rooms);
  const crossings = crossingsOf(root, halls);

  it('import only what rooms.json allows', () => {
    expect(forbidden(rooms, crossings)).toEqual([]);
  });

  it('are all in rooms.json, which allows nothing that nobody imports', () => {
    expect(outdated(rooms, crossings, roomsBelow(root, halls))).toEqual([]);
  });

  it('form no circle: each room imports rooms that stand earlier in the table', () => {
    expect(upwards(rooms)).toEqual([]);
  });

  it('have no files that import each other, not even for their types', () => {
    expect(circles(importsBelow(root))).toEqual([]);
  });

  it('show others their front only: inner folders are private', () => {
    expect(intrusions(crossings, open)).toEqual([]);
  });

  it('are held to the table, each: an import of any other room is found', () => {
    using made = tempDir();
    const names = Object.keys(rooms);
    const fileOf = (room: string): string => (room.includes('.') ? room : `${room}/made.ts`);
    const strangers = (room: string): string[] =>
      names.filter((other) => other !== room && rooms[room]?.includes(other) !== true);
    for (const room of names) {
      const file = join(made.path, fileOf(room));
      mkdirSync(dirname(file), { recursive: true });
      const up = '../'.repeat(fileOf(room).split('/').length - 1) || './';
      const source = strangers(room).map((other) => `import '${up}${fileOf(other)}';\n`);
      writeFileSync(file, source.join(''));
    }
    const found = forbidden(rooms, crossingsOf(made.path, halls)).toSorted();
    const expected = names.flatMap((room) =>
      strangers(room).map(
        (other, at) => `${fileOf(room)}:${at + 1} imports ${other}, which ${room} may not.`,
      ),
    );
    expect(found).toEqual(expected.toSorted());
    expect(new Set(found.map((sentence) => sentence.split(' ').at(-3))).size).toBe(names.length);
  });
});

describe('the trees', () => {
  const crossings = crossingsOf(ROOT, [], ['main', 'preload', 'renderer', 'test-helper']);

  it('meet in preload, which imports neither engine nor page', () => {
    const trees = {
      preload: [],
      main: ['preload'],
      renderer: ['preload', 'main'],
      'test-helper': ['main'],
    };
    expect(forbidden(trees, crossings)).toEqual([]);
  });

  it('are separate otherwise: of the engine, the page takes the decoder, the snippets and the reader of curl only', () => {
    const reached = crossings.filter(({ from, to }) => from === 'renderer' && to === 'main');
    expect(reached.length).toBeGreaterThan(0);
    expect(
      reached.filter(({ target }) => !/^main\/(?:curl|decode|snippets)\//.test(target)),
    ).toEqual([]);
  });

  it('leave no engine in the test helper: it takes what is pure, and how one is found', () => {
    const reached = crossings.filter(({ from }) => from === 'test-helper');
    expect(reached.length).toBeGreaterThan(0);
    const allowed = /^main\/(?:signatures|decode|lib)\/|^main\/control\/local\/runtime-file\.ts$/;
    expect(reached.filter(({ target }) => !allowed.test(target))).toEqual([]);
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
