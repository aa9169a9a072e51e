// cspell:ignore freelist
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DATABASE_FILE } from '../data-dir.ts';

/** What a data directory takes on disk, in bytes. */
export interface Sizes {
  /** The database with its log. */
  database: number;
  /** Of that, pages that hold nothing: what compacting gives back. */
  unused: number;
  bodies: number;
  tables: number;
  /** Copies that were made before a migration or a repair. */
  copies: number;
  other: number;
}

const COPY = /\.bak$|\.damaged-/;

/** Adds up the files of a data directory. Files that go meanwhile count nothing. */
export async function sizesOf(dataDir: string, db: Database): Promise<Sizes> {
  const sizes: Sizes = { database: 0, unused: 0, bodies: 0, tables: 0, copies: 0, other: 0 };
  const names = await readdir(dataDir);
  for (const name of names) sizes[partOf(name)] += await bytesBelow(join(dataDir, name));
  const pages = db.pragma('freelist_count', { simple: true }) as number;
  sizes.unused = pages * (db.pragma('page_size', { simple: true }) as number);
  return sizes;
}

function partOf(name: string): Exclude<keyof Sizes, 'unused'> {
  if (COPY.test(name)) return 'copies';
  if (name.startsWith(DATABASE_FILE)) return 'database';
  if (name === 'bodies') return 'bodies';
  return name === 'warehouse' ? 'tables' : 'other';
}

async function bytesBelow(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return found.size;
    let bytes = 0;
    for (const name of await readdir(path)) bytes += await bytesBelow(join(path, name));
    return bytes;
  } catch {
    // Gone between the two looks, or not ours to read: it counts nothing.
    return 0;
  }
}
