import { STATUS_CODES } from 'node:http';
import { Binary, Int32, Long } from 'bson';
import type { ExchangeResult } from '../../../outbound/exchange.ts';
import { fieldsOf, readEjson } from '../ejson.ts';
import { cookiesOf } from './cookies.ts';

const canonical = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(
      /(^|-)([a-z])/g,
      (_all, dash: string, letter: string) => dash + letter.toUpperCase(),
    );

/** What an HTTP action resolves to. */
export interface HttpAnswer {
  /** Code and reason: `200 OK`. */
  status: string;
  statusCode: Int32;
  /** Bytes of the body, whatever the header says. */
  contentLength: Long;
  headers: Record<string, string[]>;
  cookies: Record<string, string>;
  /** Present even if empty. */
  body: Binary;
}

export function answerOf(result: ExchangeResult): HttpAnswer {
  const headers = new Map<string, string[]>();
  for (const [name, value] of result.headers) {
    const key = canonical(name);
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  const code = result.status ?? 0;
  return {
    status: result.reason === '' ? String(code) : `${code} ${result.reason}`,
    statusCode: new Int32(code),
    contentLength: Long.fromNumber(result.body.length),
    headers: Object.fromEntries(headers),
    cookies: cookiesOf(result.headers),
    body: new Binary(result.body),
  };
}

/**
 * A stub as the answer of an HTTP action, what it leaves out filled in. A value with neither
 * `statusCode` nor `body` is no answer but its JSON body; '' is an empty object.
 */
export function stubbedAnswer(stub = ''): HttpAnswer {
  const value = stub.trim() === '' ? {} : readEjson(stub);
  const fields = fieldsOf(value);
  const isAnswer = Object.hasOwn(fields, 'statusCode') || Object.hasOwn(fields, 'body');
  const content = isAnswer ? fields.body : value;
  const bytes = bytesOf(content);
  const code =
    Number.isSafeInteger(fields.statusCode) && isAnswer ? Number(fields.statusCode) : 200;
  const status = isAnswer && typeof fields.status === 'string' ? fields.status : undefined;
  const isJson = !(content instanceof Binary) && typeof content !== 'string';
  return {
    status: status ?? `${code} ${STATUS_CODES[code] ?? ''}`.trim(),
    statusCode: new Int32(code),
    contentLength: Long.fromNumber(bytes.length),
    headers: {
      ...(isJson && bytes.length > 0 && { 'Content-Type': ['application/json'] }),
      ...(isAnswer && readHeaders(fields.headers)),
    },
    cookies: isAnswer ? readCookies(fields.cookies) : {},
    body: new Binary(bytes),
  };
}

function bytesOf(content: unknown): Buffer {
  if (content instanceof Binary) return Buffer.from(content.value());
  if (content === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content), 'utf8');
}

const readHeaders = (value: unknown): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(fieldsOf(value)).map(([name, values]) => [
      canonical(name),
      [values].flat().map(String),
    ]),
  );

const readCookies = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, text]) => [name, String(text)]));
