import { charsetNamed } from './charsets/charset-names.ts';
import { latin1Of } from './latin1.ts';
import { parsedJson } from './json-text.ts';

interface Named {
  name: string | null;
  filename: string | null;
}

/** A table of charsets, and a default, are short fields. */
const LONGEST = 4096;

/**
 * Charsets of parts as other parts of the message name them: SendGrid's inbound parse sends a field
 * `charsets`, a JSON object from names to charsets; `_charset_` is the default of all (RFC 7578 §4.6).
 */
export function partCharsets<P extends Named>(
  parts: readonly P[],
  contentOf: (part: P) => Uint8Array,
): (part: P) => string | null {
  const fieldText = (name: string): string => {
    const part = parts.find((one) => one.name === name && one.filename === null);
    const content = part && contentOf(part);
    return content === undefined || content.length > LONGEST ? '' : latin1Of(content).trim();
  };
  const table = new Map<string, string>();
  for (const [name, label] of Object.entries(parsedJson(fieldText('charsets')) ?? {})) {
    const charset = typeof label === 'string' ? charsetNamed(label) : undefined;
    if (charset !== undefined) table.set(name, charset);
  }
  const general = charsetNamed(fieldText('_charset_')) ?? null;
  return ({ name, filename }) => table.get(name ?? '') ?? (filename === null ? general : null);
}
