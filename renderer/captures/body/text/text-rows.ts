/** Display rows of a text: where each begins, and which line of the source it belongs to. */
export interface TextRows {
  /** Offset of the first character of each row. */
  start: Uint32Array;
  /** Number of the source line, from 1; 0 where the row goes on with the line above. */
  line: Uint32Array;
  count: number;
  /** Characters of the longest row. */
  longest: number;
}

const LF = 10;
const CR = 13;

/** Not between the two halves of a surrogate pair. */
function cutAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

/** A line up to this long stays whole where lines are not wrapped; a longer one is cut in blocks. */
export const LONGEST_LINE = 10_000;
export const BLOCK = 4096;

/**
 * Cuts a text into rows of at most `width` characters, so that a line of ten megabytes costs no
 * more to show than any other. Line ends are LF, CRLF and lone CR.
 *
 * @param width at least 2, so that a surrogate pair fits.
 * @param spare lines up to this long are left whole.
 */
export function textRows(
  text: string,
  width: number,
  lines = countLines(text),
  spare = width,
): TextRows {
  // Each line makes one row and one more for each full width: no more rows than this.
  const capacity = lines + Math.ceil(text.length / (width - 1));
  const start = new Uint32Array(capacity);
  const line = new Uint32Array(capacity);
  const hasCr = text.includes('\r');
  let count = 0;
  let at = 0;
  let longest = 0;
  for (let number = 1; ; number++) {
    const end = lineEnd(text, at, hasCr);
    start[count] = at;
    line[count++] = number;
    const isCut = end - at > spare;
    longest = Math.max(longest, isCut ? width : end - at);
    for (
      let cut = isCut ? cutAt(text, at + width) : end;
      cut < end;
      cut = cutAt(text, cut + width)
    ) {
      start[count++] = cut;
    }
    if (end >= text.length) break;
    at = end + (text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? 2 : 1);
  }
  return { start: start.subarray(0, count), line: line.subarray(0, count), count, longest };
}

/** Lines of a text by the same rule; an empty text has one. */
export function countLines(text: string): number {
  const hasCr = text.includes('\r');
  let count = 1;
  let at = lineEnd(text, 0, hasCr);
  while (at < text.length) {
    count += 1;
    at += text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? 2 : 1;
    at = lineEnd(text, at, hasCr);
  }
  return count;
}

function lineEnd(text: string, from: number, hasCr: boolean): number {
  const found = text.indexOf('\n', from);
  const newline = found < 0 ? text.length : found;
  if (!hasCr) return newline;
  for (let at = from; at < newline; at++) if (text.charCodeAt(at) === CR) return at;
  return newline;
}

/** The characters of one row, without its line end. */
export function rowText(text: string, rows: TextRows, row: number): string {
  const from = rows.start[row] ?? 0;
  let to = row + 1 < rows.count ? (rows.start[row + 1] ?? text.length) : text.length;
  const lineEnds = row + 1 >= rows.count || rows.line[row + 1] !== 0;
  if (lineEnds && to > from && text.charCodeAt(to - 1) === LF) to -= 1;
  if (lineEnds && to > from && text.charCodeAt(to - 1) === CR) to -= 1;
  return text.slice(from, to);
}

/** The row that shows the character at `offset`. */
export function rowAt(rows: TextRows, offset: number): number {
  let low = 0;
  let high = rows.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows.start[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
