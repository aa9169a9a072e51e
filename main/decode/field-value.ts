/**
 * A field's value without what may stand around it: spaces and tabs, nothing else. `trim()` would take
 * bytes of the value itself, such as 0xA0 (RFC 9112 §5.1).
 */
export function fieldValue(text: string): string {
  let from = 0;
  let to = text.length;
  while (isBlank(text[from])) from += 1;
  while (to > from && isBlank(text[to - 1])) to -= 1;
  return text.slice(from, to);
}

const isBlank = (sign: string | undefined): boolean => sign === ' ' || sign === '\t';
