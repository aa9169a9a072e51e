export interface Item {
  from: number;
  to: number;
  /** Without quotes and escapes. */
  text: string;
  quoted: boolean;
  /** The quote was never closed. */
  open: boolean;
  /** Written as `=text` or `="text"`: the whole value, where a part would do. */
  whole: boolean;
}

/** A word, a quoted phrase, or `name:` with the items behind it. Offsets in UTF-16 units. */
export interface Lexeme {
  from: number;
  to: number;
  negated: boolean;
  name: { from: number; to: number; text: string } | null;
  /** At least one; the last may be empty. */
  items: Item[];
}

const SPACE = /\s/;
// A name may have quoted pieces, for keys with spaces or colons: body."weird key".x
const NAME = /([A-Za-z][\w-]*(?:\.(?:"(?:[^"\\]|\\[^])*"|[^\s:"])*)?):(?!\/\/)/y;

/** Fields that look for a part of their value. Elsewhere a leading `=` is part of the text. */
const PARTIAL = /^(?:path|type|note|event|version)$/i;

/** Splits a query. Never fails: every character that is not a space belongs to one lexeme. */
export function lex(text: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  let i = 0;
  for (;;) {
    while (i < text.length && SPACE.test(text.charAt(i))) i += 1;
    if (i >= text.length) return lexemes;
    const lexeme = readLexeme(text, i);
    lexemes.push(lexeme);
    i = lexeme.to;
  }
}

function readLexeme(text: string, from: number): Lexeme {
  const next = text.charAt(from + 1);
  const negated = text.charAt(from) === '-' && next !== '' && !SPACE.test(next);
  const start = negated ? from + 1 : from;
  if (text.charAt(start) === '"') {
    const item = readQuoted(text, start);
    // "foo ba"* : the star belongs to the phrase.
    const to = text.charAt(item.to) === '*' ? item.to + 1 : item.to;
    return { from, to, negated, name: null, items: [item] };
  }
  NAME.lastIndex = start;
  const name = NAME.exec(text)?.[1];
  if (name === undefined) {
    const item = readBare(text, start, false);
    return { from, to: item.to, negated, name: null, items: [item] };
  }
  const items = readItems(text, start + name.length + 1, PARTIAL.test(name));
  return {
    from,
    to: items.at(-1)?.to ?? start + name.length + 1,
    negated,
    name: { from: start, to: start + name.length, text: unquoteName(name) },
    items,
  };
}

function readItems(text: string, from: number, partial: boolean): Item[] {
  const items: Item[] = [];
  let i = from;
  for (;;) {
    const whole = partial && text.charAt(i) === '=';
    const start = whole ? i + 1 : i;
    const item = text.charAt(start) === '"' ? readQuoted(text, start) : readBare(text, start, true);
    items.push({ ...item, from: i, whole });
    if (text.charAt(item.to) !== ',') return items;
    i = item.to + 1;
  }
}

function readBare(text: string, from: number, stopAtComma: boolean): Item {
  let to = from;
  while (to < text.length) {
    const char = text.charAt(to);
    if (SPACE.test(char) || (stopAtComma && char === ',')) break;
    to += 1;
  }
  return { from, to, text: text.slice(from, to), quoted: false, open: false, whole: false };
}

function readQuoted(text: string, from: number): Item {
  let value = '';
  for (let i = from + 1; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === '"')
      return { from, to: i + 1, text: value, quoted: true, open: false, whole: false };
    const escaped = char === '\\' && /["\\]/.test(text.charAt(i + 1));
    if (escaped) i += 1;
    value += text.charAt(i);
  }
  return { from, to: text.length, text: value, quoted: true, open: true, whole: false };
}

function unquoteName(name: string): string {
  return name.replace(/"((?:[^"\\]|\\[^])*)"/g, (_, inner: string) =>
    inner.replace(/\\(["\\])/g, '$1'),
  );
}

/** Writes a value so that the search reads it back as it is, quoted where it must be. */
export function quoteValue(value: string): string {
  if (/^[^\s",*<>=\\][^\s",*\\]*$/.test(value) && !value.includes('..')) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Writes a field name so that the search reads it back as it is. */
export function quoteName(name: string): string {
  return name
    .split('.')
    .map((part) => (/[\s:"]/.test(part) ? `"${part.replace(/["\\]/g, '\\$&')}"` : part))
    .join('.');
}
