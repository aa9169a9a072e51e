import { latin1Of } from './latin1.ts';
import { parseMediaType } from './media-type.ts';
import type { Told } from './told.ts';

/** RFC 2046 allows 70; senders that use more are still read. */
export const LONGEST_BOUNDARY = 256;

/**
 * The boundary of a multipart body that nothing declares: `--token` on its first line, and a header
 * of a part on the next. null for all else.
 */
export function firstBoundary(bytes: Uint8Array): string | null {
  if (bytes[0] !== 0x2d || bytes[1] !== 0x2d) return null;
  const head = latin1Of(bytes, 0, Math.min(bytes.length, 2 * LONGEST_BOUNDARY));
  return /^--([\w'()+,./:=? -]{1,255}?)[ \t]*\r?\nContent-[\w-]+:/i.exec(head)?.[1] ?? null;
}

/** The boundary that Content-Type names, else the one on the first line. */
export function boundaryOf(bytes: Uint8Array, told: Told): string | null {
  const named = parseMediaType(told.contentType).parameters.get('boundary') ?? '';
  return named === '' ? firstBoundary(bytes) : named;
}
