export const BYTES_PER_ROW = 16;

export interface HexRow {
  offset: string;
  /** Two digits each; fewer than sixteen in the last row. */
  bytes: string[];
  /** One printable character per byte, a dot for the others. */
  ascii: string;
}

export function hexRowCount(size: number): number {
  return Math.ceil(size / BYTES_PER_ROW);
}

export function hexRow(bytes: Uint8Array, row: number): HexRow {
  const from = row * BYTES_PER_ROW;
  const slice = Array.from(bytes.subarray(from, from + BYTES_PER_ROW));
  return {
    offset: from.toString(16).padStart(8, '0'),
    bytes: slice.map((byte) => byte.toString(16).padStart(2, '0')),
    ascii: slice.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join(''),
  };
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
