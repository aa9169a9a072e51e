import { once } from 'node:events';
import { BackstitchError } from '../lib/errors.ts';
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

/** Replaces the line of a terminal in which something is told of that goes on; empty takes it away. */
export function printStatus(line: string): void {
  process.stderr.write(`\r\x1b[K${visible(line)}`);
}

/** Writes one line of JSON for a program. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(JSON.stringify(value))}\n`);
}

/** Writes a line of JSON that is text already, and waits while the reader is behind. */
export async function printJsonLine(line: string): Promise<void> {
  if (!process.stdout.write(`${visibleJson(line)}\n`)) await once(process.stdout, 'drain');
}

/** Writes bytes as they are; on a terminal as text that it does not obey. */
export async function printBytes(bytes: Buffer): Promise<void> {
  if (process.stdout.isTTY) print(...bytes.toString('utf8').split(/\r?\n/));
  else if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
}

/** Writes an error for a person: what happened, what to do. */
export function complain(error: unknown): void {
  if (!(error instanceof BackstitchError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    printError(...`backstitch: ${text}`.split('\n'));
    return;
  }
  // Lines of a hint are ours; one in a message may be anybody's.
  const [first = '', ...more] = error.hint?.split('\n') ?? [];
  printError(`backstitch: ${error.message} ${first}`.trimEnd(), ...more);
}
