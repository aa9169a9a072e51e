/** What a pasted command line was written for. */
export type Shell = 'bash' | 'cmd' | 'powershell';

/** Words as bytes, one character each (latin1); or why the text is not one plain command. */
export type ShellWords = { words: string[] } | { problem: string };

/** UTF-8 bytes of a text, one character each. */
export function utf8Bytes(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** Tells the shells apart by how they go on in the next line, and by cmd's escaped quotes. */
export function shellOf(text: string): Shell {
  if (/\^"|\^[ \t]*\r?\n/.test(text)) return 'cmd';
  return /`[ \t]*\r?\n|^\s*curl\.exe\b|''/.test(text) && !/\\[ \t]*\r?\n|\$'/.test(text)
    ? 'powershell'
    : 'bash';
}

export function shellWords(text: string, shell: Shell): ShellWords {
  const source = text.replaceAll('\r\n', '\n');
  if (shell === 'cmd') return cmdWords(source);
  return shell === 'powershell' ? powershellWords(source) : bashWords(source);
}

/** Collects words: a quote begins one even where nothing is in it. */
function collect() {
  const words: string[] = [];
  let word: string | null = null;
  return {
    add(bytes: string): void {
      word = (word ?? '') + bytes;
    },
    begin(): void {
      word ??= '';
    },
    end(): void {
      if (word !== null) words.push(word);
      word = null;
    },
    words,
  };
}

const OPEN_QUOTE = { problem: 'A quote is not closed.' };
const replaced = (what: string) => ({
  problem: `The shell would replace ${what}. Write its value instead.`,
});

/** What ends a command for a shell: a pipe, a redirection, a second command. */
const isEnd = (char: string): boolean => '|;&<>\n'.includes(char);

/** Reads as bash does, without running anything: what it would look up is refused. */
function bashWords(text: string): ShellWords {
  const out = collect();
  let i = 0;
  while (i < text.length) {
    const char = text[i] ?? '';
    const rest = text.slice(i);
    if (rest.startsWith('\\\n')) i += 2;
    else if (char === ' ' || char === '\t') {
      out.end();
      i += 1;
    } else if (isEnd(char)) break;
    else if (char === '\\') {
      out.add(utf8Bytes(pointAt(text, i + 1)));
      i += 1 + pointAt(text, i + 1).length;
    } else if (char === "'") {
      const end = text.indexOf("'", i + 1);
      if (end < 0) return OPEN_QUOTE;
      out.add(utf8Bytes(text.slice(i + 1, end)));
      i = end + 1;
    } else if (rest.startsWith("$'")) {
      const read = ansiQuoted(text, i + 2);
      if (read === null) return OPEN_QUOTE;
      out.add(read.bytes);
      i = read.next;
    } else if (char === '"') {
      const read = doubleQuoted(text, i + 1);
      if ('problem' in read) return read;
      out.add(read.bytes);
      i = read.next;
    } else if (/^\$[\w{(]/.test(rest) || char === '`') {
      return replaced(/^\$\w+/.exec(rest)?.[0] ?? (char === '`' ? '`…`' : '$…'));
    } else {
      const point = pointAt(text, i);
      out.add(utf8Bytes(point));
      i += point.length;
    }
  }
  out.end();
  return { words: out.words };
}

const pointAt = (text: string, i: number): string =>
  i < text.length ? String.fromCodePoint(text.codePointAt(i) ?? 0) : '';

function doubleQuoted(
  text: string,
  from: number,
): { bytes: string; next: number } | { problem: string } {
  let read = '';
  for (let i = from; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char === '"') return { bytes: utf8Bytes(read), next: i + 1 };
    if (char === '`') return replaced('`…`');
    if (char === '$' && /[\w{(]/.test(text[i + 1] ?? '')) {
      return replaced(/^\$\w+/.exec(text.slice(i))?.[0] ?? '$…');
    }
    if (char === '\\' && '\\"$`\n'.includes(text[i + 1] ?? ' ')) {
      i += 1;
      if (text[i] !== '\n') read += text[i];
    } else read += char;
  }
  return OPEN_QUOTE;
}

const ANSI: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** `$'…'` of bash: bytes by number, characters by code point. */
function ansiQuoted(text: string, from: number): { bytes: string; next: number } | null {
  let bytes = '';
  let i = from;
  while (i < text.length) {
    const char = text[i] ?? '';
    if (char === "'") return { bytes, next: i + 1 };
    if (char !== '\\') {
      const point = pointAt(text, i);
      bytes += utf8Bytes(point);
      i += point.length;
      continue;
    }
    const rest = text.slice(i + 1, i + 10);
    const hex = /^x([\da-fA-F]{1,2})/.exec(rest);
    const octal = /^[0-7]{1,3}/.exec(rest);
    const point = /^(?:u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8}))/.exec(rest);
    if (hex) bytes += String.fromCharCode(Number.parseInt(hex[1] ?? '0', 16));
    else if (octal) bytes += String.fromCharCode(Number.parseInt(octal[0], 8) & 0xff);
    else if (point) {
      const code = Number.parseInt(point[1] ?? point[2] ?? '0', 16);
      bytes += utf8Bytes(code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code));
    } else {
      const next = pointAt(text, i + 1);
      bytes += ANSI[next] ?? utf8Bytes('\\\'"?'.includes(next) ? next : `\\${next}`);
      i += 1 + next.length;
      continue;
    }
    i += 1 + (hex ?? octal ?? point ?? [''])[0].length;
  }
  return null;
}

