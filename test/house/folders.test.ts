import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fullFolders } from './folders.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the folders of the project', () => {
  it.each(['main', 'preload', 'renderer', 'test', 'test-helper', 'docs', 'resources'])(
    '%s keeps at most 20 files beside each other, whatever their kind',
    (folder) => {
      // Recorded requests and sample apps are data: their number says nothing about the house.
      expect(fullFolders(join(ROOT, folder), ['fixtures', 'node_modules'])).toEqual([]);
    },
  );
});

describe('the check of the folders', () => {
  it('names a folder with one file too many, inner ones too, and counts no folders', () => {
    using dir = tempDir();
    const write = (path: string): void => {
      mkdirSync(dirname(join(dir.path, path)), { recursive: true });
      writeFileSync(join(dir.path, path), '');
    };
    for (let n = 0; n < 20; n++) {
      write(`just/file-${n}.ts`);
      write(`full/inner/file-${n}.ts`);
      write(`fixtures/file-${n}.ts`);
    }
    write('just/folder/one.ts');
    write('fixtures/one-more.ts');
    expect(fullFolders(dir.path, ['fixtures'])).toEqual([]);
    write('full/inner/NOTES.md');
    expect(fullFolders(dir.path, ['fixtures'])).toEqual(['full/inner has 21 files.']);
  });
});
