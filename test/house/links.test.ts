import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../helpers/temp-dir.ts';
import { deadLinks, deadNames, pagesBelow, readPage } from './links.ts';
import { readRooms } from './rooms.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the pages of the project', () => {
  it('link to files, headings and pictures that exist', () => {
    expect(deadLinks(ROOT)).toEqual([]);
  });

  it('name files that exist', () => {
    expect(pagesBelow(ROOT).flatMap((page) => deadNames(ROOT, page))).toEqual([]);
  });

  it('give every room of the engine a line', () => {
    const { codes } = readPage(readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8'));
    const rooms = Object.keys(readRooms(join(ROOT, 'main/rooms.json')));
    expect(rooms.filter((room) => !codes.includes(`main/${room}`))).toEqual([]);
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
        '`main/there.ts` `main/gone.ts` `npm run main/x`',
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
    expect(deadNames(made.path, 'README.md')).toEqual([
      'README.md names main/gone.ts, which does not exist.',
    ]);
  });
});
