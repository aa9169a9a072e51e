import type { AppFiles, FoundApp } from '../app-files.ts';

/** Files in one piece of memory, which goes from thread to thread without being copied. */
export interface PackedFiles {
  bytes: Uint8Array<ArrayBuffer>;
  /** Path, and where its bytes begin and end. */
  table: [string, number, number][];
}

export type ArchiveOrder =
  | { kind: 'read-zip'; zip: Uint8Array; name: string }
  | { kind: 'write-zip'; files: PackedFiles }
  | { kind: 'unpack-packages'; archive: Uint8Array; name: string; folder: string };

export interface ArchiveAnswers {
  'read-zip': Omit<FoundApp, 'files'> & { files: PackedFiles };
  'write-zip': Uint8Array<ArrayBuffer>;
  'unpack-packages': { files: number; refused: string[] };
}

/** A refusal in words; anything else that is thrown is a fault. */
export type ArchiveOutcome =
  | { ok: true; answer: unknown }
  | { ok: false; message: string; hint: string | undefined };

export function packFiles(files: AppFiles): PackedFiles {
  const size = [...files.values()].reduce((total, { length }) => total + length, 0);
  const bytes = new Uint8Array(size);
  const table: PackedFiles['table'] = [];
  let at = 0;
  for (const [path, content] of files) {
    bytes.set(content, at);
    table.push([path, at, at + content.length]);
    at += content.length;
  }
  return { bytes, table };
}

export function unpackFiles({ bytes, table }: PackedFiles): AppFiles {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return new Map(table.map(([path, from, to]) => [path, whole.subarray(from, to)]));
}
