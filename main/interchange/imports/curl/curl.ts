import { type ReadEntry, Unreadable } from '../../formats/entry.ts';
import { entryOf } from '../sources/items.ts';
import type { ImportSource } from '../source.ts';
import type { ReadNamed } from './form.ts';
import { type Given, readOptions } from './options.ts';
import { requestsOf } from './request.ts';
import { cmdWords, powershellWords } from './windows-words.ts';
import { posixWords, type Words } from './words.ts';

/** A text of commands is written by people. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Reads commands of curl, as browsers and documentation give them for a POSIX shell, cmd.exe and PowerShell. Nothing
 * is run and nothing expanded. Files that a command names are read only where it stands in a file itself, from
 * beside that.
 *
 * @throws Unreadable
 */
export async function* readCurl(source: ImportSource): AsyncGenerator<ReadEntry> {
  if (source.sizeBytes > MOST_BYTES) {
    throw new Unreadable('A text of curl commands is read up to 16 MB.');
  }
  const text = (await source.slice(0, source.sizeBytes))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  let index = 0;
  for (const words of wordsOf(text)) {
    for await (const entry of readCommand(words, index, source)) {
      yield entry;
      index += 1;
    }
  }
}

/** In the manner of the shell that it was written for, known by what it ends lines with. */
function wordsOf(text: string): Words[] {
  if (/\^[ \t]*\r?\n|\^"/.test(text)) return cmdWords(text);
  if (/(?:^|\s)`[ \t]*\r?\n/.test(text) || /^\s*(?:[>]\s*)?curl\.exe\s/i.test(text)) {
    return powershellWords(text);
  }
  return posixWords(text);
}

async function* readCommand(
  words: Words,
  index: number,
  source: ImportSource,
): AsyncGenerator<ReadEntry> {
  if (!Array.isArray(words)) {
    yield { index, problem: words.problem };
    return;
  }
  // A prompt may stand before it, and what it is piped to behind.
  const rest = words[0] !== undefined && /^[$>%]$/.test(words[0]) ? words.slice(1) : words;
  if (!/^(?:.*[\\/])?curl(?:\.exe)?$/i.test(rest[0] ?? '')) return;
  let at = index;
  try {
    const given = readOptions(rest.slice(1));
    if (typeof given === 'string') throw new Unreadable(given);
    for (const one of separate(given)) {
      for (const told of await requestsOf(one, readNamed(source))) {
        yield entryOf(at, told);
        at += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    yield { index: at, problem: error.message };
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

const readNamed =
  ({ beside }: ImportSource): ReadNamed =>
  async (name) => {
    if (beside === null) {
      throw new Unreadable(
        `It sends the file ${JSON.stringify(name.slice(0, 80))}. Save the command into a file beside it and import that with backstitch import.`,
      );
    }
    const bytes = await beside(name);
    if (bytes !== null) return bytes.toString('latin1');
    throw new Unreadable(
      `The file ${JSON.stringify(name.slice(0, 80))} cannot be read. It must lie in the folder of the command, or below it.`,
    );
  };
