import { MISSING } from './values.ts';

const MAX_MATCHES = 10_000;

/**
 * What a dotted path finds. A path through an array of objects yields the match of each of them, as
 * an array; a number is also an index. Own properties only.
 *
 * @param ignoreCaseAt index of the segment whose case does not count: names of headers.
 */
export function readPath(root: unknown, segments: readonly string[], ignoreCaseAt = -1): unknown {
  const found: unknown[] = [];
  const state = { spread: false };
  walk(root, 0);
  if (found.length === 0) return MISSING;
  return state.spread ? found : found[0];

  function walk(value: unknown, at: number): void {
    if (found.length >= MAX_MATCHES) return;
    if (at === segments.length) {
      found.push(value);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const segment = segments[at] ?? '';
    if (Array.isArray(value)) {
      if (/^\d{1,9}$/.test(segment)) {
        if (Number(segment) < value.length) walk(value[Number(segment)], at + 1);
        return;
      }
      state.spread = true;
      for (const item of value) if (!Array.isArray(item)) walk(item, at);
      return;
    }
    const key = keyOf(value, segment, at === ignoreCaseAt);
    if (key !== undefined) walk(Reflect.get(value, key), at + 1);
  }
}

function keyOf(value: object, segment: string, ignoreCase: boolean): string | undefined {
  if (Object.hasOwn(value, segment)) return segment;
  if (!ignoreCase) return undefined;
  const wanted = segment.toLowerCase();
  return Object.keys(value).find((key) => key.toLowerCase() === wanted);
}
