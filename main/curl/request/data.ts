import type { Given } from '../options.ts';
import { Refused } from '../refused.ts';
import { multipart, type ReadNamed } from './form.ts';

export const FORM = 'application/x-www-form-urlencoded';

/** What a command sends, one character a byte. */
export interface Sent {
  text: string;
  /** Undefined: none is sent along. */
  contentType: string | undefined;
  /** Its bytes are not those that curl would send. */
  rebuilt: boolean;
}

/**
 * The body that a command gives, whether it goes as one or, with `-G`, into the query; null where it gives none.
 *
 * @throws Refused
 */
export async function readSent(given: readonly Given[], read: ReadNamed): Promise<Sent | null> {
  const upload = given.findLast(({ option }) => option === 'upload-file');
  const forms = given.filter(({ option }) => /^form(?:-string)?$/.test(option));
  const data = given.filter(({ option }) => /^(?:data|json)/.test(option));
  if ([upload !== undefined, forms.length > 0, data.length > 0].filter(Boolean).length > 1) {
    throw new Refused('It has a form, data or a file beside each other; a request has one body.');
  }
  if (upload !== undefined) {
    return { text: await read(upload.value), contentType: undefined, rebuilt: false };
  }
  if (forms.length > 0) {
    const parts = forms.map(({ option, value }) => ({ value, isString: option !== 'form' }));
    const { boundary, body } = await multipart(parts, read);
    const contentType = `multipart/form-data; boundary=${boundary}`;
    return { text: body, contentType, rebuilt: true };
  }
  return data.length === 0 ? null : joined(data, read);
}

/** As curl joins them: with `&`, and JSON with nothing. */
async function joined(data: readonly Given[], read: ReadNamed): Promise<Sent> {
  const pieces: string[] = [];
  for (const { option, value } of data) {
    if (pieces.length > 0 && option !== 'json') pieces.push('&');
    pieces.push(await dataOf(option, value, read));
  }
  const isJson = data.some(({ option }) => option === 'json');
  return { text: pieces.join(''), contentType: isJson ? 'application/json' : FORM, rebuilt: false };
}

async function dataOf(option: string, value: string, read: ReadNamed): Promise<string> {
  if (option === 'data-raw') return value;
  if (option === 'data-urlencode') return urlEncoded(value, read);
  if (!value.startsWith('@')) return value;
  const text = await read(value.slice(1));
  // As curl does for -d: line ends and NUL of a file are left out.
  return option === 'data' || option === 'data-ascii' ? text.replaceAll(/[\r\n\0]/g, '') : text;
}

/** Of `--url-query`: as `--data-urlencode`, and with a plus in front as it stands. */
export const queryOf = (value: string, read: ReadNamed): string | Promise<string> =>
  value.startsWith('+') ? value.slice(1) : urlEncoded(value, read);

/** `content`, `=content`, `name=content`, `@file`, `name@file`. */
async function urlEncoded(value: string, read: ReadNamed): Promise<string> {
  const sign = /[=@]/.exec(value);
  if (sign === null) return escaped(value);
  const name = value.slice(0, sign.index);
  const rest = value.slice(sign.index + 1);
  const content = escaped(sign[0] === '@' ? await read(rest) : rest);
  return name === '' ? content : `${name}=${content}`;
}

/** As curl escapes: all but letters, digits and `-._~`, byte by byte. */
const escaped = (bytes: string): string =>
  // oxlint-disable-next-line no-control-regex
  bytes.replaceAll(/[^A-Za-z0-9\-._~]/g, (char) => {
    const code = char.charCodeAt(0).toString(16).toUpperCase();
    return `%${code.padStart(2, '0')}`;
  });
