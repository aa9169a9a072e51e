import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../helpers/temp-dir.ts';
import { deadLinks, deadNames, filesBelow, firstCells, pagesBelow } from './links.ts';
import { readRooms } from './rooms.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the pages of the project', () => {
  it('link to files, headings and pictures that exist', () => {
    expect(deadLinks(ROOT)).toEqual([]);
  });

  it('name files that exist', () => {
    const files = filesBelow(ROOT);
    expect(pagesBelow(ROOT).flatMap((page) => deadNames(ROOT, page, files))).toEqual([]);
  });

  it.each([
    ['engine', 'ARCHITECTURE.md', 'main/rooms.json', 'main/'],
    ['page', 'renderer/NOTES.md', 'renderer/rooms.json', ''],
  ])('give every room of the %s one line of their table, and no room that is gone', (...of) => {
    const [, page, table, folder] = of;
    const rooms = Object.keys(readRooms(join(ROOT, table))).filter((room) => !room.includes('.'));
    const told = firstCells(readFileSync(join(ROOT, page), 'utf8'), /^room\b/);
    expect(told.toSorted()).toEqual(rooms.map((room) => `${folder}${room}`).toSorted());
  });
});

describe('the check of links', () => {
  it('finds a file, a heading, a picture and a name that are not there, and no others', () => {
    using made = tempDir();
    const pages = {
      'README.md': [
        '# Two words & more',
        '[itself](#two-words--more) [docs](docs/a.md#second-1) [web](https://example.com/#x)',
        '[gone](docs/gone.md) [no heading](docs/a.md#third) ![picture](docs/a.png)',
        '[out](../secret.md) `[code](nowhere.md)` <img src="b.png">',
        '`main/there.ts` `main/gone.ts` `npm run main/x` `there.ts` `here.ts` `e.ts` `cdn.js`',
        '```\n[code](nowhere.md)\n```',
      ],
      'docs/a.md': ['# Second', '## Second', '[up](../README.md) [folder](.)'],
      'main/there.ts': [''],
    };
    for (const folder of ['docs', 'main']) mkdirSync(join(made.path, folder));
    for (const [path, lines] of Object.entries(pages)) {
      writeFileSync(join(made.path, path), lines.join('\n\n'));
    }
    expect(deadLinks(made.path)).toEqual([
      'README.md links to docs/gone.md, which does not exist.',
      'README.md links to #third, which docs/a.md does not have.',
      'README.md links to docs/a.png, which does not exist.',
      'README.md links to ../secret.md, which does not exist.',
      'README.md links to b.png, which does not exist.',
    ]);
    expect(deadNames(made.path, 'README.md', filesBelow(made.path))).toEqual([
      'README.md names main/gone.ts, which does not exist.',
      'README.md names here.ts, which does not exist.',
      'README.md names e.ts, which does not exist.',
    ]);
  });

  it('reads what the first column of a table names, however often, and of no other table', () => {
    const text = [
      '| room | what |',
      '| --- | --- |',
      '| `ui`, `wire` | both |',
      '| `ui` | again |',
      '',
      '| word | meaning |',
      '| --- | --- |',
      '| `other` | of `ui` |',
    ].join('\n');
    expect(firstCells(text, /^room\b/)).toEqual(['ui', 'wire', 'ui']);
  });
});
