export interface MediaType {
  /** Lower case, without parameters; empty when there was none. */
  essence: string;
  /** By lower-case name; the first of two with one name counts. */
  parameters: Map<string, string>;
}

const NAME_CHAR = /[^\s;=]/;

/** The end of a quoted string that opens at `open`, and its text. `\"` and `\\` are undone. */
function readQuoted(value: string, open: number): { text: string; next: number } {
  let text = '';
  let at = open + 1;
  while (at < value.length && value[at] !== '"') {
    const escaped = value[at] === '\\' && (value[at + 1] === '"' || value[at + 1] === '\\');
    text += value[escaped ? at + 1 : at] ?? '';
    at += escaped ? 2 : 1;
  }
  return { text, next: at + 1 };
}

/**
 * Reads the `; name=value` tail of Content-Type and Content-Disposition. Lenient, as browsers
 * are: a backslash escapes only a quote or a backslash, so `C:\dir\a.txt` keeps its own.
 */
export function readParameters(value: string, from: number): Map<string, string> {
  const parameters = new Map<string, string>();
  let at = value.indexOf(';', from);
  while (at >= 0 && at < value.length) {
    at += 1;
    while (at < value.length && !NAME_CHAR.test(value[at] ?? '')) at += 1;
    const nameStart = at;
    while (at < value.length && value[at] !== '=' && value[at] !== ';') at += 1;
    const name = value.slice(nameStart, at).trim().toLowerCase();
    let text = '';
    if (value[at] === '=') {
      at += 1;
      while (value[at] === ' ' || value[at] === '\t') at += 1;
      if (value[at] === '"') ({ text, next: at } = readQuoted(value, at));
      else {
        const end = value.indexOf(';', at);
        text = value.slice(at, end < 0 ? undefined : end).trim();
        at = end < 0 ? value.length : end;
      }
    }
    if (name !== '' && !parameters.has(name)) parameters.set(name, text);
    at = value.indexOf(';', at);
  }
  return parameters;
}

export function parseMediaType(value: string | null | undefined): MediaType {
  const text = value ?? '';
  const semicolon = text.indexOf(';');
  const essence = (semicolon < 0 ? text : text.slice(0, semicolon)).trim().toLowerCase();
  return { essence, parameters: readParameters(text, essence === '' ? 0 : semicolon) };
}

/** Whether a type says that a body is fields, which may hold JSON but are none. */
export function isFormType(contentType: string | null | undefined): boolean {
  return /^\s*(application\/x-www-form-urlencoded|multipart\/)/i.test(contentType ?? '');
}
