import { Unreadable } from '../../formats/entry.ts';
import { needsShell, openWords, type Words } from './words.ts';

/**
 * Commands of cmd.exe. It takes `^` away first, and ends commands; curl then parts what is left into words by
 * the rules of the C runtime.
 *
 * @param text one character a byte.
 */
export function cmdWords(text: string): Words[] {
  const lines: string[] = [];
  let line = '';
  let inQuotes = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '^' && !inQuotes) {
      at += 1;
      if (text[at] === '\r') at += 1;
      // Behind a line that goes on, the next character stands for itself, a line end too.
      if (text[at] === '\n') {
        if (text[at + 1] === '\r') at += 1;
        if (text[at + 1] === '\n') {
          line += '\n';
          at += 1;
        }
      } else line += text[at] ?? '';
    } else if (char === '\n' || (!inQuotes && '&|'.includes(char))) {
      lines.push(line);
      line = '';
      inQuotes = false;
    } else if (char !== '\r') {
      if (char === '"') inQuotes = !inQuotes;
      line += char;
    }
  }
  lines.push(line);
  return lines.map(runtimeWords).filter((words) => words.length > 0);
}

/** Words as the C runtime of Windows parts a command line. */
function runtimeWords(line: string): string[] {
  const out = openWords();
  let inQuotes = false;
  for (let at = 0; at < line.length;) {
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    const char = line[at + slashes];
    if (slashes > 0 && char === '"') {
      out.add('\\'.repeat(Math.floor(slashes / 2)));
      at += slashes;
      if (slashes % 2 === 1) {
        out.add('"');
        at += 1;
      }
    } else if (slashes > 0) {
      out.add('\\'.repeat(slashes));
      at += slashes;
    } else if (char === '"') {
      if (inQuotes && line[at + 1] === '"') {
        out.add('"');
        at += 1;
      } else {
        out.add('');
        inQuotes = !inQuotes;
      }
      at += 1;
    } else if (!inQuotes && /\s/.test(char ?? '')) {
      out.endWord();
      at += 1;
    } else {
      out.add(char ?? '');
      at += 1;
    }
  }
  out.endCommand();
  const [words] = out.commands;
  return Array.isArray(words) ? words : [];
}

const ESCAPED: Readonly<Record<string, string>> = {
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

/**
 * Commands of PowerShell, where the sign that escapes is a backtick. Nothing is expanded.
 *
 * @param text one character a byte.
 * @throws Unreadable for a quote that does not end
 */
export function powershellWords(text: string): Words[] {
  const out = openWords();
  let at = 0;
  const escape = (): void => {
    const char = text[at + 1] ?? '';
    const isLineEnd = char === '\n' || (char === '\r' && text[at + 2] === '\n');
    if (!isLineEnd) out.add(ESCAPED[char] ?? char);
    at += char === '\r' && isLineEnd ? 3 : 2;
  };
  const dollar = (): void => {
    const what = /^\$(?:[\w:]+|\{[^}]*\}?|\([^)]*\)?)/.exec(text.slice(at, at + 100));
    if (what === null) out.add('$');
    else out.refuse(needsShell(what[0]));
    at += what === null ? 1 : what[0].length;
  };
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '`') escape();
    else if (char === "'" || char === '"') {
      out.add('');
      at += 1;
      for (;;) {
        const here = text[at];
        if (here === undefined) throw new Unreadable(`A quote (${char}) does not end.`);
        if (here === char && text[at + 1] === char) {
          out.add(char);
          at += 2;
        } else if (here === char) break;
        else if (here === '`' && char === '"') escape();
        else if (here === '$' && char === '"') dollar();
        else {
          out.add(here);
          at += 1;
        }
      }
      at += 1;
    } else if (char === '$') dollar();
    else if (char === '#' && !out.inWord) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if ('\n;|&'.includes(char)) {
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
