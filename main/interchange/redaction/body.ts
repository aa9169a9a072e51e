import { isUtf8 } from 'node:buffer';
import { decodeText } from '../../decode/charsets/charset.ts';
import { linesOf } from '../../decode/json-text.ts';
import { bytesOfLatin1, latin1Of } from '../../decode/latin1.ts';
import { type Part, partContent, toldOfPart } from '../../decode/multipart.ts';
import { readBody } from '../../decode/reading.ts';
import type { Told } from '../../decode/told.ts';
import type { Redaction } from './compile.ts';
import { cutFields } from './fields.ts';
import { cutJson } from './json-body.ts';
import { cutLoosely } from './loose.ts';
import type { Marks } from './marks.ts';
import { cutText } from './text.ts';

/** Multipart within multipart is gone into so deep; what lies deeper is cut as text. */
const MAX_DEPTH = 3;

/**
 * Cuts a body whose content codings are undone. The same bytes come back where nothing was cut; a
 * body that cannot be cut in part goes whole.
 *
 * @param place what it is called: `body`, `reply body`.
 */
export function cutBody(
  bytes: Uint8Array,
  told: Told,
  redaction: Redaction,
  marks: Marks,
  place: string,
  depth = 0,
): Uint8Array {
  const reading = readBody(bytes, told);
  const kind = reading.kind();
  if (kind === 'empty') return bytes;
  if (kind === 'image' || kind === 'binary') return cutBinary(bytes, redaction, marks, place);
  if (kind === 'multipart' && depth < MAX_DEPTH) {
    return cutParts(bytes, reading.parts().parts, told, redaction, marks, place, depth);
  }
  const text = exactText(bytes, told);
  const cut = cutWords(text.text, kind, redaction, marks, place);
  return cut === text.text ? bytes : text.encode(cut);
}

function cutWords(
  text: string,
  kind: string,
  redaction: Redaction,
  marks: Marks,
  place: string,
): string {
  const loosely = (): string => cutLoosely(text, redaction, marks, place);
  switch (kind) {
    case 'json':
      return cutJson(text, redaction, marks, place) ?? loosely();
    case 'ndjson':
      return cutLines(text, redaction, marks, place);
    case 'form': {
      const json = (value: string, at: string): string | undefined =>
        cutJson(value, redaction, marks, at);
      return cutFields(
        text,
        { rule: redaction.form, patterns: redaction.patterns, place, json },
        marks,
      );
    }
    default:
      return loosely();
  }
}

function cutLines(text: string, redaction: Redaction, marks: Marks, place: string): string {
  let left = '';
  let at = 0;
  for (const line of linesOf(text)) {
    const from = text.indexOf(line, at);
    const cut = cutJson(line, redaction, marks, place) ?? cutLoosely(line, redaction, marks, place);
    left += text.slice(at, from) + cut;
    at = from + line.length;
  }
  return left + text.slice(at);
}

/** Bytes without a text: kept, unless a known secret stands in them. */
function cutBinary(
  bytes: Uint8Array,
  { secrets }: Redaction,
  marks: Marks,
  place: string,
): Uint8Array {
  const text = latin1Of(bytes);
  const cut = cutText(text, secrets, marks, place);
  return cut === text ? bytes : new TextEncoder().encode('[redacted]');
}

function cutParts(
  bytes: Uint8Array,
  parts: readonly Part[],
  told: Told,
  redaction: Redaction,
  marks: Marks,
  place: string,
  depth: number,
): Uint8Array {
  const pieces: Uint8Array[] = [];
  let at = 0;
  const between = (to: number): void => {
    const gap = bytes.subarray(at, to);
    const text = latin1Of(gap);
    const cut = cutText(text, redaction.patterns, marks, place);
    pieces.push(cut === text ? gap : bytesOfLatin1(cut));
  };
  for (const part of parts) {
    between(part.start);
    const raw = bytes.subarray(part.start, part.end);
    pieces.push(cutPart(raw, partContent(bytes, part), part, told, redaction, marks, place, depth));
    at = part.end;
  }
  between(bytes.length);
  return Buffer.concat(pieces);
}

function cutPart(
  raw: Uint8Array,
  content: Uint8Array,
  part: Part,
  told: Told,
  redaction: Redaction,
  marks: Marks,
  place: string,
  depth: number,
): Uint8Array {
  const at = `${place} ${part.name ?? 'part'}`;
  const rule = part.name === null ? undefined : redaction.form(part.name);
  const encode = new TextEncoder();
  const value = rule === undefined ? '' : Buffer.from(content).toString('utf8');
  if (rule !== undefined && value !== '' && !marks.keeps(rule, at, value)) {
    return encode.encode(marks.cut(rule, at, value));
  }
  const cut = cutBody(content, toldOfPart(part, told), redaction, marks, at, depth + 1);
  if (cut === content || Buffer.compare(cut, content) === 0) return raw;
  if (part.coding === 'base64') return encode.encode(Buffer.from(cut).toString('base64'));
  // Quoted-printable: what is not plain ASCII is escaped, and so is the escape itself.
  if (part.coding === 'quoted-printable') return encode.encode(quoted(cut));
  return cut;
}

const quoted = (bytes: Uint8Array): string =>
  latin1Of(bytes).replaceAll(
    /[^\x20-\x3c\x3e-\x7e\r\n\t]/g,
    (c) => `=${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

interface ExactText {
  text: string;
  encode: (text: string) => Uint8Array;
}

/** A body as text from which its bytes can be had again. */
function exactText(bytes: Uint8Array, told: Told): ExactText {
  if (isUtf8(bytes)) {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return { text, encode: (cut) => new TextEncoder().encode(cut) };
  }
  const decodedText = decodeText(bytes, told);
  if (/^utf-(?:16|32)/.test(decodedText.charset)) {
    return { text: decodedText.text, encode: (cut) => new TextEncoder().encode(cut) };
  }
  // ASCII is itself in all other charsets, and that is what rules look for.
  return {
    text: latin1Of(bytes),
    encode: (cut) =>
      bytesOfLatin1(
        cut.replaceAll(/[^\0-\xff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
      ),
  };
}
