import { bytesOfLatin1 } from '../../decode/latin1.ts';
import { shown } from '../bytes.ts';
import type { Given } from '../options.ts';
import { Refused } from '../refused.ts';
import { queryOf, readSent } from './data.ts';
import { baseName, type ReadNamed } from './form.ts';
import { type CurlHeader, headersOf } from './headers.ts';

/** What a command sends. Texts are bytes, one character each. */
export interface CurlRequest {
  method: string;
  /** `http` or `https` with host and target, and without a user or a fragment. */
  url: string;
  /** Path and query as they are written: a parser of URLs would change escapes and dots. */
  target: string;
  httpVersion: '1.0' | '1.1';
  headers: CurlHeader[];
  body: Uint8Array<ArrayBuffer>;
  /** Its bytes are not those that curl would send: it draws the boundary of a form by lot. */
  rebuilt: boolean;
}

/**
 * The requests that one command sends, a URL each.
 *
 * @throws Refused where the command cannot be understood, or names a file that may not be read
 */
export async function requestsOf(given: readonly Given[], read: ReadNamed): Promise<CurlRequest[]> {
  const has = (name: string): boolean => given.some(({ option }) => option === name);
  const last = (name: string): string | undefined =>
    given.findLast(({ option }) => option === name)?.value;
  const urls = given.filter(({ option }) => option === 'url').map(({ value }) => value);
  if (urls.length === 0) throw new Refused('The command has no URL.');
  if (has('config')) throw new Refused('It takes options from a file (-K), which is not read.');

  const places = urls.map(placeOf);
  const content = await readSent(given, read);
  const inQuery = has('get') ? content : null;
  const sent = has('get') ? null : content;
  const queries = inQuery === null ? [] : [inQuery.text];
  for (const { option, value } of given) {
    if (option === 'url-query') queries.push(await queryOf(value, read));
  }
  const method =
    last('request') ??
    (has('head') ? 'HEAD' : has('upload-file') ? 'PUT' : sent === null ? 'GET' : 'POST');
  return places.map(({ scheme, host, user, path, query }): CurlRequest => {
    // Into a folder curl sends a file under its own name.
    const name = path.endsWith('/') ? baseName(last('upload-file') ?? '') : '';
    const asked = [query.slice(1), ...queries].filter((one) => one !== '').join('&');
    const target = `${path}${encodeURI(name)}${asked === '' ? query : `?${asked}`}`;
    return {
      method,
      url: `${scheme}${host}${target}`,
      target,
      httpVersion: has('http1.0') ? '1.0' : '1.1',
      headers: headersOf(given, { host, user, sent }),
      body: bytesOfLatin1(sent?.text ?? ''),
      rebuilt: sent?.rebuilt ?? false,
    };
  });
}

interface Place {
  scheme: string;
  host: string;
  user: string | undefined;
  path: string;
  /** With its question mark; empty where there is none. */
  query: string;
}

function placeOf(given: string): Place {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  const parts = /^(https?:\/\/)(?:([^/?#]*)@)?([^/?#]+)([^?#]*)(\?[^#]*)?/i.exec(url);
  if (parts === null) throw new Refused(`${shown(given)} is no URL of HTTP.`);
  const [, scheme = '', user, host = '', path = '', query = ''] = parts;
  return {
    scheme: scheme.toLowerCase(),
    host,
    user: user === undefined ? undefined : decodedUser(user),
    path: path === '' ? '/' : path,
    query,
  };
}

/** Bytes that are escaped in a URL; a password that is left out is empty. */
function decodedUser(user: string): string {
  const decoded = user.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return user.includes(':') ? decoded : `${decoded}:`;
}
