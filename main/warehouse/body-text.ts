import { codings, decodeBody } from '../lib/content-codings.ts';
import { readShape, type Shape } from './json/read-records.ts';
import { JsonMistake } from './json/scan.ts';

/** A request body has to stay below this, as sent and with its codings undone. Decimal: 20 MB. */
export const MAX_BODY_BYTES = 20_000_000;
export const MAX_RECORDS = 20_000;

export type BodyFault =
  | { ok: false; why: 'too-large'; sizeBytes: number }
  | { ok: false; why: 'malformed'; message: string }
  | { ok: false; why: 'not-records' }
  | { ok: false; why: 'too-many-records' };

/** The text of a body: codings undone, UTF-8 without its mark. */
export async function bodyText(
  bytes: Buffer,
  contentEncoding: string | undefined,
): Promise<{ ok: true; text: string } | BodyFault> {
  if (bytes.length >= MAX_BODY_BYTES) {
    return { ok: false, why: 'too-large', sizeBytes: bytes.length };
  }
  let plain = bytes;
  if (codings(contentEncoding).length > 0) {
    const decoded = await decodeBody(bytes, contentEncoding, MAX_BODY_BYTES);
    if (decoded.cut || decoded.bytes.length >= MAX_BODY_BYTES) {
      return { ok: false, why: 'too-large', sizeBytes: decoded.bytes.length };
    }
    if (decoded.problem !== null) {
      return { ok: false, why: 'malformed', message: decoded.problem };
    }
    plain = decoded.bytes;
  }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(plain) };
  } catch {
    return { ok: false, why: 'malformed', message: 'The body is not UTF-8.' };
  }
}

/** Whether a body can be taken, and what it holds. */
export async function checkBody(
  bytes: Buffer,
  contentEncoding: string | undefined,
): Promise<{ ok: true; shape: Shape } | BodyFault> {
  const body = await bodyText(bytes, contentEncoding);
  if (!body.ok) return body;
  if (body.text.trim() === '') {
    return { ok: false, why: 'malformed', message: 'The body is empty.' };
  }
  try {
    const shape = readShape(body.text);
    if (shape.root === 'scalar') return { ok: false, why: 'not-records' };
    if (shape.records > MAX_RECORDS) return { ok: false, why: 'too-many-records' };
    return { ok: true, shape };
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error;
    return { ok: false, why: 'malformed', message: error.message };
  }
}
