import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { fieldValue } from '../../../decode/field-value.ts';
import { rawTarget } from '../../formats/wire-text.ts';
import { Unreadable } from '../../formats/entry.ts';
import type { Told } from '../sources/items.ts';
import { multipart, type ReadNamed } from './form.ts';
import type { Given } from './options.ts';

const FORM = 'application/x-www-form-urlencoded';

interface Body {
  text: string;
  /** Undefined: none is sent along. */
  contentType: string | undefined;
  rebuilt: boolean;
}

/**
 * The requests that one command sends, a URL each, with the headers that curl adds by itself. `User-Agent`
 * is not among them: which curl it would be is not known.
 *
 * @throws Unreadable where the command cannot be understood, or names a file that may not be read
 */
export async function requestsOf(given: readonly Given[], read: ReadNamed): Promise<Told[]> {
  const has = (...names: string[]): boolean => given.some(({ option }) => names.includes(option));
  const last = (name: string): string | undefined =>
    given.findLast(({ option }) => option === name)?.value;
  const urls = given.filter(({ option }) => option === 'url').map(({ value }) => value);
  if (urls.length === 0) throw new Unreadable('The command has no URL.');
  if (has('config')) throw new Unreadable('It takes options from a file (-K), which is not read.');

  const body = await bodyOf(given, read);
  const inQuery = has('get') ? (body?.text ?? '') : '';
  const sent = has('get') ? null : body;
  const method =
    last('request') ??
    (has('head') ? 'HEAD' : has('upload-file') ? 'PUT' : sent === null ? 'GET' : 'POST');
  const extras = given.filter(({ option }) => option === 'url-query').map(({ value }) => value);
  return urls.map((url): Told => {
    const { target, host, user } = placeOf(url, [...extras, inQuery]);
    return {
      receivedAt: null,
      durationMs: null,
      method: method.toUpperCase() === 'HEAD' ? 'HEAD' : method,
      target,
      httpVersion: has('http1.0') ? '1.0' : '1.1',
      headers: headersOf(given, { host, user: last('user') ?? user, body: sent }),
      body: Buffer.from(sent?.text ?? '', 'latin1'),
      reply: null,
      rebuilt: sent?.rebuilt ?? false,
    };
  });
}

