import { checkHeaderToken, checkHeaderValue } from '../../../preload/rules/endpoint-rules.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** A line that is no header. Offsets are UTF-16 units of the whole text, `to` exclusive. */
export interface HeaderTextProblem {
  from: number;
  to: number;
  message: string;
}

/** Header pairs as lines of text, `Name: value`, in their order. */
export function formatHeaders(headers: readonly HeaderPair[]): string {
  return headers
    .map(([name, value]) => (value === '' ? `${name}:` : `${name}: ${value}`))
    .join('\n');
}

/**
 * Reads header lines back: order, case and duplicates stay. Empty lines are skipped, and so are
 * blanks around a value, which do not travel. A line without a colon is a name still being typed.
 *
 * @returns a pair for each line, good or not, and a problem for each that cannot be sent.
 */
export function parseHeaders(text: string): {
  headers: HeaderPair[];
  problems: HeaderTextProblem[];
} {
  const headers: HeaderPair[] = [];
  const problems: HeaderTextProblem[] = [];
  let from = 0;
  for (const typed of text.split('\n')) {
    const to = from + typed.length;
    const line = typed.replace(/\r$/, '');
    if (line.trim() !== '') {
      const [name, value] = splitLine(line);
      headers.push([name, value]);
      const message = checkHeaderToken(name) ?? checkHeaderValue(value);
      if (message !== null) problems.push({ from, to, message });
    }
    from = to + 1;
  }
  return { headers, problems };
}

function splitLine(line: string): HeaderPair {
  const colon = line.indexOf(':');
  if (colon < 0) return [line, ''];
  return [line.slice(0, colon), trimBlanks(line.slice(colon + 1))];
}

/** Spaces and tabs only: `trim()` would also take bytes like NBSP, which do travel. */
export function trimBlanks(value: string): string {
  return value.replace(/^[ \t]+|[ \t]+$/g, '');
}
