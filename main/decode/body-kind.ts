import { isJson, isJsonLines, opensLikeJson } from './json-text.ts';
import { magicOf, PIXEL_TYPES } from './magic.ts';
import { parseMediaType } from './media-type.ts';
import { decodeText } from './charsets/charset.ts';
import { firstBoundary } from './boundary.ts';
import type { Told } from './told.ts';
import { firstInvalidUtf8, wideByZeros, byteOrderMark } from './charsets/unicode.ts';

export type BodyKind =
  | 'empty'
  | 'json'
  | 'ndjson'
  | 'form'
  | 'multipart'
  | 'xml'
  | 'svg'
  | 'text'
  | 'image'
  | 'binary';

export interface Verdict {
  kind: BodyKind;
  /** The format in words, for the line above the body. */
  label: string;
  /** Said when the bytes were believed rather than the header. */
  note: string | null;
}

export const KIND_LABELS: Record<BodyKind, string> = {
  empty: 'no body',
  json: 'JSON',
  ndjson: 'NDJSON',
  form: 'form fields',
  multipart: 'multipart',
  xml: 'XML',
  svg: 'SVG',
  text: 'text',
  image: 'image',
  binary: 'binary',
};

const NDJSON_TYPES = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
  'application/json-seq',
]);
const TEXT_TYPES = new Set([
  'application/javascript',
  'application/x-javascript',
  'application/graphql',
  'application/yaml',
  'application/x-yaml',
  'application/toml',
  'application/jwt',
  'application/jose',
  'application/sql',
]);

function declaredKind(essence: string): BodyKind | null {
  if (NDJSON_TYPES.has(essence)) return 'ndjson';
  if (essence === 'application/json' || essence === 'text/json') return 'json';
  if (essence.endsWith('+json')) return 'json';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  if (essence.startsWith('multipart/')) return 'multipart';
  if (essence === 'application/xml' || essence === 'text/xml') return 'xml';
  if (essence.endsWith('+xml')) return essence === 'image/svg+xml' ? 'svg' : 'xml';
  if (essence.startsWith('text/') || TEXT_TYPES.has(essence)) return 'text';
  if (essence.startsWith('image/')) return 'image';
  return null;
}

interface Asked {
  bytes: Uint8Array;
  told: Told;
  /** All of it as text; asked for where it is not too long. */
  text: () => string;
}

const SNIFFED = 4096;
/** Bodies above this are told by their head alone. */
const READ_WHOLE = 1024 * 1024;

/** Whether the head holds no control bytes that text does not have, and is UTF-8 where not ASCII. */
function looksLikeText(head: Uint8Array, told: Told): boolean {
  if (byteOrderMark(head) !== null || wideByZeros(head) !== null) return true;
  const odd = head.some((b) => b < 9 || (b > 13 && b < 32 && b !== 27 && b !== 30) || b === 127);
  if (odd) return false;
  // Told of a charset, bytes that are not UTF-8 say nothing against text.
  if (told.chosen || parseMediaType(told.contentType).parameters.has('charset')) return true;
  if (/^<\?xml\s/.test(decodeText(head, told).text)) return true;
  const invalid = firstInvalidUtf8(head);
  // The cut at the end of the head may fall inside a character.
  return invalid < 0 || (head.length === SNIFFED && invalid > head.length - 4);
}

const FORM_PAIR = String.raw`[\w.~*%+[\]-]+=[^\s<>{}"&]*`;
const FORM = new RegExp(`^${FORM_PAIR}(?:&${FORM_PAIR})*&?$`);

/** What a text is, by how it is written; `isWhole` is false where it is the beginning of one. */
function sniffText(text: string, isWhole: boolean): BodyKind {
  if (isJsonLines(text)) return 'ndjson';
  if (isWhole ? isJson(text) : opensLikeJson(text)) return 'json';
  const start = text.slice(0, SNIFFED).trimStart();
  if (/^<(\?xml|[A-Za-z_][\w.-]*:[A-Za-z])/.test(start)) return 'xml';
  if (FORM.test(text.slice(0, SNIFFED).trimEnd())) return 'form';
  return 'text';
}

function textOf({ bytes, told, text }: Asked): { text: string; isWhole: boolean } {
  if (bytes.length <= READ_WHOLE) return { text: text(), isWhole: true };
  return { text: decodeText(bytes.subarray(0, READ_WHOLE), told).text, isWhole: false };
}

