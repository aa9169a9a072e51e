export interface TextPiece {
  text: string;
  /** Null for text shown as it is; else what the character is, for a tooltip and a reader. */
  mark: string | null;
}

const NAMES: Readonly<Record<number, string>> = {
  0x00: 'null',
  0x07: 'bell',
  0x08: 'backspace',
  0x09: 'tab',
  0x0a: 'line feed',
  0x0d: 'carriage return',
  0x1b: 'escape',
  0x7f: 'delete',
  0xad: 'soft hyphen',
  0x61c: 'Arabic letter mark',
  0x180e: 'Mongolian vowel separator',
  0x200b: 'zero width space',
  0x200c: 'zero width non-joiner',
  0x200d: 'zero width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'pop directional formatting',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2060: 'word joiner',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first strong isolate',
  0x2069: 'pop directional isolate',
  0x3164: 'Hangul filler',
  0xfeff: 'byte order mark',
  0xfffd: 'replacement character',
};

// Everything that draws nothing or moves what is drawn around it: controls, format characters
// (the bidi overrides among them), separators other than the space, private tags, lone
// surrogates, and letters that are blank by design. A joiner between emoji is left alone.
const HIDDEN =
  /(?<!\p{Extended_Pictographic}|\uFE0F|\p{Emoji_Modifier})\u200D|[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0\uFFFC\uFFFD]|\u034F|\u17B4|\u17B5|(?!\u200D)\p{Cf}|[\u{E0000}-\u{E00FF}]|[\u{E01F0}-\u{E0FFF}]|[\u{E0100}-\u{E01EF}]/gu;
const MAYBE_HIDDEN = /[^\x20-\x7E]/;

function nameOf(code: number): string {
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  const name = NAMES[code];
  return name ? `U+${hex} ${name}` : `U+${hex} invisible or control character`;
}

const ESCAPES: Readonly<Record<number, string>> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r' };

/** Escapes as code has them: many monospace fonts lack the control pictures of Unicode. */
function standInFor(code: number): string {
  if (code === 0xfffd) return '\uFFFD';
  const hex = code.toString(16);
  if (code < 0x80) return ESCAPES[code] ?? `\\x${hex.padStart(2, '0')}`;
  return `U+${hex.toUpperCase().padStart(4, '0')}`;
}

/**
 * Splits text so that no character can hide or reorder others: each control, bidi and zero-width
 * character becomes a piece of its own with a visible stand-in.
 */
export function visiblePieces(text: string): TextPiece[] {
  if (!MAYBE_HIDDEN.test(text)) return text === '' ? [] : [{ text, mark: null }];
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), mark: null });
    const code = match[0].codePointAt(0) ?? 0;
    pieces.push({ text: standInFor(code), mark: nameOf(code) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), mark: null });
  return pieces;
}
