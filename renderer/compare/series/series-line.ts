/** Width and height of the line of a row, in pixels. */
export const LINE = { width: 48, height: 14 };

const NUMBER = /^-?\d{1,17}(?:\.\d{1,17})?(?:[eE][+-]?\d{1,3})?$/;

/**
 * A row of numbers as the points of lines, from the first capture to the last; where a value is absent the line is
 * broken. Null where a value is no number, or fewer than three are there: a line would say nothing.
 *
 * @returns `points` of SVG for each unbroken part
 */
export function linesOf(values: readonly (string | null)[]): string[] | null {
  const there = values.filter((value) => value !== null);
  if (there.length < 3 || !there.every((value) => NUMBER.test(value))) return null;
  const numbers = there.map(Number);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (most === least) return null;
  const across = (at: number): number => 1 + (at / (values.length - 1)) * (LINE.width - 2);
  const up = (value: number): number =>
    LINE.height - 1 - ((value - least) / (most - least)) * (LINE.height - 2);
  const parts: string[][] = [[]];
  for (const [at, value] of values.entries()) {
    if (value === null) parts.push([]);
    else parts.at(-1)?.push(`${across(at).toFixed(1)},${up(Number(value)).toFixed(1)}`);
  }
  return parts.filter((part) => part.length > 0).map((part) => part.join(' '));
}
