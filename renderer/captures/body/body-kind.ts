import { firstInvalidUtf8 } from './charset.ts';
import { magicOf, PIXEL_TYPES } from './magic.ts';
import { parseMediaType } from './media-type.ts';

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

/** The ways to look at a body; which ones make sense depends on its kind. */
export type BodyView = 'tree' | 'form' | 'parts' | 'image' | 'pretty' | 'raw' | 'hex';

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

/** The views offered for a kind, the one to open with first. */
export const VIEWS: Record<BodyKind, readonly BodyView[]> = {
  empty: [],
  json: ['tree', 'pretty', 'raw', 'hex'],
  ndjson: ['tree', 'pretty', 'raw', 'hex'],
  form: ['form', 'raw', 'hex'],
  multipart: ['parts', 'raw', 'hex'],
  xml: ['pretty', 'raw', 'hex'],
  svg: ['image', 'pretty', 'raw', 'hex'],
  text: ['raw', 'hex'],
  image: ['image', 'hex'],
  binary: ['hex', 'raw'],
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

const SNIFFED = 4096;

/** Whether the head holds no control bytes that text does not have, and is UTF-8 where not ASCII. */
function looksLikeText(head: Uint8Array): boolean {
  const odd = head.some((b) => b < 9 || (b > 13 && b < 32 && b !== 27) || b === 127);
  if (odd) return false;
  const invalid = firstInvalidUtf8(head);
  // The cut at the end of the head may fall inside a character.
  return invalid < 0 || (head.length === SNIFFED && invalid > head.length - 4);
}

function sniffText(head: Uint8Array): BodyKind {
  const text = new TextDecoder().decode(head).trimStart();
  if (/^(\{\s*("|\}|$)|\[\s*([[{"\]\-0-9tfn]|$))/.test(text)) return 'json';
  if (/^<(\?xml|[A-Za-z_][\w.-]*:[A-Za-z])/.test(text)) return 'xml';
  if (/^[\w.~*%+[\]-]+=[^\s<>{}"]*(&[\w.~*%+[\]-]+=[^\s<>{}"]*)*$/.test(text.trimEnd()))
    return 'form';
  return 'text';
}

function verdict(kind: BodyKind, note: string | null = null, label = KIND_LABELS[kind]): Verdict {
  return { kind, label, note };
}

/**
 * Decides how to read a body: by Content-Type, unless the bytes contradict it or there is none.
 * HTML is text here: nothing captured is ever shown as a live page.
 */
export function bodyKind(bytes: Uint8Array, contentType: string | null): Verdict {
  if (bytes.length === 0) return verdict('empty');
  const { essence } = parseMediaType(contentType);
  const declared = declaredKind(essence);
  const magic = magicOf(bytes);
  const asked = essence === '' ? 'no Content-Type' : essence;
  if (magic && PIXEL_TYPES.has(magic.type) && declared !== 'multipart') {
    const note =
      declared === 'image' ? null : `Sent with ${asked}, but the bytes are a ${magic.name}.`;
    return verdict('image', note, magic.name);
  }
  if (declared === 'image') return notPixels(bytes, essence);
  // curl -d names every body a form; a body that opens like JSON never is one.
  if (declared === 'form' && sniffText(bytes.subarray(0, SNIFFED)) === 'json') {
    return verdict('json', 'Sent as form fields, but the bytes are JSON.');
  }
  if (declared) return verdict(declared);
  if (magic) return verdict('binary', null, magic.name);
  const head = bytes.subarray(0, SNIFFED);
  if (!looksLikeText(head)) return verdict('binary');
  const sniffed = sniffText(head);
  return verdict(
    sniffed,
    `Read as ${KIND_LABELS[sniffed]} by its first bytes; sent with ${asked}.`,
  );
}

/** Sent as an image, but without the first bytes of one. */
function notPixels(bytes: Uint8Array, essence: string): Verdict {
  const text = looksLikeText(bytes.subarray(0, SNIFFED));
  return verdict(
    text ? 'text' : 'binary',
    `Sent as ${essence}, but the bytes are not such an image.`,
  );
}
