import type { MarkTone } from '../find/marks.ts';

export interface HexPiece {
  text: string;
  tone: MarkTone | null;
}

/**
 * The digits of a row in pieces of one tone. What parts two bytes belongs to a mark only where the
 * same hit goes on behind it.
 *
 * @param toneOf by the place of the byte in the row.
 */
export function digitPieces(
  digits: readonly string[],
  toneOf: (place: number) => MarkTone | null,
): HexPiece[] {
  const pieces: HexPiece[] = [];
  const add = (text: string, tone: MarkTone | null): void => {
    const last = pieces.at(-1);
    if (last !== undefined && last.tone === tone) last.text += text;
    else pieces.push({ text, tone });
  };
  for (const [place, byte] of digits.entries()) {
    if (place > 0) {
      const goesOn = toneOf(place - 1) === toneOf(place);
      add(place % 8 === 0 ? '  ' : ' ', goesOn ? toneOf(place) : null);
    }
    add(byte, toneOf(place));
  }
  return pieces;
}