/**
 * Two readers in turn: cmd takes its carets away outside of quotes, then the program splits what is left,
 * where backslashes count before a quote only.
 */
function cmdWords(text: string): ShellWords {
  let line = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (!quoted && char === '^') {
      i += 1;
      // The line goes on; the first character of the next one is taken as it is.
      if (text[i] === '\n') i += 1;
      line += text[i] ?? '';
    } else if (!quoted && isEnd(char)) break;
    else {
      if (char === '"') quoted = !quoted;
      line += char;
    }
  }
  const out = collect();
  let inQuotes = false;
  for (let i = 0; i < line.length; i += 1) {
    const slashes = /^\\*/.exec(line.slice(i))?.[0].length ?? 0;
    if (slashes > 0) {
      const beforeQuote = line[i + slashes] === '"';
      out.add('\\'.repeat(beforeQuote ? Math.floor(slashes / 2) : slashes));
      i += slashes - 1;
      if (beforeQuote && slashes % 2 === 1) {
        out.add('"');
        i += 1;
      }
      continue;
    }
    const point = pointAt(line, i);
    if (point === '"') {
      out.begin();
      if (inQuotes && line[i + 1] === '"') {
        out.add('"');
        i += 1;
      } else inQuotes = !inQuotes;
    } else if (!inQuotes && /[ \t\n]/.test(point)) out.end();
    else {
      out.add(utf8Bytes(point));
      i += point.length - 1;
    }
  }
  if (inQuotes) return OPEN_QUOTE;
  out.end();
  return { words: out.words };
}

const BACKTICK: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Quotes are doubled inside of themselves; a backtick escapes, and goes on in the next line. */
function powershellWords(text: string): ShellWords {
  const out = collect();
  let i = 0;
  while (i < text.length) {
    const char = text[i] ?? '';
    if (char === '`') {
      if (text[i + 1] !== '\n') out.add(utf8Bytes(pointAt(text, i + 1)));
      i += 1 + Math.max(1, pointAt(text, i + 1).length);
    } else if (char === ' ' || char === '\t') {
      out.end();
      i += 1;
    } else if (isEnd(char)) break;
    else if (char === "'" || char === '"') {
      const read = powershellQuoted(text, i + 1, char);
      if ('problem' in read) return read;
      out.add(utf8Bytes(read.text));
      i = read.next;
    } else if (char === '$' && /[\w{(]/.test(text[i + 1] ?? '')) {
      return replaced(/^\$\w+/.exec(text.slice(i))?.[0] ?? '$…');
    } else {
      const point = pointAt(text, i);
      out.add(utf8Bytes(point));
      i += point.length;
    }
  }
  out.end();
  return { words: out.words };
}

function powershellQuoted(
  text: string,
  from: number,
  quote: string,
): { text: string; next: number } | { problem: string } {
  let read = '';
  for (let i = from; i < text.length; i += 1) {
    const char = text[i] ?? '';
    const next = text[i + 1] ?? '';
    // Before 7.3 a quote for a program needs a backslash of its own.
    if (char === '\\' && next === '"' && (quote === "'" || text[i + 2] === '"')) {
      read += '"';
      i += quote === "'" ? 1 : 2;
    } else if (char === quote && next === quote) {
      read += quote;
      i += 1;
    } else if (char === quote) return { text: read, next: i + 1 };
    else if (quote === '"' && char === '`') {
      read += BACKTICK[next] ?? next;
      i += 1;
    } else if (quote === '"' && char === '$' && /[\w{(]/.test(next)) {
      return replaced(/^\$\w+/.exec(text.slice(i))?.[0] ?? '$…');
    } else read += char;
  }
  return OPEN_QUOTE;
}
