import type { Answer } from './tool.ts';

/** An answer has so many characters at most, as JSON. */
export const MOST_CHARS = 20_000;

const LISTS = [200, 100, 50, 20, 10, 5, 2, 1] as const;
const TEXTS = [8000, 2000, 600, 200, 80] as const;

export const charsOf = (value: unknown): number => JSON.stringify(value).length;

/**
 * An answer that is short enough: lists are shortened first, then texts. What was left out is said in
 * `shortened`. Tools with pages keep to the size by themselves, so that a next page begins where one ends.
 */
export function fit(answer: Answer): Answer {
  if (charsOf(answer) <= MOST_CHARS) return answer;
  for (const text of TEXTS) {
    for (const list of LISTS) {
      const cut = { ...(shorten(answer, text, list) as Answer), shortened: true };
      if (charsOf(cut) <= MOST_CHARS) return cut;
    }
  }
  return { shortened: true, problem: 'The answer is too long. Ask for less at once.' };
}

function shorten(value: unknown, text: number, list: number): unknown {
  if (typeof value === 'string') {
    return value.length > text ? `${value.slice(0, text)}… (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) return value.slice(0, list).map((one) => shorten(one, text, list));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, shorten(one, text, list)]),
  );
}

/**
 * As much of a text as fits into so many characters of JSON.
 *
 * @returns the excerpt, and where the next one begins; null at the end
 */
export function excerpt(
  text: string,
  offset: number,
  most: number,
  shown: (piece: string) => string,
): { piece: string; nextOffset: number | null } {
  let length = Math.min(most, text.length - offset);
  let piece = shown(text.slice(offset, offset + length));
  while (length > 1 && charsOf(piece) > most) {
    length = Math.max(1, Math.min(length - 1, Math.floor((length * most) / charsOf(piece))));
    piece = shown(text.slice(offset, offset + length));
  }
  // Half of a pair would be shown as an escape, on both sides.
  if (length > 1 && /[\uD800-\uDBFF]$/.test(text.slice(offset, offset + length))) {
    length -= 1;
    piece = shown(text.slice(offset, offset + length));
  }
  const end = offset + Math.max(0, length);
  return { piece, nextOffset: end < text.length ? end : null };
}
