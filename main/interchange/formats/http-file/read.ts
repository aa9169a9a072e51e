import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { fieldValue } from '../../../decode/field-value.ts';
import { entryOrProblem, type ReadEntry } from '../entry.ts';
import { foreignCapture } from '../../foreign.ts';
import {
  type FilesBeside,
  hostOfUrl,
  pathBelow,
  targetOfUrl,
  wireOfText,
  withHost,
} from '../parts/latin1-text.ts';
import { type Block, blocksOf } from './blocks.ts';
import { type OwnComment } from './own-comment.ts';

/**
 * Reads the requests of a `.http` file. Variables of the file are put in; scripts, environments and made-up values
 * are not taken, which each entry says. Nothing is run.
 *
 * @param files what lies beside it, for `< ./body.json`
 */
export async function* readHttpFile(
  bytes: Uint8Array,
  files: FilesBeside = () => undefined,
): AsyncGenerator<ReadEntry> {
  const { blocks, variables } = blocksOf(new TextDecoder().decode(bytes));
  for (const [index, block] of blocks.entries()) {
    yield await entryOrProblem(index, () => readBlock(block, index, variables, files));
  }
}

async function readBlock(
  block: Block,
  index: number,
  variables: ReadonlyMap<string, string>,
  files: FilesBeside,
): Promise<ReadEntry> {
  const notTaken = new Set(block.notTaken);
  const put = (text: string): string => substitute(text, variables, notTaken);
  const { own } = block;
  const [, word = 'GET', url = '', version] =
    /^(?:([A-Z][A-Z-]*)\s+)?(\S.*?)(?:\s+HTTP\/(\d(?:\.\d)?))?$/.exec(block.line) ?? [];
  if (url === '') return { index, problem: 'This is no request line, such as POST https://….' };
  const address = own === undefined ? put(url) : url.replace('{{intake}}', '');
  const headers: HeaderPair[] = [];
  for (const line of block.headers) {
    const colon = line.indexOf(':');
    if (colon <= 0) return { index, problem: `The line “${line.slice(0, 60)}” is no header.` };
    const value = fieldValue(line.slice(colon + 1));
    headers.push([line.slice(0, colon).trim(), wireOfText(own === undefined ? put(value) : value)]);
  }
  const body = await bodyOf(block, files, own === undefined ? put : (text) => text, notTaken);
  if ('problem' in body) return { index, problem: body.problem };
  const capture = foreignCapture({
    receivedAt: own?.at ?? null,
    durationMs: null,
    method: own?.method ?? word,
    target: own?.target ?? targetOfUrl(address.replace(/^\{\{[^}]*\}\}/, '')),
    httpVersion: own?.version ?? version ?? '1.1',
    headers: own === undefined ? withHost(headers, hostOfUrl(address)) : wholeHeaders(headers, own),
    body: body.bytes,
    reply: null,
  });
  return {
    index,
    rebuilt: false,
    ours: false,
    capture: own === undefined ? capture : { ...capture, id: own.id as typeof capture.id },
    ...(notTaken.size > 0 && { notTaken: [...notTaken] }),
  };
}

/** With those that a comment of ours kept. */
function wholeHeaders(shown: readonly HeaderPair[], own: OwnComment): HeaderPair[] {
  if (own.headers !== undefined) return own.headers;
  const whole = [...shown];
  for (const [at, name, value] of own.left ?? []) whole.splice(at, 0, [name, value]);
  return whole;
}

/** Deep enough for any file of a person, and an end for one that names itself. */
const DEEPEST = 10;
/** A text of variables in variables could grow without end. */
const LONGEST = 1024 * 1024;

function substitute(
  text: string,
  variables: ReadonlyMap<string, string>,
  notTaken: Set<string>,
): string {
  let now = text;
  for (let depth = 0; depth < DEEPEST && now.includes('{{') && now.length < LONGEST; depth += 1) {
    const next = now.replace(
      /\{\{\s*([^{}]*?)\s*\}\}/g,
      (whole, name: string) => variables.get(name) ?? whole,
    );
    if (next === now) break;
    now = next;
  }
  for (const [, name = ''] of now.matchAll(/\{\{\s*([^{}]{1,60}?)\s*\}\}/g)) {
    notTaken.add(
      name.startsWith('$')
        ? `made-up value {{${name}}}`
        : `{{${name}}}, which the file does not set`,
    );
  }
  return now;
}

async function bodyOf(
  { body, path }: Block,
  files: FilesBeside,
  put: (text: string) => string,
  notTaken: Set<string>,
): Promise<{ bytes: Uint8Array } | { problem: string }> {
  if (path === null) return { bytes: Buffer.from(put(body)) };
  if (body !== '') notTaken.add('text around a file');
  const below = pathBelow(put(path));
  if (below === null) {
    return { problem: `“${path.slice(0, 80)}” does not lie below the folder of this file.` };
  }
  const bytes = await files(below);
  return bytes === undefined
    ? { problem: `Its body is in ${below}, which did not come with it.` }
    : { bytes };
}
