import { Unreadable } from '../../formats/entry.ts';

/** One command of a text: its words, one character a byte; or why it has none that are known. */
export type Words = string[] | { problem: string };

const NAMED: Readonly<Record<string, string>> = {
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
const utf8 = (code: number): string =>
  code > 0x10ffff ? '' : Buffer.from(String.fromCodePoint(code), 'utf8').toString('latin1');

/** A shell would put something else in here, and nothing of a file is ever run. */
export const needsShell = (what: string): string =>
  `It uses ${what.slice(0, 40)}, which only a shell can fill in. Write the value itself.`;

/** Gathers the words of commands. */
export function openWords() {
  const commands: Words[] = [];
  let words: string[] = [];
  let word: string | null = null;
  let problem: string | null = null;
  const endWord = (): void => {
    if (word !== null) words.push(word);
    word = null;
  };
  return {
    add(text: string): void {
      word = (word ?? '') + text;
    },
    get inWord(): boolean {
      return word !== null;
    },
    endWord,
    endCommand(): void {
      endWord();
      if (problem !== null) commands.push({ problem });
      else if (words.length > 0) commands.push(words);
      words = [];
      problem = null;
    },
    refuse(why: string): void {
      problem ??= why;
    },
    commands,
  };
}

/**
 * Commands of a POSIX shell, with the quotes of bash: `'…'`, `"…"`, `$'…'`. Nothing is expanded.
 *
 * @param text one character a byte.
 * @throws Unreadable for a quote that does not end
 */
export function posixWords(text: string): Words[] {
  const out = openWords();
  let at = 0;
  const dollar = (): void => {
    const what = /^\$(?:\w+|\{[^}]*\}?|\([^)]*\)?|[@*#?!$-])/.exec(text.slice(at, at + 100));
    if (what === null) out.add('$');
    else out.refuse(needsShell(what[0]));
    at += what === null ? 1 : what[0].length;
  };
  while (at < text.length) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (char === '\\') {
      if (next === '\n') at += 2;
      else if (next === '\r' && text[at + 2] === '\n') at += 3;
      else {
        out.add(next);
        at += 2;
      }
    } else if (char === "'") {
      const end = endOf(text, at + 1, "'");
      out.add(text.slice(at + 1, end));
      at = end + 1;
    } else if (char === '"' || (char === '$' && next === '"')) {
      at += char === '"' ? 1 : 2;
      out.add('');
      while (text[at] !== '"') {
        if (at >= text.length) throw unended('"');
        const [here, after] = [text[at] ?? '', text[at + 1] ?? ''];
        if (here === '\\' && '$`"\\\n'.includes(after) && after !== '') {
          if (after !== '\n') out.add(after);
          at += 2;
        } else if (here === '$') dollar();
        else {
          if (here === '`') out.refuse(needsShell('`…`'));
          out.add(here);
          at += 1;
        }
      }
      at += 1;
    } else if (char === '$' && next === "'") {
      at = ansiC(text, at + 2, out.add);
    } else if (char === '$') dollar();
    else if (char === '`') {
      out.refuse(needsShell('`…`'));
      at += 1;
    } else if (char === '#' && !out.inWord) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if ('\n;&|()<>'.includes(char)) {
      // What it is piped to, or written to, is no part of the request; words after it are no curl.
      out.endCommand();
      at += 1;
    } else if (' \t\r'.includes(char)) {
      out.endWord();
      at += 1;
    } else {
      out.add(char);
      at += 1;
    }
  }
  out.endCommand();
  return out.commands;
}

const unended = (quote: string): Unreadable =>
  new Unreadable(`A quote (${quote}) does not end: the text was cut off.`);

function endOf(text: string, from: number, quote: string): number {
  const end = text.indexOf(quote, from);
  if (end < 0) throw unended(quote);
  return end;
}

/** `$'…'` of bash. @returns the place behind it. */
function ansiC(text: string, from: number, add: (text: string) => void): number {
  let at = from;
  add('');
  while (text[at] !== "'") {
    if (at >= text.length) throw unended("$'");
    if (text[at] !== '\\') {
      add(text[at] ?? '');
      at += 1;
      continue;
    }
    const rest = text.slice(at + 1, at + 12);
    const hex = /^x([0-9a-f]{1,2})|^u([0-9a-f]{1,4})|^U([0-9a-f]{1,8})/i.exec(rest);
    const octal = /^[0-7]{1,3}/.exec(rest);
    if (hex !== null && rest[0] !== 'X') {
      const [whole, byte, short, long] = hex;
      add(
        byte === undefined
          ? utf8(Number.parseInt(short ?? long ?? '0', 16))
          : String.fromCharCode(Number.parseInt(byte, 16)),
      );
      at += 1 + whole.length;
    } else if (octal !== null) {
      add(String.fromCharCode(Number.parseInt(octal[0], 8) & 0xff));
      at += 1 + octal[0].length;
    } else if (rest[0] === 'c' && rest.length > 1) {
      add(String.fromCharCode(rest.charCodeAt(1) & 0x1f));
      at += 3;
    } else {
      const named = NAMED[rest[0] ?? ''];
      add(named ?? ('\'"\\?'.includes(rest[0] ?? ' ') ? (rest[0] ?? '') : `\\${rest[0] ?? ''}`));
      at += 2;
    }
  }
  return at + 1;
}
