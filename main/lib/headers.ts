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
