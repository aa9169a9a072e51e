import { formatHex, parseHex } from '../../wire/hex-text.ts';

/** Bodies above these open no editor: they are sent as captured. */
export const TEXT_LIMIT_BYTES = 8_000_000;
const HEX_LIMIT_BYTES = 512_000;

/** A body as one edits it. `kept` is too large to edit and always goes as captured. */
export type EditBody =
  | { kind: 'text'; text: string }
  | { kind: 'hex'; text: string }
  | { kind: 'kept'; sizeBytes: number };

/** Bytes as text where they are UTF-8, else as hex. */
export function openBody(bytes: Uint8Array): EditBody {
  if (bytes.length > TEXT_LIMIT_BYTES) return { kind: 'kept', sizeBytes: bytes.length };
  const text = decodeUtf8(bytes);
  if (text !== null) return { kind: 'text', text };
  if (bytes.length > HEX_LIMIT_BYTES) return { kind: 'kept', sizeBytes: bytes.length };
  return { kind: 'hex', text: formatHex(bytes) };
}

/** Null where the bytes are not UTF-8. A byte order mark stays in the text. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The decoder only throws for bytes that are not UTF-8.
    return null;
  }
}

export interface BodyProblem {
  from: number;
  to: number;
  message: string;
}

export type ReadBody =
  | { ok: true; bytes: Uint8Array<ArrayBuffer> }
  | { ok: true; bytes: null }
  | { ok: false; problem: BodyProblem };

/** The bytes an edited body stands for; null bytes mean those captured. */
export function readBody(body: EditBody): ReadBody {
  if (body.kind === 'kept') return { ok: true, bytes: null };
  if (body.kind === 'text') return { ok: true, bytes: new TextEncoder().encode(body.text) };
  const read = parseHex(body.text);
  if (read.ok) return { ok: true, bytes: read.bytes };
  return { ok: false, problem: { from: read.from, to: read.to, message: read.message } };
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
