export interface HexPiece {
  text: string;
  differs: boolean;
}

/** One row of bytes as hex, cut where it begins or ends to differ from the other side. */
export function hexPieces(
  own: Uint8Array,
  other: Uint8Array,
  from: number,
  perRow: number,
): HexPiece[] {
  const pieces: HexPiece[] = [];
  for (let at = from; at < Math.min(own.length, from + perRow); at += 1) {
    const text = `${(own[at] ?? 0).toString(16).padStart(2, '0')} `;
    const differs = own[at] !== other[at];
    const last = pieces.at(-1);
    if (last?.differs === differs) last.text += text;
    else pieces.push({ text, differs });
  }
  return pieces;
}

/**
 * The next row that differs and does not go on from one that does.
 *
 * @param by 1 downwards, -1 upwards; from -1 the first is found.
 * @returns null where there is none
 */
export function firstDifference(
  left: Uint8Array,
  right: Uint8Array,
  where: { from: number; by: 1 | -1; perRow: number; rows: number },
): number | null {
  const { from, by, perRow, rows } = where;
  const differs = (row: number): boolean => {
    for (let at = row * perRow; at < (row + 1) * perRow; at += 1) {
      if (left[at] !== right[at]) return true;
    }
    return false;
  };
  let row = from;
  if (row >= 0) while (row >= 0 && row < rows && differs(row)) row += by;
  else row = by > 0 ? 0 : rows - 1;
  while (row >= 0 && row < rows && !differs(row)) row += by;
  if (row < 0 || row >= rows) return null;
  // Upwards, to where the run begins.
  if (by < 0) while (row > 0 && differs(row - 1)) row -= 1;
  return row;
}
