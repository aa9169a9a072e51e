/** Indented EJSON; long texts stay as they are. */
export function prettyEjson(text: string): string {
  if (text.length > 100_000) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Cut off, or no JSON at all: it is shown as it is.
    return text;
  }
}
