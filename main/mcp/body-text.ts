import type { Portable } from '../interchange/portable.ts';
import { readBody } from '../decode/reading.ts';
import { decodeText } from '../decode/charsets/charset.ts';
import { unpackBody } from '../lib/content-codings.ts';
import { headerValue } from '../lib/headers.ts';

/** Of a body that is packed, so much is looked at. */
const UNPACKED_BYTES = 32 * 1024 * 1024;

export interface BodyText {
  /** json, form, text, binary … */
  kind: string;
  encoding: 'text' | 'base64';
  text: string;
  /** Why it could not be unpacked whole. */
  problem: string | null;
}

/** A body as text, its codings undone; what is no text as Base64. */
export async function bodyText(headers: Portable['headers'], bytes: Uint8Array): Promise<BodyText> {
  const coding = headerValue(headers, 'content-encoding');
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unpacked = await unpackBody(packed, coding, UNPACKED_BYTES);
  const told = { contentType: headerValue(headers, 'content-type') };
  const kind = readBody(unpacked.bytes, told).kind();
  const { problem } = unpacked;
  if (kind === 'binary' || kind === 'image') {
    const text = Buffer.from(unpacked.bytes).toString('base64');
    return { kind, encoding: 'base64', text, problem };
  }
  return { kind, encoding: 'text', text: decodeText(unpacked.bytes, told).text, problem };
}
