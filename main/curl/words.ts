import { named } from './bytes.ts';

/** One command of a text: its words, one character a byte, and why they are not all that it says. */
export interface Command {
  words: string[];
  problem: string | null;
}

/** Gathers the words of commands. */
export function gather() {
  const commands: Command[] = [];
  let words: string[] = [];
  let word: string | null = null;
  let problem: string | null = null;
  const endWord = (): void => {
    if (word !== null) words.push(word);
    word = null;
  };
  return {
    /** A quote with nothing in it begins a word, too. */
    add(bytes: string): void {
      word = (word ?? '') + bytes;
    },
    get inWord(): boolean {
      return word !== null;
    },
    endWord,
    endCommand(): void {
      endWord();
      if (words.length > 0 || problem !== null) commands.push({ words, problem });
      words = [];
      problem = null;
    },
    /** Keeps the first reason. */
    refuse(why: string): void {
      problem ??= why;
    },
    commands,
  };
}

/** A text that is gone through once. */
export interface Scan {
  readonly text: string;
  at: number;
  readonly out: ReturnType<typeof gather>;
}

/** Reads on from a sign that means something to a shell. */
type Step = (scan: Scan) => void;

/** Means nothing to any shell. */
const PLAIN = /[\w.,:/=@%+~-]+/y;

/**
 * Parts a text into commands and their words.
 *
 * @param ends signs that end a command: what it is piped to, or written to, is no part of the request
 * @param steps by the sign that each begins with
 */
export function scanCommands(
  text: string,
  { ends, steps }: { ends: string; steps: Readonly<Record<string, Step>> },
): Command[] {
  const scan: Scan = { text, at: 0, out: gather() };
  const { out } = scan;
  while (scan.at < text.length) {
    const char = text[scan.at] ?? '';
    const step = steps[char];
    if (takeRun(scan, PLAIN)) continue;
    if (step !== undefined) step(scan);
    else if (char === '#' && !out.inWord) toLineEnd(scan);
    else {
      if (ends.includes(char)) out.endCommand();
      else if (' \t\r'.includes(char)) out.endWord();
      else out.add(char);
      scan.at += 1;
    }
  }
  out.endCommand();
  return out.commands;
}

/** Adds what a sticky expression finds here. @returns whether there was anything */
export function takeRun(scan: Scan, pattern: RegExp): boolean {
  pattern.lastIndex = scan.at;
  const run = pattern.exec(scan.text)?.[0];
  if (run === undefined) return false;
  scan.out.add(run);
  scan.at += run.length;
  return true;
}

function toLineEnd(scan: Scan): void {
  const end = scan.text.indexOf('\n', scan.at);
  scan.at = end < 0 ? scan.text.length : end;
}

/**
 * Refuses what a shell would put something else in for, since nothing of a text is ever run.
 *
 * @param pattern sticky; where it finds nothing, the sign stands for itself
 */
export function refuseExpansion(scan: Scan, pattern: RegExp): void {
  pattern.lastIndex = scan.at;
  const what = pattern.exec(scan.text)?.[0];
  if (what === undefined) scan.out.add(scan.text[scan.at] ?? '');
  else scan.out.refuse(needsShell(what));
  scan.at += what?.length ?? 1;
}

export const needsShell = (what: string): string =>
  `It uses ${named(what, 40)}, which only a shell can fill in. Write the value itself.`;

/** A quote that nothing ends takes all that follows. */
export function unended(scan: Pick<Scan, 'out'>, quote: string): void {
  scan.out.refuse(`A quote (${quote}) does not end: the text was cut off.`);
}

/** Letters behind the sign that escapes, in bash and in PowerShell. */
export const ESCAPED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
