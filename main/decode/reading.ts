import { type BodyKind, bodyKind, type Verdict } from './body-kind.ts';
import { type DecodedText, decodeText } from './charsets/charset.ts';
import { readForm } from './form-fields.ts';
import { jsonReader, linesOf, parsedJson } from './json-text.ts';
import { type Multipart, parseMultipart, type Part, partContent, toldOfPart } from './multipart.ts';
import type { Told } from './told.ts';

/** A field of a form or a part of a multipart body. */
export interface NamedValue {
  /** Null for a part without a name. */
  name: string | null;
  filename: string | null;
  /** Decoded; null where a part is no text. */
  text: string | null;
  /** Whether the text is one JSON object or list per line. */
  isLines: boolean;
}

export interface Reading {
  kind: () => BodyKind;
  verdict: () => Verdict;
  /** The whole as text, whatever it is. */
  decoded: () => DecodedText;
  parts: () => Multipart;
  /** Fields of a form, parts of a multipart body; empty for all else. */
  fields: () => NamedValue[];
  /** The text, where the body is one; null for images and other bytes, '' without a body. */
  words: () => string | null;
  /** JSON that the body is or holds: its value, its records, or that of its one JSON field. */
  json: () => unknown;
}

/**
 * A body with its content codings undone, read as far as it is asked for and once only. Nothing here
 * throws; what is not there is undefined or empty.
 */
export function readBody(bytes: Uint8Array, told: Told): Reading {
  return readNested(bytes, told, 0);
}

/** Multipart within multipart, as mail has it, is read so deep. */
const MAX_DEPTH = 3;

function readNested(bytes: Uint8Array, told: Told, depth: number): Reading {
  const decoded = once((): DecodedText => decodeText(bytes, told));
  const verdict = once((): Verdict => bodyKind(bytes, told, () => decoded().text));
  const parts = once((): Multipart => parseMultipart(bytes, told));
  const fields = once((): NamedValue[] => {
    const { kind } = verdict();
    if (kind === 'form') {
      return readForm(bytes, told).fields.map(({ name, value }) => ({
        name,
        filename: null,
        text: value,
        isLines: false,
      }));
    }
    return kind === 'multipart' ? parts().parts.flatMap(valuesOf) : [];
  });
  const valuesOf = (part: Part): NamedValue[] => {
    const { name, filename } = part;
    const content = readNested(partContent(bytes, part), toldOfPart(part, told), depth + 1);
    if (content.kind() !== 'multipart' || depth === MAX_DEPTH) {
      return [{ name, filename, text: content.words(), isLines: content.kind() === 'ndjson' }];
    }
    return content.fields().map((inner) => ({ ...inner, name: inner.name ?? name }));
  };
  const reading: Reading = {
    kind: () => verdict().kind,
    verdict,
    decoded,
    parts,
    fields,
    words(): string | null {
      const kind = verdict().kind;
      return kind === 'image' || kind === 'binary' || kind === 'multipart' ? null : decoded().text;
    },
    json: once((): unknown => jsonOf(bytes, reading)),
  };
  return reading;
}

function jsonOf(bytes: Uint8Array, reading: Reading): unknown {
  if (opensWithBracket(bytes)) {
    const { text } = reading.decoded();
    const value = parsedJson(text);
    return value === undefined && reading.kind() === 'ndjson' ? recordsOf(text) : value;
  }
  const kind = reading.kind();
  return kind === 'form' || kind === 'multipart' ? soleJson(reading.fields())?.value : undefined;
}

const OBJECT = 0x7b;
const LIST = 0x5b;
const MARKS = new Set([0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x1e]);

/** Whether the first character is `{` or `[`, in any charset: marks, zeros and spaces are passed over. */
function opensWithBracket(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte <= 0x20 || MARKS.has(byte)) continue;
    return byte === OBJECT || byte === LIST;
  }
  return false;
}

/** The records of newline-delimited JSON; a line that is no JSON is left out. */
export function recordsOf(text: string): unknown[] {
  const read = jsonReader();
  return [...linesOf(text)].flatMap((line) => read(line) ?? []);
}

/** The field that stands for the whole: the one called `payload`, else the only one with JSON in it. */
export function soleJson(
  fields: readonly NamedValue[],
): { field: NamedValue; value: object } | undefined {
  const read = jsonReader();
  const found = fields.flatMap((field) => {
    const value = field.text === null ? undefined : read(field.text);
    return value === undefined ? [] : [{ field, value }];
  });
  return (
    found.find(({ field }) => field.name === 'payload') ??
    (found.length === 1 ? found[0] : undefined)
  );
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
