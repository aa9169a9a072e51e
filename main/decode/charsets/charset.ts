import { charsetNamed } from './charset-names.ts';
import { formCharset, htmlCharset, xmlCharset } from './declared.ts';
import { unescapedForm } from '../form-bytes.ts';
import { parseMediaType } from '../media-type.ts';
import { decoderOf } from '../text.ts';
import type { Told } from '../told.ts';
import { byteOrderMark, firstInvalidUtf8, wideByZeros } from './unicode.ts';

/** Where the choice of a charset comes from, in words. */
export type CharsetSource =
  | 'byte order mark'
  | 'chosen for this endpoint'
  | 'first bytes'
  | 'Content-Type'
  | 'XML declaration'
  | 'HTML meta'
  | 'field _charset_'
  | 'field charset'
  | 'table of the sender'
  | 'default';

export interface CharsetChoice {
  /** As `charsetNamed` spells it. */
  charset: string;
  from: CharsetSource;
  /** What a reader must know: a charset nobody knows, one that did not fit. Null when all is well. */
  warning: string | null;
}

export interface DecodedText extends CharsetChoice {
  text: string;
  /** False where some bytes did not fit and became U+FFFD. */
  valid: boolean;
}

type Candidate = Pick<CharsetChoice, 'charset' | 'from'>;

const FORM = 'application/x-www-form-urlencoded';

/** What the message says of its charset, the strongest word first. */
function candidates(bytes: Uint8Array, told: Told, isForm: boolean): Candidate[] {
  const { parameters } = parseMediaType(told.contentType);
  const list: [string | undefined, CharsetSource][] = [];
  const form = isForm ? formCharset(bytes) : {};
  list.push([form.own, 'field _charset_']);
  list.push([charsetNamed(parameters.get('charset')), 'Content-Type']);
  list.push([charsetNamed(told.beside), 'table of the sender']);
  list.push([form.named, 'field charset']);
  // A prolog or a tag is the first there is, spaces apart.
  if (!isForm && bytes.subarray(0, 64).includes(0x3c)) {
    list.push([xmlCharset(bytes), 'XML declaration']);
    list.push([htmlCharset(bytes), 'HTML meta']);
  }
  return list.flatMap(([charset, from]) => (charset === undefined ? [] : [{ charset, from }]));
}

/** What goes before the words of the message: marks, a person, and zeros that no text has. */
function decided(bytes: Uint8Array, told: Told, isBody = true): Candidate | null {
  const mark = isBody ? byteOrderMark(bytes) : null;
  if (mark !== null) return { charset: mark.charset, from: 'byte order mark' };
  const chosen = charsetNamed(told.chosen);
  if (chosen !== undefined) return { charset: chosen, from: 'chosen for this endpoint' };
  const wide = isBody ? wideByZeros(bytes) : null;
  return wide === null ? null : { charset: wide, from: 'first bytes' };
}

function unknownLabel(told: Told): string | null {
  const declared = parseMediaType(told.contentType).parameters.get('charset') ?? '';
  if (declared === '' || charsetNamed(declared) !== undefined) return null;
  return `The charset “${declared}” is not known here.`;
}

interface Fitting extends Candidate {
  text: string;
  valid: boolean;
  /** Words of the message that its bytes contradict. */
  unfit: Candidate[];
}

/** The first of what the message says that its bytes fit; the first of all where none does. */
function fitting(bytes: Uint8Array, list: readonly Candidate[]): Fitting {
  let first: Fitting | undefined;
  const unfit: Candidate[] = [];
  const last: Candidate = { charset: 'utf-8', from: 'default' };
  for (const candidate of list.length === 0 ? [last] : list) {
    const { text, valid } = decoderOf(candidate.charset)(bytes);
    if (valid) return { ...candidate, text, valid, unfit };
    first ??= { ...candidate, text, valid, unfit: [] };
    unfit.push(candidate);
  }
  return first ?? { ...last, text: '', valid: true, unfit };
}

function wordsOf(bytes: Uint8Array, found: Fitting, told: Told): string | null {
  const { charset, valid, unfit } = found;
  const words: string[] = [];
  const unknown = unknownLabel(told);
  if (unknown !== null) words.push(`${unknown} Read as ${charset}.`);
  for (const one of unfit) {
    words.push(`The bytes do not fit ${one.charset} (${one.from}): read as ${charset}.`);
  }
  if (!valid && charset === 'utf-8') {
    const offset = firstInvalidUtf8(bytes);
    words.push(
      `Not valid UTF-8 from byte ${offset} (0x${offset.toString(16)}) on; such bytes show as \uFFFD.`,
    );
  } else if (!valid) words.push(`Some bytes do not fit ${charset}; they show as \uFFFD.`);
  return words.length === 0 ? null : words.join(' ');
}

/**
 * Reads bytes as text. A byte order mark decides, then what a person chose for the endpoint, then
 * zeros (UTF-16, UTF-32). Then the message's own words in their order, the first that the bytes
 * fit: Content-Type, a table of the sender, an XML declaration, HTML's meta. Else UTF-8.
 *
 * Never throws. A byte order mark is not part of the text.
 */
export function decodeText(bytes: Uint8Array, told: Told): DecodedText {
  const fixed = decided(bytes, told);
  const isForm = parseMediaType(told.contentType).essence === FORM;
  const found = fitting(bytes, fixed === null ? candidates(bytes, told, isForm) : [fixed]);
  const { text, charset, from, valid } = found;
  return { text, charset, from, valid, warning: wordsOf(bytes, found, told) };
}

/**
 * The charset of an urlencoded body or query: `_charset_`, Content-Type or `charset`, whichever the
 * bytes behind its escapes fit first.
 *
 * @param bytes with the escapes still in them.
 */
export function formCharsetOf(
  bytes: Uint8Array,
  told: Told,
  { isBody = true } = {},
): CharsetChoice {
  const fixed = decided(bytes, told, isBody);
  const list = fixed === null ? candidates(bytes, told, true) : [fixed];
  if (list.length === 0) return { charset: 'utf-8', from: 'default', warning: unknownLabel(told) };
  const found = fitting(unescapedForm(bytes), list);
  // Fields say themselves which of them do not fit.
  const warning = wordsOf(bytes, { ...found, valid: true }, told);
  return { charset: found.charset, from: found.from, warning };
}
