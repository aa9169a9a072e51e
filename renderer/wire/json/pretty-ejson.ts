import { indentJson } from './indent-json.ts';

const LONGEST = 100_000;

/** Indented EJSON, every digit as it was; what is long, cut off or no JSON stays as it is. */
export function prettyEjson(text: string): string {
  if (text.length > LONGEST) return text;
  try {
    JSON.parse(text);
  } catch {
    // Cut off, or no JSON at all: it is shown as it is.
    return text;
  }
  return indentJson(text);
}
