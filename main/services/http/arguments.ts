import { randomBytes } from 'node:crypto';
import { Binary } from 'bson';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { ActionError } from '../action-error.ts';
import { type Fields, fieldsOf, writeEjson } from '../ejson.ts';

/** A call as its arguments say it. */
export interface HttpCall {
  url: URL;
  method: string;
  headers: HeaderPair[];
  body: Buffer;
  user: { name: string; password: string } | null;
  digest: boolean;
  followRedirects: boolean;
  authUrl: URL | null;
}

const bad = (text: string): ActionError => new ActionError('InvalidParameter', text);

/** @throws ActionError InvalidParameter */
export function readHttpCall(action: string, args: unknown): HttpCall {
  const fields = fieldsOf(args);
  const url = readUrl(fields);
  const headers = readHeaders(fields.headers);
  addCookies(headers, fields.cookies);
  const body = readBody(fields, headers);
  const name = textOf(fields.username) ?? decodeURIComponent(url.username);
  const password = textOf(fields.password) ?? decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  const digest = fields.digestAuth === true;
  if (digest && name === '') throw bad('digestAuth needs username and password');
  return {
    url,
    method: action.toUpperCase(),
    headers,
    body,
    user: name === '' ? null : { name, password },
    digest,
    followRedirects: fields.followRedirects === true,
    authUrl: typeof fields.authUrl === 'string' ? parse(fields.authUrl, 'authUrl') : null,
  };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

function parse(text: string, what: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw bad(`${what} "${text}" is no http URL`);
  return url;
}

function readUrl(fields: Fields): URL {
  if (typeof fields.url === 'string') return parse(fields.url, 'url');
  const host = textOf(fields.host) ?? textOf(fields.domain);
  if (host === undefined || host === '') throw bad('url or host is missing');
  const url = parse(`${textOf(fields.scheme) ?? 'http'}://${host}`, 'host');
  const path = textOf(fields.path) ?? '';
  url.pathname = path.startsWith('/') ? path : `/${path}`;
  for (const [name, values] of Object.entries(fieldsOf(fields.query))) {
    for (const value of Array.isArray(values) ? values : [values]) {
      url.searchParams.append(name, String(value));
    }
  }
  if (typeof fields.fragment === 'string') url.hash = fields.fragment;
  return url;
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function readHeaders(value: unknown): HeaderPair[] {
  const headers: HeaderPair[] = [];
  for (const [name, values] of Object.entries(fieldsOf(value))) {
    if (!NAME.test(name)) throw bad(`"${name}" is no header name`);
    for (const one of Array.isArray(values) ? values : [values]) {
      const text = Buffer.from(String(one), 'utf8').toString('latin1');
      if (/[\r\n\0]/.test(text)) throw bad(`the value of ${name} has a line break in it`);
      headers.push([name, text]);
    }
  }
  return headers;
}

function addCookies(headers: HeaderPair[], value: unknown): void {
  const pairs = Object.entries(fieldsOf(value)).map(([name, text]) => `${name}=${String(text)}`);
  if (pairs.some((pair) => /[\r\n;]/.test(pair))) throw bad('a cookie has a line break or ; in it');
  if (pairs.length > 0) headers.push(['Cookie', pairs.join('; ')]);
}

const typeOf = (headers: readonly HeaderPair[]): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];

function readBody(fields: Fields, headers: HeaderPair[]): Buffer {
  const { body, form } = fields;
  if (form !== undefined && form !== null) {
    if (body !== undefined && body !== null) throw bad('form and body exclude each other');
    return readForm(fieldsOf(form), headers);
  }
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (fields.encodeBodyAsJSON === true) {
    if (typeOf(headers) === undefined) headers.push(['Content-Type', 'application/json']);
    return Buffer.from(writeEjson(body), 'utf8');
  }
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (body instanceof Binary) return Buffer.from(body.value());
  throw bad('body has to be a string or a BSON.Binary; for an object set encodeBodyAsJSON');
}

function readForm(form: Fields, headers: HeaderPair[]): Buffer {
  const pairs = Object.entries(form).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  if (typeOf(headers)?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true) {
    return Buffer.from(new URLSearchParams(pairs).toString(), 'utf8');
  }
  const boundary = `backstitch-${randomBytes(12).toString('hex')}`;
  headers.push(['Content-Type', `multipart/form-data; boundary=${boundary}`]);
  const parts = pairs.map(([name, value]) => {
    const quoted = name.replaceAll(/["\r\n]/g, (c) => encodeURIComponent(c));
    return `--${boundary}\r\nContent-Disposition: form-data; name="${quoted}"\r\n\r\n${value}\r\n`;
  });
  return Buffer.from(`${parts.join('')}--${boundary}--\r\n`, 'utf8');
}

/** The arguments as rules see them: `url` taken apart, however it was given. */
export function ruleArguments(args: unknown, call: HttpCall): Fields {
  const { url } = call;
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  return {
    ...fieldsOf(args),
    url: {
      scheme: url.protocol.slice(0, -1),
      // A rule may name the host with its port or without.
      host: url.port === '' ? url.hostname : [url.host, url.hostname],
      path: url.pathname,
      query,
      fragment: url.hash.slice(1),
    },
  };
}

const HIDDEN = '…';
const SECRET_HEADER =
  /^(authorization|proxy-authorization|cookie|x-api-key|api-key|x-auth-token)$/i;
const SECRET_QUERY = /secret|token|key|password|signature/i;

/** The arguments as people may see them. */
export function shownArguments(args: unknown): string {
  const fields: Fields = { ...fieldsOf(args) };
  if (fields.password !== undefined) fields.password = HIDDEN;
  if (fields.cookies !== undefined) {
    fields.cookies = Object.fromEntries(
      Object.keys(fieldsOf(fields.cookies)).map((name) => [name, HIDDEN]),
    );
  }
  if (fields.headers !== undefined) {
    fields.headers = Object.fromEntries(
      Object.entries(fieldsOf(fields.headers)).map(([name, value]) => [
        name,
        SECRET_HEADER.test(name) ? HIDDEN : value,
      ]),
    );
  }
  if (typeof fields.url === 'string') fields.url = shownUrl(fields.url);
  return writeEjson(fields);
}

function shownUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null) return text;
  if (url.password !== '') url.password = HIDDEN;
  for (const name of Array.from(url.searchParams.keys())) {
    if (SECRET_QUERY.test(name)) url.searchParams.set(name, HIDDEN);
  }
  return url.href;
}
