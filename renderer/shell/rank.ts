/**
 * Ranks titles against what was typed: a whole title before a beginning, a beginning of a word, a
 * part, and letters in order. What does not match is left out; equals keep their order.
 */
export function rank<T>(items: readonly T[], typed: string, titleOf: (item: T) => string): T[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return [...items];
  return items
    .map((item, order) => ({ item, order, score: score(titleOf(item).toLowerCase(), wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .map(({ item }) => item);
}

/** From this score on, what was typed is the beginning of a word. */
export const WORD_START = 3;

/** How near a title is to what was typed: 5 the whole, 4 its beginning … 0 not at all. */
export const scoreOf = (title: string, typed: string): number =>
  score(title.toLowerCase(), typed.trim().toLowerCase());

function score(title: string, wanted: string): number {
  if (title === wanted) return 5;
  if (title.startsWith(wanted)) return 4;
  if (title.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return WORD_START;
  if (title.includes(wanted)) return 2;
  return lettersInOrder(title, wanted) ? 1 : 0;
}

function lettersInOrder(title: string, wanted: string): boolean {
  let at = 0;
  for (const letter of wanted.replaceAll(/\s/g, '')) {
    at = title.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
