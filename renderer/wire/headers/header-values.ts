import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** All values of a header in their order, whatever its case. */
export function headerValues(headers: readonly HeaderPair[], name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.flatMap(([own, value]) => (own.toLowerCase() === wanted ? [value] : []));
}

/** First value of a header, whatever its case; undefined if absent. */
export const headerValue = (headers: readonly HeaderPair[], name: string): string | undefined =>
  headerValues(headers, name)[0];

export const hasHeader = (headers: readonly HeaderPair[], name: string): boolean =>
  headerValues(headers, name).length > 0;
