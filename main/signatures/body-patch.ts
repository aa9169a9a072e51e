/**
 * Replaces the value at a path of a JSON body and keeps every other byte. Members on the way must be
 * there. null where they are not, or where the body is no JSON.
 *
 * @param written the new value, as JSON
 */
export function patchJson(
  body: Uint8Array,
  path: readonly (string | number)[],
  written: string,
): Uint8Array | null {
  const span = findValue(Buffer.from(body).toString('latin1'), path);
  if (span === null) return null;
  const { from, to } = span;
  return Buffer.concat([body.subarray(0, from), Buffer.from(written), body.subarray(to)]);
}

interface Span {
  from: number;
  to: number;
}

/** Walks the text as latin1, so that positions are those of bytes. */
function findValue(text: string, path: readonly (string | number)[]): Span | null {
  try {
    JSON.parse(
      Buffer.from(text, 'latin1')
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    );
  } catch {
    return null;
  }
  let at = skipSpace(text, text.startsWith('\u00EF\u00BB\u00BF') ? 3 : 0);
  for (const step of path) {
    const inside = typeof step === 'number' ? findItem(text, at, step) : findMember(text, at, step);
    if (inside === null) return null;
    at = inside;
  }
  return { from: at, to: endOf(text, at) };
}

// The text is JSON by now: the walk may trust its shape.

function skipSpace(text: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(text[at] ?? 'x')) at += 1;
  return at;
}

/** Where the value that begins at `from` ends. */
function endOf(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return endOfString(text, from);
  if (first !== '{' && first !== '[') {
    const end = text.slice(from).search(/[,\]}\s]/);
    return end < 0 ? text.length : from + end;
  }
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at) - 1;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Start of a member's value; of several with one name the last, which is the one parsers keep. */
function findMember(text: string, from: number, name: string): number | null {
  if (text[from] !== '{') return null;
  let found: number | null = null;
  let at = skipSpace(text, from + 1);
  while (text[at] === '"') {
    const end = endOfString(text, at);
    const key: unknown = JSON.parse(Buffer.from(text.slice(at, end), 'latin1').toString('utf8'));
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (key === name) found = value;
    at = nextEntry(text, value);
  }
  return found;
}

function findItem(text: string, from: number, index: number): number | null {
  if (text[from] !== '[') return null;
  let at = skipSpace(text, from + 1);
  for (let i = 0; i < index; i += 1) {
    if (text[at] === ']' || at >= text.length) return null;
    at = nextEntry(text, at);
  }
  return text[at] === ']' || at >= text.length ? null : at;
}

/** After the value at `from`: where the next entry begins, or the closing bracket. */
function nextEntry(text: string, from: number): number {
  const at = skipSpace(text, endOf(text, from));
  return text[at] === ',' ? skipSpace(text, at + 1) : at;
}
