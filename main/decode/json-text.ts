/** Above this a text is judged by its ends: parsing it only to name it would cost as much as reading it. */
const PARSED = 256 * 1024;
/** A text that is no JSON costs as much as a thousand that are: many of them are a way to stop us. */
const MAX_MISTAKES = 100;
const FIRST_LINE = 256 * 1024;

/** Begins as an object or a list does; `[note]` and `[2026-01-31]` do not. */
const OPENS =
  /^\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:[[{"\]]|-?\d[\d.eE+-]*\s*[,\]]|(?:true|false|null)\s*[,\]]|$))/;
const CLOSES = /[}\]]\s*$/;

/** Whether a text begins like JSON that holds something. Of a text that is cut, its beginning. */
export function opensLikeJson(text: string): boolean {
  return OPENS.test(text.slice(0, 4096));
}

/** An object or a list; undefined for all else, a lone number or string included. */
export function parsedJson(text: string): object | undefined {
  if (!/^[\s\uFEFF]*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** As `parsedJson` for one text after the other; after a hundred that are no JSON, nothing is. */
export function jsonReader(): (text: string) => object | undefined {
  let mistakes = 0;
  return (text) => {
    if (mistakes >= MAX_MISTAKES || !/^\s*[[{]/.test(text)) return undefined;
    const value = parsedJson(text);
    if (value === undefined) mistakes += 1;
    return value;
  };
}

/** Whether a whole text is a JSON object or list: by parsing a short one, by both ends of a long one. */
export function isJson(text: string): boolean {
  if (!opensLikeJson(text)) return false;
  if (text.length <= PARSED) return parsedJson(text) !== undefined;
  return CLOSES.test(text.slice(-64));
}

/**
 * Whether a text is one JSON object or list per line: its first two lines that hold anything are.
 * JSON over several lines is not: its first line is no whole value.
 */
export function isJsonLines(text: string): boolean {
  const lines: string[] = [];
  for (const line of linesOf(text.slice(0, FIRST_LINE))) {
    lines.push(line);
    if (lines.length === 2) break;
  }
  const [first = '', second = ''] = lines;
  if (!opensLikeJson(second) || parsedJson(first) === undefined) return false;
  // A second line that is cut off is judged by how it begins.
  return text.length > FIRST_LINE || parsedJson(second) !== undefined;
}

/** The lines that hold anything; the record separator of RFC 7464 is no part of them. */
export function* linesOf(text: string): Generator<string, void> {
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const line = withoutMarks(text.slice(from, end < 0 ? undefined : end));
    if (line !== '') yield line;
    if (end < 0) return;
    from = end + 1;
  }
}

const RECORD_SEPARATOR = '\u001E';

/** A line without the spaces around it; `trim` takes a byte order mark for one of them. */
function withoutMarks(line: string): string {
  let text = line.trim();
  while (text.startsWith(RECORD_SEPARATOR)) text = text.slice(1).trim();
  return text;
}
