import { closeSync, openSync, readSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerValue } from '../../lib/headers.ts';
import { codings, decodeSmall } from '../../lib/content-codings.ts';
import type { Content } from './index-content.ts';

interface Row {
  target: string;
  headers: string;
  body: Buffer | null;
  body_file: string | null;
}

/** Of a body as sent, this much is read; of one that is coded, more than this is left alone. */
const READ_BYTES = 1024 * 1024;
const DECODED_BYTES = 4 * READ_BYTES;
/** A NUL within this many bytes says that a body is no text. */
const PROBE_BYTES = 8192;

/**
 * Reads what of a capture is searched; undefined if it is gone. Bodies that are not text, and
 * coded ones above 1 MiB or that unpack to above 4 MiB, are searched by target and headers only.
 *
 * @param bodyPath where the file of a body is, by its name.
 */
export function openContentReader(db: Database, bodyPath: (file: string) => string) {
  const select = db.prepare<[number], Row>(`
    SELECT c.target, k.headers, k.body, k.body_file
      FROM captures c JOIN capture_contents k ON k.capture_id = c.id WHERE c.id = ?`);

  return (id: number): Content | undefined => {
    const row = select.get(id);
    if (!row) return undefined;
    const headers = JSON.parse(row.headers) as HeaderPair[];
    const sent = row.body_file === null ? row.body : readStart(bodyPath(row.body_file));
    return { target: row.target, headers, bodyText: sent ? textOf(sent, headers) : undefined };
  };
}

/** One byte more than is used, to tell a file that goes on; null if the file is gone. */
function readStart(file: string): Buffer | null {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    // The capture is still found by its target and headers.
    return null;
  }
  try {
    const bytes = Buffer.alloc(READ_BYTES + 1);
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(handle);
  }
}

function textOf(sent: Buffer, headers: readonly HeaderPair[]): string | undefined {
  const coding = headerValue(headers, 'content-encoding');
  const coded = codings(coding).length > 0;
  if (coded && sent.length > READ_BYTES) return undefined;
  const bytes = coded ? decodeSmall(sent, coding, DECODED_BYTES) : sent;
  if (!bytes || bytes.subarray(0, PROBE_BYTES).includes(0)) return undefined;
  const type = headerValue(headers, 'content-type') ?? '';
  return decoderFor(type).decode(bytes.subarray(0, READ_BYTES));
}

function decoderFor(contentType: string): { decode: (bytes: Uint8Array) => string } {
  const label = /charset="?([\w:-]+)/i.exec(contentType)?.[1];
  try {
    return new TextDecoder(label ?? 'utf-8');
  } catch {
    // A charset nobody knows: most likely UTF-8 all the same.
    return new TextDecoder();
  }
}
