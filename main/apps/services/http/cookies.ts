import type { HeaderPair } from '../../../../preload/contract/shapes.ts';

/** Cookies that an answer sets, by name; their attributes are not kept. */
export function cookiesOf(headers: readonly HeaderPair[]): Record<string, string> {
  const cookies: [string, string][] = [];
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    const [pair = ''] = value.split(';', 1);
    const at = pair.indexOf('=');
    if (at > 0) cookies.push([pair.slice(0, at).trim(), pair.slice(at + 1).trim()]);
  }
  return Object.fromEntries(cookies);
}

const isCookie = ([name]: HeaderPair): boolean => name.toLowerCase() === 'cookie';

/** Adds cookies to those that a request already carries, in its one Cookie header. */
export function withCookies(
  headers: readonly HeaderPair[],
  more: Readonly<Record<string, string>>,
): HeaderPair[] {
  const added = Object.entries(more).map(([name, value]) => `${name}=${value}`);
  if (added.length === 0) return [...headers];
  const known = headers.filter(isCookie).map(([, value]) => value);
  return [
    ...headers.filter((header) => !isCookie(header)),
    ['Cookie', [...known, ...added].join('; ')],
  ];
}
