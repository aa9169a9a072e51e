import { type Command, gather, unended } from '../words.ts';

type Out = ReturnType<typeof gather>;

/**
 * Commands of cmd.exe, read twice: it takes `^` away and ends commands; curl then parts what is left into words by
 * the rules of the C runtime. `%NAME%` is left as it stands: what is no variable stays so there, too.
 *
 * @param text one character a byte
 */
export function cmdCommands(text: string): Command[] {
  const out = gather();
  for (const line of linesOf(text)) {
    addWords(line, out);
    out.endCommand();
  }
  return out.commands;
}

function linesOf(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  let inQuotes = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '^' && !inQuotes) {
      const [bytes, next] = behindCaret(text, at + 1);
      line += bytes;
      at = next - 1;
    } else if (char === '\n' || (!inQuotes && '&|<>'.includes(char))) {
      lines.push(line);
      line = '';
      inQuotes = false;
    } else if (char !== '\r') {
      if (char === '"') inQuotes = !inQuotes;
      line += char;
    }
  }
  lines.push(line);
  return lines;
}

/** The sign that stands for itself behind a caret, and the place after it. A line end goes on to the next line's first. */
function behindCaret(text: string, from: number): [string, number] {
  const afterLineEnd = (at: number): number =>
    text[at] === '\n' ? at + 1 : text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at;
  const at = afterLineEnd(from);
  const next = at === from ? from : afterLineEnd(at);
  if (next !== at) return ['\n', next];
  return [text[at] ?? '', at + 1];
}

/** Words as the C runtime of Windows parts a command line: backslashes count before a quote only. */
function addWords(line: string, out: Out): void {
  let inQuotes = false;
  for (let at = 0; at < line.length; at += 1) {
    const from = at;
    while (line[at] === '\\') at += 1;
    const slashes = at - from;
    const char = line[at] ?? '';
    if (slashes > 0) out.add('\\'.repeat(char === '"' ? Math.floor(slashes / 2) : slashes));
    if (char === '"' && slashes % 2 === 1) out.add('"');
    else if (char === '"' && inQuotes && line[at + 1] === '"') {
      out.add('"');
      at += 1;
    } else if (char === '"') {
      out.add('');
      inQuotes = !inQuotes;
    } else if (!inQuotes && (char === ' ' || char === '\t' || char === '\n')) out.endWord();
    else if (char !== '') out.add(char);
  }
  if (inQuotes) unended({ out }, '"');
}
