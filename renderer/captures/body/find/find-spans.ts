/** Hits in a text or among bytes, in order: one does not reach into the next. */
export interface FoundSpans {
  kind: 'spans';
  from: Uint32Array;
  /** One past the end. */
  to: Uint32Array;
  /** There are further ones. */
  more: boolean;
}

/** More are of no use to anybody, and would take longer to keep than to find. */
export const MOST_HITS = 100_000;

/** Where a pattern with the flag `g` fits. Hits of no length are left out. */
export function findSpans(text: string, pattern: RegExp, most = MOST_HITS): FoundSpans {
  const from: number[] = [];
  const to: number[] = [];
  let more = false;
  for (const match of text.matchAll(pattern)) {
    if (match[0] === '') continue;
    if (from.length === most) {
      more = true;
      break;
    }
    from.push(match.index);
    to.push(match.index + match[0].length);
  }
  return { kind: 'spans', from: Uint32Array.from(from), to: Uint32Array.from(to), more };
}

/** The first place in an ascending column that holds more than `value`. */
export function firstAbove(column: Uint32Array, value: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
