import { JSON_KIND, type JsonDocument, type JsonKind } from './node-table.ts';

/** One past the closing quote of the string that opens at `open`. */
export function stringEnd(text: string, open: number): number {
  let at = open + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

function decodeString(source: string): string {
  if (!source.includes('\\')) return source.slice(1, -1);
  const value: unknown = JSON.parse(source);
  return typeof value === 'string' ? value : source;
}

export function kindOf(doc: JsonDocument, node: number): JsonKind {
  // The table holds nothing but kinds; an unknown node reads as null.
  return (doc.model.kind[node] ?? JSON_KIND.null) as JsonKind;
}

export function isContainer(doc: JsonDocument, node: number): boolean {
  return kindOf(doc, node) <= JSON_KIND.array;
}

/** The key with its escapes undone; null for array items and top values. */
export function keyOf(doc: JsonDocument, node: number): string | null {
  const open = doc.model.key[node] ?? 0;
  return open === 0 ? null : decodeString(doc.text.slice(open, stringEnd(doc.text, open)));
}

/** The value as it stands in the text: numbers with all their digits, strings with quotes. */
export function sourceOf(doc: JsonDocument, node: number): string {
  return doc.text.slice(doc.model.start[node], doc.model.end[node]);
}

/** What "copy value" copies: the characters of a string, the source text of anything else. */
export function valueOf(doc: JsonDocument, node: number): string {
  const source = sourceOf(doc, node);
  return kindOf(doc, node) === JSON_KIND.string ? decodeString(source) : source;
}

/**
 * The first characters of a scalar, for a row.
 * A cut never falls inside an escape: strings are decoded when short, shown as source when long.
 */
export function previewOf(
  doc: JsonDocument,
  node: number,
  max = 300,
): { text: string; cut: boolean } {
  const start = doc.model.start[node] ?? 0;
  const end = doc.model.end[node] ?? 0;
  if (end - start <= max) return { text: valueOf(doc, node), cut: false };
  const isString = kindOf(doc, node) === JSON_KIND.string;
  return { text: doc.text.slice(isString ? start + 1 : start, start + max), cut: true };
}
