import { crc32 } from 'node:zlib';
import { sha256 } from './encoding.ts';
import type { ContentInput } from './scheme.ts';

type Piece = { literal: Buffer } | { name: string };

const parsed = new Map<string, Piece[]>();
/** Custom schemes bring templates of their own: the memory of them stays small. */
const REMEMBERED = 500;

/**
 * Signed content of a template: literals and `{body} {time} {id} {url} {path} {pathQuery} {method}
 * {secret} {decodedBody} {crc32} {sha256} {sortedForm} {header:x} {query:x} {form:x} {json:x}`. Joined as bytes.
 */
export function fillTemplate(template: string, input: ContentInput): Buffer {
  let pieces = parsed.get(template);
  if (pieces === undefined) {
    if (parsed.size >= REMEMBERED) parsed.clear();
    parsed.set(template, (pieces = parseTemplate(template)));
  }
  return Buffer.concat(
    pieces.map((piece) => ('literal' in piece ? piece.literal : bytesOf(piece.name, input))),
  );
}

/** Names of a template that no request can fill. */
export function unknownNames(template: string): string[] {
  return parseTemplate(template).flatMap((piece) =>
    'literal' in piece || PLAIN.has(piece.name) || REFERENCE.test(piece.name) ? [] : [piece.name],
  );
}

export function uses(template: unknown, name: string): boolean {
  return typeof template === 'string' && template.includes(`{${name}}`);
}

const PLAIN = new Set(
  'body decodedBody time id url path pathQuery method secret crc32 sha256 sortedForm'.split(' '),
);
const REFERENCE = /^(header|query|form|json):.+$/;

function parseTemplate(template: string): Piece[] {
  const parts = template.split(/\{([a-zA-Z0-9]+(?::[^{}]+)?)\}/);
  return parts.map((part, i) =>
    i % 2 === 1
      ? { name: part }
      : { literal: Buffer.from(part.replaceAll(String.raw`\n`, '\n'), 'utf8') },
  );
}

function bytesOf(name: string, input: ContentInput): Uint8Array {
  if (name === 'body') return input.view.request.body;
  // Signed before it was compressed on the way out.
  if (name === 'decodedBody') return input.view.decodedBody();
  const text = textOf(name, input);
  // Header values are latin1 characters that stand for bytes.
  return Buffer.from(text, name === 'time' || name.startsWith('header:') ? 'latin1' : 'utf8');
}

function textOf(name: string, { view, time, id, url, secret }: ContentInput): string {
  switch (name) {
    case 'time':
      return time;
    case 'id':
      return id;
    case 'url':
      return url;
    case 'secret':
      return secret;
    case 'method':
      return view.request.method;
    case 'path':
      return pathQueryOf(url, view.request.target).replace(/\?.*$/s, '');
    case 'pathQuery':
      return pathQueryOf(url, view.request.target);
    case 'crc32':
      return String(crc32(view.request.body) >>> 0);
    case 'sha256':
      return sha256(view.request.body).toString('hex');
    case 'sortedForm':
      return sortedForm(view.form());
    default:
      return view.read(name) ?? '';
  }
}

function pathQueryOf(url: string, target: string): string {
  return url === '' ? target : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/';
}

/**
 * Twilio's form: fields by name in byte order, name and value without separators; values of a
 * repeated name once each, sorted.
 */
export function sortedForm(pairs: readonly (readonly [string, string])[]): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of pairs) {
    values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...values.keys()]
    .sort(byBytes)
    .flatMap((name) => [...(values.get(name) ?? [])].sort(byBytes).map((value) => name + value))
    .join('');
}

export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
