import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** A longer value says more than one looks for. */
const LONGEST = 200;

/** Names of headers whose values prove who calls: they belong into no search and no list. */
const CREDENTIAL = /authorization|cookie|token|secret|password|api-?key|signature|hmac/i;

export const isCredential = (name: string): boolean => CREDENTIAL.test(name);

/**
 * The term that finds captures with the same value of a header. Null where a search cannot name it, or
 * must not: empty and long values, control characters, credentials.
 */
export function headerTerm([name, value]: HeaderPair): string | null {
  const text = value.trim();
  const isNamed = /^[\w-]+$/.test(name) && !isCredential(name);
  if (!isNamed || text === '' || text.length > LONGEST || /\p{Cc}/u.test(text)) return null;
  const plain = /^[^\s",*<>=\\][^\s",*\\]*$/.test(text) && !text.includes('..');
  const quoted = plain ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return `header.${name.toLowerCase()}:${quoted}`;
}
