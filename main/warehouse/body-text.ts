import { decodeText } from '../decode/charsets/charset.ts';
import { isJsonLines, linesOf } from '../decode/json-text.ts';
import { packedAs } from '../decode/magic.ts';
import { isFormType } from '../decode/media-type.ts';
import { readBody, soleJson } from '../decode/reading.ts';
import type { BodyTold } from '../decode/told.ts';
import { codings, unpackBody } from '../lib/content-codings.ts';
import { readShape, type Shape } from './json/read-records.ts';
import { JsonMistake } from '../lib/json/scan.ts';

/** A request body has to stay below this, as sent and with its codings undone. Decimal: 20 MB. */
export const MAX_BODY_BYTES = 20_000_000;
export const MAX_RECORDS = 20_000;

export type BodyFault =
  | { ok: false; why: 'too-large'; sizeBytes: number }
  | { ok: false; why: 'malformed'; message: string }
  | { ok: false; why: 'not-records' }
  | { ok: false; why: 'too-many-records' };

/** The JSON of a body: of several lines that are JSON each, an array of them. */
interface JsonText {
  ok: true;
  text: string;
  /** The lines of newline-delimited JSON; null for one JSON text. */
  lines: string[] | null;
}

/**
 * The JSON text of a body: codings undone, decoded in its charset, without a byte order mark. Of a
 * form or a multipart body, the one field that holds JSON.
 */
export async function bodyText(bytes: Buffer, told: BodyTold): Promise<JsonText | BodyFault> {
  if (bytes.length >= MAX_BODY_BYTES) {
    return { ok: false, why: 'too-large', sizeBytes: bytes.length };
  }
  let plain = bytes;
  if (codings(told.contentEncoding).length > 0 || packedAs(bytes) !== null) {
    const decoded = await unpackBody(bytes, told.contentEncoding, MAX_BODY_BYTES);
    if (decoded.cut || decoded.bytes.length >= MAX_BODY_BYTES) {
      return { ok: false, why: 'too-large', sizeBytes: decoded.bytes.length };
    }
    if (decoded.problem !== null) {
      return { ok: false, why: 'malformed', message: decoded.problem };
    }
    plain = decoded.bytes;
  }
  if (isFormType(told.contentType)) {
    const { kind, fields } = readBody(plain, told);
    if (kind() === 'form' || kind() === 'multipart') return fieldText(soleJson(fields())?.field);
  }
  const { text, charset, valid } = decodeText(plain, told);
  if (!valid) {
    const name = charset === 'utf-8' ? 'UTF-8' : charset;
    return { ok: false, why: 'malformed', message: `The body is not ${name}.` };
  }
  return asJson(text);
}

function fieldText(field: { text: string | null } | undefined): JsonText | BodyFault {
  if (field?.text) return asJson(field.text);
  const message = 'The form has no field that holds JSON, or several.';
  return { ok: false, why: 'malformed', message };
}

function asJson(text: string): JsonText {
  if (!isJsonLines(text)) return { ok: true, text, lines: null };
  const lines = [...linesOf(text)];
  return { ok: true, text: `[${lines.join('\n,')}]`, lines };
}

/** Whether a body can be taken, and what it holds. */
export async function checkBody(
  bytes: Buffer,
  told: BodyTold,
): Promise<{ ok: true; shape: Shape } | BodyFault> {
  const body = await bodyText(bytes, told);
  if (!body.ok) return body;
  if (body.text.trim() === '') {
    return { ok: false, why: 'malformed', message: 'The body is empty.' };
  }
  try {
    const shape = body.lines === null ? readShape(body.text) : shapeOfLines(body.lines);
    if (shape.root === 'scalar') return { ok: false, why: 'not-records' };
    if (shape.records > MAX_RECORDS) return { ok: false, why: 'too-many-records' };
    return { ok: true, shape };
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error;
    return { ok: false, why: 'malformed', message: error.message };
  }
}

/** Each line is read by itself: joined, half of a value could make a whole with the next. */
function shapeOfLines(lines: readonly string[]): Shape {
  for (const [at, line] of lines.entries()) {
    try {
      readShape(line);
    } catch {
      // Once more below the lines before it, so that the mistake names its line.
      readShape('\n'.repeat(at) + line);
    }
  }
  return { root: 'array', records: lines.length };
}