function verdict(kind: BodyKind, note: string | null = null, label = KIND_LABELS[kind]): Verdict {
  return { kind, label, note };
}

const SCRIPTS = /^text\/(html|css|javascript|x-javascript|ecmascript|calendar|vcard)$/;

/** A declaration that names no format, or one so often wrong that the bytes are asked. */
function corrected(body: Asked, declared: BodyKind, asked: string): Verdict {
  if (declared !== 'text' && declared !== 'form' && declared !== 'json') return verdict(declared);
  const first = firstVisible(body.bytes);
  // Only what opens with a brace or a bracket can be JSON: most texts are not read for it.
  if (first !== 0x7b && first !== 0x5b && (declared !== 'text' || SCRIPTS.test(asked))) {
    return verdict(declared);
  }
  const { text, isWhole } = textOf(body);
  // JSON that breaks off is shown as JSON with its mistake, not as text or as fields.
  if (declared === 'json') {
    return isJsonLines(text)
      ? verdict('ndjson', 'Sent as JSON, but each line is JSON of its own.')
      : verdict('json');
  }
  if (declared === 'form') {
    // curl -d names every body a form; a body that opens like JSON never is one.
    return opensLikeJson(text)
      ? verdict(sniffText(text, false), 'Sent as form fields, but the bytes are JSON.')
      : verdict('form');
  }
  const sniffed = sniffText(text, isWhole);
  const isPair = sniffed === 'form' && !text.includes('&');
  if (sniffed === 'text' || isPair || (SCRIPTS.test(asked) && sniffed !== 'json')) {
    return verdict('text');
  }
  return verdict(sniffed, `Sent as ${asked}, but the bytes are ${KIND_LABELS[sniffed]}.`);
}

/** The first byte that is no space, no zero and no mark. */
function firstVisible(bytes: Uint8Array): number | undefined {
  const head = bytes.subarray(0, SNIFFED);
  const from = byteOrderMark(head)?.length ?? 0;
  return head.subarray(from).find((byte) => byte > 0x20);
}

/**
 * Decides how to read a body: by Content-Type, unless the bytes contradict it, it is generic or
 * there is none. HTML is text here: nothing captured is ever shown as a live page. Never throws.
 *
 * @param text the body decoded, where the caller keeps that.
 */
export function bodyKind(
  bytes: Uint8Array,
  told: Told,
  text = (): string => decodeText(bytes, told).text,
): Verdict {
  if (bytes.length === 0) return verdict('empty');
  const { essence } = parseMediaType(told.contentType);
  const declared = declaredKind(essence);
  const magic = magicOf(bytes);
  const asked = essence === '' ? 'no Content-Type' : essence;
  if (magic && PIXEL_TYPES.has(magic.type) && declared !== 'multipart') {
    const note =
      declared === 'image' ? null : `Sent with ${asked}, but the bytes are a ${magic.name}.`;
    return verdict('image', note, magic.name);
  }
  if (declared === 'image') return notPixels(bytes, told, essence);
  if (magic && declared !== null && declared !== 'multipart' && isPacked(magic.type)) {
    // Whoever shows it says so, and offers to inflate it.
    return verdict('binary', null, magic.name);
  }
  if (declared) return corrected({ bytes, told, text }, declared, asked);
  if (magic) return verdict('binary', null, magic.name);
  if (firstBoundary(bytes) !== null) {
    return verdict('multipart', `Read as multipart by its first bytes; sent with ${asked}.`);
  }
  if (!looksLikeText(bytes.subarray(0, SNIFFED), told)) return verdict('binary');
  const { text: read, isWhole } = textOf({ bytes, told, text });
  const sniffed = sniffText(read, isWhole);
  return verdict(
    sniffed,
    `Read as ${KIND_LABELS[sniffed]} by its first bytes; sent with ${asked}.`,
  );
}

const isPacked = (type: string): boolean =>
  type === 'application/gzip' || type === 'application/zstd';

/** Sent as an image, but without the first bytes of one. */
function notPixels(bytes: Uint8Array, told: Told, essence: string): Verdict {
  const text = looksLikeText(bytes.subarray(0, SNIFFED), told);
  return verdict(
    text ? 'text' : 'binary',
    `Sent as ${essence}, but the bytes are not such an image.`,
  );
}
