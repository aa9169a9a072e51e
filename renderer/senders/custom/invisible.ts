/** A piece of a text: as it is, or a sign that stands for a character one cannot see. */
export interface Piece {
  text: string;
  /** What the sign stands for; null for plain text. */
  means: string | null;
}

const SIGNS: Readonly<Record<string, readonly [sign: string, means: string]>> = {
  '\n': ['↵', 'line feed'],
  '\r': ['␍', 'carriage return'],
  '\t': ['⇥', 'tab'],
  '\0': ['␀', 'zero byte'],
  '\u00A0': ['⍽', 'no-break space'],
  '\u200B': ['⟨200B⟩', 'zero-width space'],
  '\u200C': ['⟨200C⟩', 'zero-width non-joiner'],
  '\u200D': ['⟨200D⟩', 'zero-width joiner'],
  '\u2028': ['⟨2028⟩', 'line separator'],
  '\u2029': ['⟨2029⟩', 'paragraph separator'],
  '\uFEFF': ['⟨bom⟩', 'byte order mark'],
};

// Control characters, blanks at an end of a line, and signs without a width or with a special one.
const UNSEEN =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001F\u007F-\u00A0\u200B-\u200F\u2028-\u202E\u2060\uFEFF\uFFFD]| (?=[\r\n]|$)|^ /gu;

/** Cuts a text so that what cannot be seen in it is marked. A line feed stays one, behind its sign. */
export function marked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(UNSEEN)) {
    const [char] = found;
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), means: null });
    const [sign, means] = SIGNS[char] ?? otherSign(char);
    pieces.push({ text: char === '\n' ? `${sign}\n` : sign, means });
    from = found.index + char.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), means: null });
  return pieces;
}

function otherSign(char: string): readonly [string, string] {
  if (char === ' ') return ['·', 'space'];
  if (char === '\uFFFD') return ['\uFFFD', 'bytes that are no UTF-8'];
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return [`⟨${code}⟩`, `U+${code}`];
}

/** Where two texts differ first, counted from 0; null where they are the same. */
export function firstDifference(a: string, b: string): number | null {
  if (a === b) return null;
  const least = Math.min(a.length, b.length);
  for (let at = 0; at < least; at += 1) if (a[at] !== b[at]) return at;
  return least;
}
