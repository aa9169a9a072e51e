import type { ImportFormat } from '../../../../preload/contract/interchange/imports.ts';
import { Unreadable } from '../../formats/entry.ts';
import { openZip, type ZipEntry } from '../share/zip-file.ts';
import type { ImportSource } from '../source.ts';

/** What a text refers to is held in memory, one at a time. */
export const FILE_BYTES = 256 * 1024 * 1024;

const LIMITS = {
  entries: 40_000,
  bytes: 1024 ** 3,
  ratio: 200,
  // oxlint-disable-next-line no-control-regex
  names: /^(?![/])(?!(?:.*\/)?\.\.(?:\/|$))[^\\\u0000-\u001f\u007f]{1,1000}$/,
  strange: 'is no name that a file of a zip may have.',
};

/** Kinds of zips beside a share, each by the name of a file in it. The first that fits is it. */
export const MAIN_FILES = {
  fixtures: /(?:^|\/)request\.json$/,
  http: /\.(?:http|rest)$/,
  postman: /\.postman_collection\.json$/,
  raw: /\.txt$/,
} as const satisfies Partial<Record<ImportFormat, RegExp>>;

/** By its first bytes, one character each. */
export const isZip = (head: string): boolean =>
  head.startsWith('PK\u0003\u0004') || head.startsWith('PK\u0005\u0006');

export const isZipFile = async (source: ImportSource): Promise<boolean> =>
  isZip((await source.slice(0, 4)).toString('latin1'));

/** The files of a zip by their names; what a Mac writes beside them, and folders, are no files. */
export async function filesOf(source: ImportSource): Promise<Map<string, ZipEntry>> {
  const all = await openZip(source, LIMITS);
  const isNone = (name: string): boolean =>
    name.endsWith('/') || /(?:^|\/)(?:__MACOSX\/|\._)/.test(name);
  return new Map([...all].filter(([name]) => !isNone(name)));
}

/** The kind of a zip. Whatever is none of the others is read as a share, which says what is wrong with it. */
export async function zipFormat(source: ImportSource): Promise<ImportFormat> {
  try {
    const names = [...(await filesOf(source)).keys()];
    if (names.includes('manifest.json') || names.includes('captures.ndjson')) return 'backstitch';
    const kinds = Object.keys(MAIN_FILES) as (keyof typeof MAIN_FILES)[];
    return kinds.find((kind) => names.some((name) => MAIN_FILES[kind].test(name))) ?? 'backstitch';
  } catch (error) {
    if (error instanceof Unreadable) return 'backstitch';
    throw error;
  }
}

/**
 * All bytes of a file in a zip.
 *
 * @throws Unreadable
 */
export async function bytesIn(file: ZipEntry, most = FILE_BYTES): Promise<Buffer> {
  if (file.sizeBytes > most) throw tooLarge(most);
  return Buffer.concat(await Array.fromAsync(file.open()));
}

export const tooLarge = (most: number): Unreadable =>
  new Unreadable(
    `It is larger than the ${most / 1024 ** 2} MB that are read of one file. Captures of Backstitch come in at any size as NDJSON.`,
  );
