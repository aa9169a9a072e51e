import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { badArgument } from '../action-error.ts';
import { type Fields, fieldsOf, textOf } from '../ejson.ts';
import { withCookies } from './cookies.ts';
import { type Credentials, takeCredentials } from './credentials.ts';
import { readBody } from './http-body.ts';

/** A call as its arguments say it. */
export interface HttpCall {
  /** Without user and password. */
  url: URL;
  method: string;
  headers: HeaderPair[];
  body: Buffer;
  user: Credentials | null;
  digest: boolean;
  followRedirects: boolean;
  authUrl: { url: URL; user: Credentials | null } | null;
}

/** Actions of HTTP services and of `context.http`. */
export const HTTP_ACTIONS: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
]);

/**
 * @param exact EJSON text of the arguments, where a function wrote one.
 * @throws ActionError InvalidParameter
 */
export function readHttpCall(action: string, args: unknown, exact?: string): HttpCall {
  const fields = fieldsOf(args);
  const url = readUrl(fields);
  const headers = withCookies(readHeaders(fields.headers), readCookies(fields.cookies));
  const { bytes, contentType } = readBody(fields, headers, exact);
  if (contentType !== null) replaceHeader(headers, 'Content-Type', contentType);
  const user = takeCredentials(url, fields);
  const digest = fields.digestAuth === true;
  if (digest && user === null) throw badArgument('digestAuth needs username and password');
  return {
    url,
    method: action.toUpperCase(),
    headers,
    body: bytes,
    user,
    digest,
    followRedirects: fields.followRedirects === true,
    authUrl: readAuthUrl(fields.authUrl),
  };
}

function parse(text: string, what: string): URL {
  const url = URL.parse(text);
  // The URL may carry a password: it is not repeated.
  if (url === null || !/^https?:$/.test(url.protocol))
    throw badArgument(`${what} is not an http URL`);
  return url;
}

function readUrl(fields: Fields): URL {
  if (typeof fields.url === 'string') return parse(fields.url, 'url');
  const host = textOf(fields.host) || textOf(fields.domain);
  if (host === '') throw badArgument('url or host is missing');
  if (/[/?#@\\\s]/.test(host))
    throw badArgument('host has to be a host name, with or without a port');
  const scheme = textOf(fields.scheme) || 'http';
  if (!/^https?$/i.test(scheme)) throw badArgument('scheme has to be http or https');
  const url = parse(`${scheme}://${host}`, 'host');
  const path = textOf(fields.path);
  url.pathname = path.startsWith('/') ? path : `/${path}`;
  for (const [name, values] of Object.entries(fieldsOf(fields.query))) {
    for (const value of Array.isArray(values) ? values : [values]) {
      url.searchParams.append(name, String(value));
    }
  }
  if (typeof fields.fragment === 'string') url.hash = fields.fragment;
  return url;
}

function readAuthUrl(value: unknown): HttpCall['authUrl'] {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw badArgument('authUrl has to be a string');
  const url = parse(value, 'authUrl');
  return { user: takeCredentials(url), url };
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// Ours to set: a second one would make two requests of one, or name a host no rule has seen.
const OURS =
  /^(host|content-length|transfer-encoding|connection|keep-alive|proxy-connection|te|trailer|upgrade|expect)$/i;

/** Tabs aside, nothing below a blank may stand in a header: a line break would begin another. */
const hasControl = (text: string): boolean =>
  Buffer.from(text, 'latin1').some((byte) => (byte < 0x20 && byte !== 0x09) || byte === 0x7f);

function readHeaders(value: unknown): HeaderPair[] {
  const headers: HeaderPair[] = [];
  for (const [name, values] of Object.entries(fieldsOf(value))) {
    if (!NAME.test(name)) throw badArgument(`${JSON.stringify(name)} is not a header name`);
    if (OURS.test(name)) continue;
    for (const one of Array.isArray(values) ? values : [values]) {
      if (typeof one === 'object') throw badArgument(`the value of ${name} has to be text`);
      const text = Buffer.from(String(one), 'utf8').toString('latin1');
      if (hasControl(text))
        throw badArgument(`the value of ${name} has a line break or control character in it`);
      headers.push([name, text]);
    }
  }
  return headers;
}

function readCookies(value: unknown): Record<string, string> {
  const cookies = Object.entries(fieldsOf(value)).map(([name, text]): [string, string] => [
    name,
    Buffer.from(String(text), 'utf8').toString('latin1'),
  ]);
  if (cookies.some(([name, text]) => !NAME.test(name) || text.includes(';') || hasControl(text)))
    throw badArgument('a cookie has a line break, a ; or an odd name');
  return Object.fromEntries(cookies);
}

function replaceHeader(headers: HeaderPair[], name: string, value: string): void {
  const kept = headers.filter(([one]) => one.toLowerCase() !== name.toLowerCase());
  headers.splice(0, headers.length, ...kept, [name, value]);
}

/** The arguments as rules see them: `url` taken apart, however it was given. */
export function ruleArguments(args: unknown, { url }: HttpCall): Fields {
  const query = new Map<string, string[]>();
  for (const [name, value] of url.searchParams)
    query.set(name, [...(query.get(name) ?? []), value]);
  return {
    ...fieldsOf(args),
    url: {
      scheme: url.protocol.slice(0, -1),
      // A rule may name the host with its port or without.
      host: url.port === '' ? url.hostname : [url.host, url.hostname],
      path: url.pathname,
      query: Object.fromEntries(query),
      fragment: url.hash.slice(1),
    },
  };
}
