import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** Headers without those of these names, which are lower case. */
export function without(headers: readonly HeaderPair[], names: readonly string[]): HeaderPair[] {
  return headers.filter(([name]) => !names.includes(name.toLowerCase()));
}

/**
 * Puts values where headers of their names stand, under the names as they are written there; a
 * repeated header becomes one. What did not stand anywhere goes to the end.
 */
export function place(headers: readonly HeaderPair[], pairs: readonly HeaderPair[]): HeaderPair[] {
  const placed = new Set<HeaderPair>();
  const result = headers.flatMap((old): HeaderPair[] => {
    const pair = pairs.find(([name]) => name.toLowerCase() === old[0].toLowerCase());
    if (pair === undefined) return [old];
    if (placed.has(pair)) return [];
    placed.add(pair);
    return [[old[0], pair[1]]];
  });
  return [...result, ...pairs.filter((pair) => !placed.has(pair))];
}

/** Replaces one parameter of a raw target and leaves the others as they are written. */
export function withQuery(target: string, name: string, value: string): string {
  const [path = '', query] = target.split(/\?(.*)/s);
  const others = (query ?? '')
    .split('&')
    .filter((pair) => pair !== '' && pair.split('=')[0] !== name);
  return `${path}?${[...others, `${name}=${encodeURIComponent(value)}`].join('&')}`;
}

/** A URL with the query of a target. */
export function withTarget(url: string, target: string): string {
  const query = target.indexOf('?');
  return url.replace(/\?.*$/s, '') + (query < 0 ? '' : target.slice(query));
}
