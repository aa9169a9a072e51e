export const BYTES_PER_ROW = 16;

export interface HexRow {
  offset: string;
  /** Two digits each; fewer than a row holds in the last one. */
  bytes: string[];
  /** One printable character per byte, a dot for the others. */
  ascii: string;
}

export function hexRowCount(size: number, perRow = BYTES_PER_ROW): number {
  return Math.ceil(size / perRow);
}

export function hexRow(bytes: Uint8Array, row: number, perRow = BYTES_PER_ROW): HexRow {
  const from = row * perRow;
  const slice = Array.from(bytes.subarray(from, from + perRow));
  return {
    offset: from.toString(16).padStart(8, '0'),
    bytes: slice.map((byte) => byte.toString(16).padStart(2, '0')),
    ascii: slice.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join(''),
  };
}

/** Characters of the digits of a full row: a gap after each byte, a wider one after each eight. */
export function digitsWidth(perRow: number): number {
  return perRow * 3 + Math.ceil(perRow / 8) - 1;
}

/** Characters of a whole row: offset, digits, and each byte as a character, with gaps between. */
const rowWidth = (perRow: number): number => 8 + 2 + digitsWidth(perRow) + 2 + perRow;

/** The most bytes, of rows that are a power of two, that fit into so many characters; at least 4. */
export function bytesThatFit(columns: number): number {
  return [64, 32, 16, 8].find((perRow) => rowWidth(perRow) <= columns) ?? 4;
}

/**
 * Reads an offset as people write it: `4096`, `0x1000`, `1000h`.
 * @returns null when it is none, or lies outside the body.
 */
export function parseOffset(input: string, size: number): number | null {
  const text = input.trim().toLowerCase().replaceAll('_', '');
  const hex = /^0x([0-9a-f]{1,12})$|^([0-9a-f]{1,12})h$/.exec(text);
  const digits = hex?.[1] ?? hex?.[2];
  const offset = digits ? parseInt(digits, 16) : /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  return offset < size ? offset : null;
}
