import { isUtf8 } from 'node:buffer';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';

/** Bytes of the wire (Latin-1, one character each) as the text that they are; null where they are none. */
export function textOfWire(latin1: string): string | null {
  const bytes = Buffer.from(latin1, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

/** A text of a file as the wire has it. Latin-1 that is no text stays what it is. */
export const wireOfText = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** A header value of a JSON file: characters above Latin-1 are text, the others bytes. */
export const wireOfValue = (value: string): string =>
  // oxlint-disable-next-line no-control-regex
  /^[\x00-\xFF]*$/.test(value) ? value : wireOfText(value);

/** Path and query of a URL as they are written: a parser would change escapes and dots. */
export function targetOfUrl(url: string): string {
  const target = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  return wireOfText(target.startsWith('/') ? target : `/${target}`);
}

export const hostOfUrl = (url: string): string | undefined =>
  /^https?:\/\/(?:[^/?#]*@)?([^/?#]+)/i.exec(url)?.[1];

/** With the host of its URL in front, where headers name none. */
export function withHost(headers: readonly HeaderPair[], host: string | undefined): HeaderPair[] {
  const isThere = headers.some(([name]) => name.toLowerCase() === 'host');
  return host === undefined || isThere ? [...headers] : [['Host', host], ...headers];
}

/** Files that lie beside one that is read, by their path below its folder; one may be read from the disk. */
export type FilesBeside = (
  path: string,
) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

/** A path that a file names, where it stays below the file's folder; null for any other. */
export function pathBelow(named: string): string | null {
  const parts = named.split('/').filter((part) => part !== '' && part !== '.');
  const isBad = /^\/|^[a-z]:|\\|\0/i.test(named) || parts.includes('..') || parts.length === 0;
  return isBad ? null : parts.join('/');
}
