/** Something of an app that a function names. */
export interface Named {
  kind: 'function' | 'service' | 'value';
  name: string;
}

const KINDS = { functions: 'function', services: 'service', values: 'value' } as const;
const CALL =
  /context\s*\.\s*(?:(functions)\s*\.\s*execute|(services)\s*\.\s*get|(values)\s*\.\s*get)\(\s*(['"`])([^'"`\n]*)\4/g;
/** A call that begins further away is not looked for: nobody points at its name from there. */
const AROUND = 300;

/**
 * What `context.functions.execute('name')` and its like name at an offset; null anywhere else. The
 * whole call counts, from `context` to the closing quote.
 */
export function namedAt(text: string, offset: number): Named | null {
  const from = Math.max(0, offset - AROUND);
  for (const match of text.slice(from, offset + AROUND).matchAll(CALL)) {
    const start = from + match.index;
    if (offset < start || offset > start + match[0].length) continue;
    const of = match[1] ?? match[2] ?? match[3];
    return { kind: KINDS[of as keyof typeof KINDS], name: match[5] ?? '' };
  }
  return null;
}
