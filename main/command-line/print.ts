import { once } from 'node:events';
import { visible, visibleJson } from '../lib/visible.ts';

// The one place where a command writes. What stands in a name, a path or an error may be anybody's:
// a terminal must not obey it.

const linesOf = (texts: readonly string[]): string =>
  texts.map((text) => `${visible(text)}\n`).join('');

/** Writes lines for a person. A line break within one of them is shown, not made. */
export function print(...lines: string[]): void {
  process.stdout.write(linesOf(lines));
}

/** Writes lines about what goes on or wrong. */
export function printError(...lines: string[]): void {
  process.stderr.write(linesOf(lines));
}

/** Writes one line of JSON for a program. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(JSON.stringify(value))}\n`);
}

/** Writes a line of JSON that is text already, and waits while the reader is behind. */
export async function printJsonLine(line: string): Promise<void> {
  if (!process.stdout.write(`${visibleJson(line)}\n`)) await once(process.stdout, 'drain');
}
