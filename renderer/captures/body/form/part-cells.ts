import { decodeText } from '../../../../main/decode/charsets/charset.ts';
import { type Part, partContent, toldOfPart } from '../../../../main/decode/multipart.ts';
import type { Told } from '../../../../main/decode/told.ts';

/** A part as one can look through it: its headers as they stand, then its content as text. */
export const CELLS_PER_PART = 2;

/** What of parts can be looked through. Contents are decoded as their views do it. */
export function partCells(bytes: Uint8Array, parts: readonly Part[], told: Told): string[] {
  return parts.flatMap((part) => [
    part.headers.map((pair) => pair.join(': ')).join('\n'),
    decodeText(partContent(bytes, part), toldOfPart(part, told)).text,
  ]);
}
