import { isMap, isVolatile } from './judge.ts';
import type { Shape } from './shape.ts';

/** So much of what was seen at a place must be strings: else what differs there is more than a value. */
const MOSTLY = 0.9;
const MOST = 2000;
/** As long as a pattern may be that a person keeps. */
const LONGEST = 300;

/**
 * Where the value differed in nearly every sample, in the spelling of a search: `body.items.*.id`. Only strings are
 * counted so, and what lies below keys that are data has no path of its own.
 */
export function volatilePaths(shape: Shape): string[] {
  const found: string[] = [];
  walk(shape, 'body', found);
  return found;
}

function walk(shape: Shape, path: string, found: string[]): void {
  if (found.length >= MOST || path.length > LONGEST) return;
  const { strings, lists, objects } = shape;
  if (strings !== null && strings.n >= shape.n * MOSTLY && isVolatile(strings)) found.push(path);
  if (lists?.item) walk(lists.item, `${path}.*`, found);
  if (objects === null || isMap(objects)) return;
  for (const [key, inner] of objects.keys) {
    // A key of this name would stand for every other.
    if (!key.includes('*')) walk(inner, `${path}.${key}`, found);
  }
}
