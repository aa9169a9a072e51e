import { formCharsetOf, type CharsetChoice } from './charsets/charset.ts';
import { isWide } from './charsets/charset-names.ts';
import { unescaped } from './form-bytes.ts';
import { bytesOfLatin1, latin1Of } from './latin1.ts';
import { decoderOf, type PlainText } from './text.ts';
import type { Told } from './told.ts';

export interface FormField {
  /** As it stands on the wire, one character per byte. */
  rawName: string;
  /** Null where the field has no `=`. */
  rawValue: string | null;
  name: string;
  value: string;
  /** Why the decoded text is not the whole truth; null when it is. */
  problem: string | null;
}

export interface Form extends CharsetChoice {
  fields: FormField[];
}

/** A body of nothing but separators would else become more objects than memory holds. */
const MAX_FIELDS = 100_000;
const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})/;
// Neither escapes nor bytes that a charset could read in its own way.
const PLAIN = /^[\x20-\x24\x26-\x2a\x2c-\x7e]*$/;

type Decode = (raw: string) => PlainText;

function decoderOfParts(charset: string): Decode {
  const decode = decoderOf(charset, { keepMark: true });
  return (raw) =>
    PLAIN.test(raw) ? { text: raw, valid: true } : decode(unescaped(bytesOfLatin1(raw), true));
}

function readField(raw: string, charset: string, decode: Decode): FormField {
  const equals = raw.indexOf('=');
  const rawName = equals < 0 ? raw : raw.slice(0, equals);
  const rawValue = equals < 0 ? null : raw.slice(equals + 1);
  const name = decode(rawName);
  const value = decode(rawValue ?? '');
  const problem = BAD_ESCAPE.test(raw)
    ? 'a % is not followed by two hex digits'
    : name.valid && value.valid
      ? null
      : `the bytes are not ${charset === 'utf-8' ? 'UTF-8' : charset}`;
  return { rawName, rawValue, name: name.text, value: value.text, problem };
}

/**
 * The fields of an urlencoded body or a query, in order, repeated names kept. Names and values are
 * decoded in the charset that the person, `_charset_`, Content-Type or `charset` names. The first
 * 100,000 are read. Never throws.
 */
export function readForm(bytes: Uint8Array, told: Told): Form {
  const choice = formCharsetOf(bytes, told);
  return { ...choice, fields: fieldsIn(bytes, choice.charset) };
}

function fieldsIn(bytes: Uint8Array, charset: string): FormField[] {
  // No escape can stand for bytes of these: either the whole form was encoded, or it only says so.
  const wide = isWide(charset);
  const source = latin1Of(wide && bytes.includes(0) ? inUtf8(bytes, charset) : bytes);
  return splitFields(source, wide ? 'utf-8' : charset);
}

function splitFields(source: string, charset: string): FormField[] {
  const decode = decoderOfParts(charset);
  return source
    .split('&', MAX_FIELDS)
    .filter((part) => part !== '')
    .map((part) => readField(part, charset, decode));
}

function inUtf8(bytes: Uint8Array, charset: string): Uint8Array {
  return new TextEncoder().encode(decoderOf(charset)(bytes).text);
}

/** The fields of a query, given as the wire has it: one character per byte. */
export function readQuery(source: string, chosen: string | null = null): Form {
  if (PLAIN.test(source)) {
    const choice = { charset: 'utf-8', from: 'default', warning: null } as const;
    return { ...choice, fields: splitFields(source, 'utf-8') };
  }
  const bytes = bytesOfLatin1(source);
  // A target holds no mark of a byte order, and no zeros that could tell of one.
  const choice = formCharsetOf(bytes, { contentType: null, chosen }, { isBody: false });
  return { ...choice, fields: fieldsIn(bytes, choice.charset) };
}

/** The query of a raw request target, without the `?`; null when there is none. */
export function queryOf(target: string): string | null {
  const mark = target.indexOf('?');
  return mark < 0 ? null : target.slice(mark + 1);
}
