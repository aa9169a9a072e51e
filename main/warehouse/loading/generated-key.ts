/** Two hex digits of every byte. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const SEEDS = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;

/** Spreads the bits of a word over all of it, no two words to the same one (finalizer of MurmurHash3). */
function mix(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const byte = (word: number, at: number): string => HEX[(word >>> at) & 0xff] ?? '';

/**
 * The key of a row that has none of its own: a UUID made of its capture and the place of the record
 * in it. A row that is loaded again has the same key. No two rows of a capture share one, as its first
 * word differs; those of two captures have 122 mixed bits. It looks as Stitch's do (version 4), so
 * that whoever checks the form takes it. It is no secret.
 */
export function generatedKey(captureId: number, position: number): string {
  const low = captureId >>> 0;
  const high = Math.floor(captureId / 2 ** 32);
  const word = (seed: number): number => mix(mix(mix(low ^ seed) ^ high) ^ position);
  const a = word(SEEDS[0]);
  const b = (word(SEEDS[1]) & ~0xf000) | 0x4000;
  const c = (word(SEEDS[2]) & 0x3fffffff) | 0x80000000;
  const d = word(SEEDS[3]);
  return `${byte(a, 24)}${byte(a, 16)}${byte(a, 8)}${byte(a, 0)}-${byte(b, 24)}${byte(b, 16)}-${byte(b, 8)}${byte(b, 0)}-${byte(c, 24)}${byte(c, 16)}-${byte(c, 8)}${byte(c, 0)}${byte(d, 24)}${byte(d, 16)}${byte(d, 8)}${byte(d, 0)}`;
}
