import { closeSync, openSync, readSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { headerValue } from '../../../lib/headers.ts';
import { packedAs } from '../../../decode/magic.ts';
import { readBody } from '../../../decode/reading.ts';
import { codings, unpackSmall } from '../../../lib/content-codings.ts';
import { unpack } from '../../../store/packed.ts';
import type { Content } from './index-content.ts';

interface Row {
  target: string;
  endpoint_id: string | null;
  headers: string;
  body: Buffer | null;
  packed: Buffer | null;
  body_file: string | null;
}

/** Of a body as sent, this much is read; of one that is coded, more than this is left alone. */
const READ_BYTES = 1024 * 1024;
const DECODED_BYTES = 4 * READ_BYTES;

/**
 * Reads what of a capture is searched; undefined if it is gone. Packed bodies above 1 MiB or
 * that unpack to above 4 MiB are searched by target and headers only.
 *
 * @param bodyPath where the file of a body is, by its name.
 * @param charsetAt the charset that a person chose for an endpoint.
 */
export function openContentReader(
  db: Database,
  bodyPath: (file: string) => string,
  charsetAt: (endpointId: string | null) => string | null,
) {
  const select = db.prepare<[number], Row>(`
    SELECT c.target, c.endpoint_id, k.headers, k.body, k.packed, k.body_file
      FROM captures c JOIN capture_contents k ON k.capture_id = c.id WHERE c.id = +?`);

  return (id: number): Content | undefined => {
    const row = select.get(id);
    if (!row) return undefined;
    const headers = JSON.parse(row.headers) as HeaderPair[];
    const inline = row.body ?? unpack(row.packed);
    const sent = row.body_file === null ? inline : readStart(bodyPath(row.body_file));
    const chosen = charsetAt(row.endpoint_id);
    const plain = sent ? plainOf(sent, headers) : undefined;
    const contentType = headerValue(headers, 'content-type');
    const body = plain && readBody(plain, { contentType, chosen });
    return { target: row.target, headers, body, chosen };
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

/** The body with its codings undone, as far as it is searched; undefined where it is left alone. */
function plainOf(sent: Buffer, headers: readonly HeaderPair[]): Buffer | undefined {
  const coding = headerValue(headers, 'content-encoding');
  const coded = codings(coding).length > 0 || packedAs(sent) !== null;
  if (!coded) return sent.subarray(0, READ_BYTES);
  if (sent.length > READ_BYTES) return undefined;
  return unpackSmall(sent, coding, DECODED_BYTES)?.subarray(0, READ_BYTES);
}
