import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** `x-hub-signature` to `X-Hub-Signature`, as Go writes header names. */
export function canonicalName(name: string): string {
  return name
    .toLowerCase()
    .split('-')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('-');
}

/** Canonical name to values, in the order of the wire. Bytes beyond ASCII are read as UTF-8. */
export function canonicalHeaders(headers: readonly HeaderPair[]): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (const [name, value] of headers) {
    const key = canonicalName(name);
    const text = Buffer.from(value, 'latin1').toString('utf8');
    const known = Object.hasOwn(out, key) ? out[key] : undefined;
    if (known === undefined) {
      Object.defineProperty(out, key, { value: [text], enumerable: true, writable: true });
    } else known.push(text);
  }
  return out;
}
