import { charsetNamed } from './charsets/charset-names.ts';
import { unescaped } from './form-bytes.ts';
import { bytesOfLatin1 } from './latin1.ts';
import { decodeBase64, decodeQuoted } from './transfer-codings.ts';
import { decoderOf } from './text.ts';

// Names of parts and files: four ways in which programs write letters outside ASCII.

/** Browsers escape exactly these three in names; anything else with % is meant as written. */
function undoFormEscapes(text: string): string {
  return text.replace(/%(22|0D|0A)/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function inCharset(bytes: Uint8Array, label: string | undefined): string {
  return decoderOf(charsetNamed(label) ?? 'utf-8')(bytes).text;
}

/** `utf-8'ja'%E6%9D%B1`; without quotes it is taken for UTF-8. */
function readExtended(value: string): string {
  const [, label, , rest] = /^([^']*)'([^']*)'(.*)$/s.exec(value) ?? [];
  return inCharset(unescaped(bytesOfLatin1(rest ?? value), false), label);
}

const MAX_PIECES = 100;

/** RFC 2231: a long value in pieces, `name*0*=`, `name*1=`; those with a star are escaped. */
function readPieces(parameters: ReadonlyMap<string, string>, name: string): string | null {
  const pieces: Uint8Array[] = [];
  let label: string | undefined;
  for (let n = 0; n < MAX_PIECES; n += 1) {
    const escaped = parameters.get(`${name}*${n}*`);
    const plain = parameters.get(`${name}*${n}`);
    if (escaped === undefined && plain === undefined) break;
    let value = escaped ?? plain ?? '';
    const [whole = '', charset] =
      n === 0 && escaped !== undefined ? (/^([^']*)'[^']*'/.exec(value) ?? []) : [];
    label ??= charset;
    value = value.slice(whole.length);
    const bytes = bytesOfLatin1(value);
    pieces.push(escaped === undefined ? bytes : unescaped(bytes, false));
  }
  if (pieces.length === 0) return null;
  const joined = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return inCharset(joined, label);
}

const ENCODED_WORD = /=\?([\w-]{1,40})(?:\*[\w-]*)?\?([bq])\?([^?\s]*)\?=(?:[ \t]+(?==\?))?/gi;

/** RFC 2047, which RFC 7578 forbids here and senders of mail use all the same. */
function undoEncodedWords(text: string): string {
  return text.replace(ENCODED_WORD, (word, label: string, coding: string, content: string) => {
    const charset = charsetNamed(label);
    if (charset === undefined) return word;
    const bytes = bytesOfLatin1(content);
    const plain =
      coding.toLowerCase() === 'b'
        ? decodeBase64(bytes)
        : decodeQuoted(bytesOfLatin1(content.replaceAll('_', '=20')));
    return decoderOf(charset)(plain).text;
  });
}

/**
 * A name in a part's headers: `name*` and `name*0` before `name`, for the plain one is a stand-in
 * for readers that know no better. Plain names are UTF-8, else in the charset that is given.
 *
 * @param parameters latin1, one character per byte.
 * @see RFC 8187, RFC 2231, RFC 7578 §4.2
 */
export function nameOf(
  parameters: ReadonlyMap<string, string>,
  name: string,
  charset: string | null = null,
): string | null {
  const extended = parameters.get(`${name}*`);
  if (extended !== undefined) return readExtended(extended);
  const pieced = readPieces(parameters, name);
  if (pieced !== null) return pieced;
  const plain = parameters.get(name);
  if (plain === undefined) return null;
  if (plain.includes('=?')) return undoEncodedWords(plain);
  const bytes = bytesOfLatin1(plain);
  const asUtf8 = decoderOf('utf-8')(bytes);
  const other = asUtf8.valid ? undefined : charsetNamed(charset);
  return undoFormEscapes(other === undefined ? asUtf8.text : decoderOf(other)(bytes).text);
}
