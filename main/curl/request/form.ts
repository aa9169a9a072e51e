import { fieldValue } from '../../decode/field-value.ts';
import { named } from '../bytes.ts';
import { Refused } from '../refused.ts';

/** Gives the bytes of a file that a command names, one character a byte. A refusal is thrown. */
export type ReadNamed = (name: string) => string | Promise<string>;

interface Part {
  name: string;
  fileName: string | undefined;
  type: string | undefined;
  content: string;
}

/** By the ending of a file's name, as curl tells them. */
const TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  xml: 'application/xml',
};

/**
 * The body of `-F`, as curl writes it (RFC 7578). Its boundary is not the one that curl would draw by lot, and stands
 * nowhere in the fields.
 *
 * @param parts as given: `name=value`, `name=@file;type=…`, `name=<file`; `isString` takes all literally
 * @throws Refused
 */
export async function multipart(
  parts: readonly { value: string; isString: boolean }[],
  read: ReadNamed,
): Promise<{ boundary: string; body: string }> {
  const all: Part[] = [];
  for (const { value, isString } of parts) all.push(await partOf(value, isString, read));
  const pieces = all.map(written);
  let n = 1;
  const boundaryOf = (): string => `------------------------backstitch${n}`;
  while (pieces.some((piece) => piece.includes(boundaryOf()))) n += 1;
  const boundary = boundaryOf();
  const body = pieces.map((piece) => `--${boundary}\r\n${piece}\r\n`).join('');
  return { boundary, body: `${body}--${boundary}--\r\n` };
}

async function partOf(given: string, isString: boolean, read: ReadNamed): Promise<Part> {
  const equals = given.indexOf('=');
  if (equals < 0) throw new Refused(`The form field ${named(given)} has no =.`);
  const name = given.slice(0, equals);
  const text = given.slice(equals + 1);
  if (isString) return { name, fileName: undefined, type: undefined, content: text };
  const isFile = /^[@<]/.test(text);
  const { value, settings } = splitSettings(isFile ? text.slice(1) : text);
  if (settings['encoder'] !== undefined || settings['headers'] !== undefined) {
    throw new Refused(
      `The form field ${named(name)} has an encoder or headers, which is not read.`,
    );
  }
  const isUpload = text.startsWith('@');
  const fileName = settings['filename'] ?? (isUpload ? baseName(value) : undefined);
  const ending = /\.(\w{1,5})$/.exec(fileName ?? '')?.[1]?.toLowerCase() ?? '';
  const usual = isUpload ? (TYPES[ending] ?? 'application/octet-stream') : undefined;
  return {
    name,
    fileName,
    type: settings['type'] ?? usual,
    content: isFile ? await read(value) : value,
  };
}

function written({ name, fileName, type, content }: Part): string {
  const file = fileName === undefined ? '' : `; filename="${quoted(fileName)}"`;
  return [
    `Content-Disposition: form-data; name="${quoted(name)}"${file}`,
    ...(type === undefined ? [] : [`Content-Type: ${type}`]),
    '',
    content,
  ].join('\r\n');
}

const quoted = (text: string): string =>
  text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** The last part of a path. */
export const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';

/** Content ends at a semicolon that stands in no quotes; what follows are settings, each with a name. */
function splitSettings(text: string): { value: string; settings: Record<string, string> } {
  const [value, from] = wordAt(text, 0);
  const settings: Record<string, string> = {};
  for (let at = from; at < text.length;) {
    const equals = text.indexOf('=', at);
    if (equals < 0) break;
    const key = fieldValue(text.slice(at + 1, equals)).toLowerCase();
    let [setting, next] = wordAt(text, equals + 1);
    const isMore = (): boolean =>
      key === 'type' && next < text.length && !SETTING.test(text.slice(next, next + 40));
    // A media type has parameters of its own.
    while (isMore()) {
      const [more, end] = wordAt(text, next + 1);
      setting += `;${more}`;
      next = end;
    }
    settings[key] ??= setting;
    at = next;
  }
  return { value, settings };
}

const SETTING = /^;[ \t]*(?:type|filename|encoder|headers)=/i;

/** A text up to the next semicolon, in quotes or not, and where that is. */
function wordAt(text: string, from: number): [string, number] {
  const end = (at: number): number => {
    const found = text.indexOf(';', at);
    return found < 0 ? text.length : found;
  };
  if (text[from] !== '"') return [text.slice(from, end(from)), end(from)];
  let word = '';
  let at = from + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\' && /["\\]/.test(text[at + 1] ?? '')) at += 1;
    word += text[at] ?? '';
    at += 1;
  }
  // A quote that nothing ends is one of the content.
  return at < text.length ? [word, end(at + 1)] : [text.slice(from, end(from)), end(from)];
}
