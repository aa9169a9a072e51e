/** The smallest hashes of what was seen, each once, in order: how many different values there are follows. */
export type Sketch = number[];

const KEPT = 64;
const SPACE = 2 ** 32;

export const emptySketch = (): Sketch => [];

/** FNV-1a over the first 256 characters, stirred: only its evenness matters here. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  const end = Math.min(text.length, 256);
  for (let i = 0; i < end; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export const addTo = (sketch: Sketch, text: string): void => put(sketch, hash(text));

function put(sketch: Sketch, value: number): void {
  if (sketch.length === KEPT && value >= (sketch[KEPT - 1] ?? 0)) return;
  let low = 0;
  let high = sketch.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sketch[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  if (sketch[low] === value) return;
  sketch.splice(low, 0, value);
  if (sketch.length > KEPT) sketch.pop();
}

export function mergeSketches(a: Sketch, b: Sketch): Sketch {
  const merged = [...a];
  for (const value of b) put(merged, value);
  return merged;
}

/** How many different values: exact up to 63, about ±13 % above. */
export function distinctOf(sketch: Sketch): number {
  if (sketch.length < KEPT) return sketch.length;
  return Math.round(((KEPT - 1) * SPACE) / ((sketch[KEPT - 1] ?? 0) + 1));
}

/** Whether it is an estimate. */
export const isEstimate = (sketch: Sketch): boolean => sketch.length >= KEPT;
