import type { HeaderPair } from '../../preload/contract/shapes.ts';

/** Node's flat `rawHeaders` as pairs: order, case and duplicates stay. */
export function pairUp(flat: readonly string[]): HeaderPair[] {
  const pairs: HeaderPair[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return pairs;
}

/** First value of a header, whatever its case; undefined if absent. */
export function headerValue(headers: readonly HeaderPair[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** All values of a header in their order, whatever its case. */
export function headerValues(headers: readonly HeaderPair[], name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.flatMap(([key, value]) => (key.toLowerCase() === wanted ? [value] : []));
}

export function hasHeader(headers: readonly HeaderPair[], name: string): boolean {
  const wanted = name.toLowerCase();
  return headers.some(([key]) => key.toLowerCase() === wanted);
}

/** In lower case: headers that are of this connection alone (RFC 9110 §7.6.1). */
export function namesInConnection(headers: readonly HeaderPair[]): Set<string> {
  const names = headerValues(headers, 'connection').flatMap((value) => value.split(','));
  return new Set(names.map((name) => name.trim().toLowerCase()));
}
