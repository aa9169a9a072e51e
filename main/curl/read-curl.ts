import { Refused } from './refused.ts';
import { type Given, readOptions } from './options.ts';
import type { ReadNamed } from './request/form.ts';
import { type CurlRequest, requestsOf } from './request/request.ts';
import { commandsOf } from './shells.ts';
import type { Command } from './words.ts';

export type { ReadNamed } from './request/form.ts';
export type { CurlRequest } from './request/request.ts';
/** A file that may not be read is refused with this. */
export { Refused } from './refused.ts';

/** A request of a command, or why it makes none. */
export type ReadCurl = { request: CurlRequest } | { problem: string };

/** Whether a text begins with a command of curl, with or without comments and a prompt before it. */
export const looksLikeCurl = (text: string): boolean =>
  /^(?:\s*(?:#|REM\b|rem\b)[^\n]*\n)*\s*(?:[$>%]\s+)?curl(?:\.exe)?\s+\S/.test(text);

/**
 * Reads the commands of curl in a text, as browsers and documentation give them for a POSIX shell, cmd.exe and
 * PowerShell, as the shell and curl would. Nothing is run and nothing expanded; other commands are passed over.
 *
 * @param text one character a byte
 * @param read is asked for the files that a command names
 */
export async function* readCurl(text: string, read: ReadNamed): AsyncGenerator<ReadCurl> {
  for (const command of commandsOf(text)) yield* readCommand(command, read);
}

async function* readCommand(
  { words, problem }: Command,
  read: ReadNamed,
): AsyncGenerator<ReadCurl> {
  const rest = words[0] !== undefined && /^[$>%]$/.test(words[0]) ? words.slice(1) : words;
  if (!/^(?:.*[\\/])?curl(?:\.exe)?$/i.test(rest[0] ?? '')) return;
  if (problem !== null) {
    yield { problem };
    return;
  }
  try {
    for (const one of separate(readOptions(rest.slice(1)))) {
      for (const request of await requestsOf(one, read)) yield { request };
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    yield { problem: error.message };
  }
}

/** `--next` begins another request with options of its own. */
function separate(given: readonly Given[]): Given[][] {
  const all: Given[][] = [[]];
  for (const one of given) {
    if (one.option === 'next') all.push([]);
    else all.at(-1)?.push(one);
  }
  return all;
}