function placeOf(
  given: string,
  queries: readonly string[],
): { target: string; host: string; user: string | undefined } {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  const parts = /^https?:\/\/(?:([^/?#@]*)@)?([^/?#]+)/i.exec(url);
  if (parts === null) throw new Unreadable(`“${given.slice(0, 80)}” is no URL of HTTP.`);
  const [, user, host = ''] = parts;
  let target = rawTarget(url);
  for (const query of queries) {
    if (query !== '') target += (target.includes('?') ? '&' : '?') + query;
  }
  return { target, host, user: user === undefined ? undefined : decodeUser(user) };
}

function decodeUser(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    // Not an encoding of anything: it is meant as it stands.
    return user;
  }
}

async function bodyOf(given: readonly Given[], read: ReadNamed): Promise<Body | null> {
  const upload = given.findLast(({ option }) => option === 'upload-file');
  if (upload !== undefined) {
    return { text: await read(upload.value), contentType: undefined, rebuilt: false };
  }
  const forms = given.filter(({ option }) => /^form(?:-string)?$/.test(option));
  if (forms.length > 0) {
    const parts = forms.map(({ option, value }) => ({ value, isString: option !== 'form' }));
    const { boundary, body } = await multipart(parts, read);
    const contentType = `multipart/form-data; boundary=${boundary}`;
    return { text: body, contentType, rebuilt: true };
  }
  let text: string | null = null;
  let isJson = false;
  for (const { option, value } of given) {
    if (!/^(?:data|json)/.test(option)) continue;
    const piece = await dataOf(option, value, read);
    isJson ||= option === 'json';
    const between: string = option === 'json' ? '' : '&';
    text = text === null ? piece : text + between + piece;
  }
  if (text === null) return null;
  return { text, contentType: isJson ? 'application/json' : FORM, rebuilt: false };
}

async function dataOf(option: string, value: string, read: ReadNamed): Promise<string> {
  if (option === 'data-raw') return value;
  if (option === 'data-urlencode') return encodedOf(value, read);
  if (!value.startsWith('@')) return value;
  const text = await read(value.slice(1));
  // As curl does for -d: line ends and NUL of a file are left out.
  return option === 'data' || option === 'data-ascii' ? text.replaceAll(/[\r\n\0]/g, '') : text;
}

/** `content`, `=content`, `name=content`, `@file`, `name@file`. */
async function encodedOf(value: string, read: ReadNamed): Promise<string> {
  const sign = /[=@]/.exec(value);
  if (sign === null) return escaped(value);
  const name = value.slice(0, sign.index);
  const rest = value.slice(sign.index + 1);
  const content = escaped(sign[0] === '@' ? await read(rest) : rest);
  return name === '' ? content : `${name}=${content}`;
}

/** As curl escapes: all but letters, digits and `-._~`, byte by byte. */
const escaped = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replaceAll(/[^A-Za-z0-9\-._~]/g, (char) => {
    const code = char.charCodeAt(0).toString(16).toUpperCase();
    return `%${code.padStart(2, '0')}`;
  });

interface Around {
  host: string;
  user: string | undefined;
  body: Body | null;
}

/** In the order in which curl sends them. */
function headersOf(given: readonly Given[], { host, user, body }: Around): HeaderPair[] {
  const own = given
    .filter(({ option }) => option === 'header')
    .map(({ value }) => ownHeader(value));
  const isOwn = (name: string): boolean =>
    own.some(([key]) => key.toLowerCase() === name.toLowerCase());
  const last = (name: string): string | undefined =>
    given.findLast(({ option }) => option === name)?.value;
  const bearer = last('oauth2-bearer');
  const cookies = given
    .filter(({ option, value }) => option === 'cookie' && value.includes('='))
    .map(({ value }) => value);
  const isJson = given.some(({ option }) => option === 'json');
  const before: [string, string | undefined][] = [
    ['Host', host],
    [
      'Authorization',
      bearer !== undefined
        ? `Bearer ${bearer}`
        : user === undefined
          ? undefined
          : `Basic ${Buffer.from(user, 'latin1').toString('base64')}`,
    ],
    ['User-Agent', last('user-agent') || undefined],
    ['Accept', isJson ? 'application/json' : '*/*'],
    [
      'Accept-Encoding',
      given.some(({ option }) => option === 'compressed') ? 'deflate, gzip' : undefined,
    ],
    ['Referer', last('referer')],
    ['Cookie', cookies.length === 0 ? undefined : cookies.join('; ')],
  ];
  const after: [string, string | undefined][] = [
    ['Content-Length', body === null ? undefined : String(body.text.length)],
    ['Content-Type', body?.contentType],
  ];
  const added = (those: [string, string | undefined][]): HeaderPair[] =>
    those.flatMap(([name, value]) =>
      value === undefined || isOwn(name) ? [] : [[name, value] as HeaderPair],
    );
  const kept = own.flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as HeaderPair],
  );
  // A Host of one's own stands where curl's would.
  const hosts = kept.filter(([name]) => name.toLowerCase() === 'host');
  const rest = kept.filter(([name]) => name.toLowerCase() !== 'host');
  return [...hosts, ...added(before), ...rest, ...added(after)];
}

/** `Name: value`; `Name;` for an empty one; `Name:` takes curl's own away: null. */
function ownHeader(given: string): [string, string | null] {
  if (given.startsWith('@')) {
    throw new Unreadable('It takes headers from a file (-H @…), which is not read.');
  }
  const colon = given.indexOf(':');
  if (colon < 0) return [given.replace(/;\s*$/, ''), ''];
  const value = fieldValue(given.slice(colon + 1));
  return [given.slice(0, colon).trim(), value === '' ? null : value];
}
