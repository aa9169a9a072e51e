import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { RequestView } from '../request-view.ts';
import { jsonForms } from './json-forms.ts';
import type { Probe } from './probe.ts';

const REWRITTEN =
  'The body was parsed and rewritten on its way: its bytes are not the signed ones.';
const LINES = 'Something on its way changed line endings or added to the end of the body.';
const CHARSET = 'The body was re-encoded on its way: UTF-8 was read or written as another charset.';

/** What may have become of a body between its signature and its arrival. */
export function* otherBodies(view: RequestView, mostBytes: number): Generator<Probe> {
  const { body } = view.request;
  for (const edge of edges(body)) yield { text: LINES, certain: true, body: edge };
  const decoded = decompressed(body, view.header('content-encoding'), mostBytes);
  if (decoded !== null) {
    const text = 'The sender signed before it compressed the body.';
    yield { text, certain: true, body: decoded };
  }
  for (const other of recoded(body)) yield { text: CHARSET, certain: true, body: other };
  if (view.json() !== undefined) {
    for (const { by, written } of jsonForms(utf8(body))) {
      const text = `${REWRITTEN} It was signed as ${by} writes it.`;
      yield { text, certain: true, body: Buffer.from(written) };
    }
  } else if (/^application\/x-www-form-urlencoded\b/i.test(view.header('content-type') ?? '')) {
    for (const written of formForms(Buffer.from(body).toString('latin1'))) {
      yield { text: REWRITTEN, certain: true, body: Buffer.from(written, 'latin1') };
    }
  }
}

const utf8 = (body: Uint8Array): string => new TextDecoder().decode(body);

/** As latin1, so that bytes of any kind stay. */
function edges(body: Uint8Array): Buffer[] {
  const text = Buffer.from(body).toString('latin1');
  const all = [
    text.replace(/\r?\n$/, ''),
    `${text}\n`,
    `${text}\r\n`,
    text.replaceAll('\r\n', '\n'),
    text.replaceAll(/\r\n?|\n/g, '\r\n'),
    text.replaceAll(/\r(?!\n)/g, '\n'),
    text.replaceAll(/\r\n|\n/g, '\r'),
    text.replace(/^\u00EF\u00BB\u00BF/, ''),
    `\u00EF\u00BB\u00BF${text}`,
    text.trim(),
  ];
  return [...new Set(all)]
    .filter((edge) => edge !== text)
    .map((edge) => Buffer.from(edge, 'latin1'));
}

function decompressed(
  body: Uint8Array,
  coding: string | undefined,
  maxOutputLength: number,
): Uint8Array | null {
  try {
    if (coding === 'gzip') return gunzipSync(body, { maxOutputLength });
    if (coding === 'deflate') return inflateSync(body, { maxOutputLength });
    return coding === 'br' ? brotliDecompressSync(body, { maxOutputLength }) : null;
  } catch {
    // It is not packed as its header says, or is too large to try.
    return null;
  }
}

const WINDOWS_1252 = new TextDecoder('windows-1252').decode(
  Uint8Array.from({ length: 256 }, (_, byte) => byte),
);

/** UTF-8 taken for Latin-1 or Windows-1252 and encoded again, undone and done. */
function* recoded(body: Uint8Array): Generator<Buffer> {
  const bytes = Buffer.from(body);
  if (!bytes.some((byte) => byte > 0x7f)) return;
  yield Buffer.from(bytes.toString('latin1'));
  yield Buffer.from(new TextDecoder('windows-1252').decode(bytes));
  const text = utf8(bytes);
  for (const table of [undefined, WINDOWS_1252]) {
    const once = narrow(text, table);
    if (once !== null) yield once;
  }
  yield Buffer.from(text.normalize('NFC'));
  yield Buffer.from(text.normalize('NFD'));
}

/** Each character as the one byte it has in a table; null where one has none. */
function narrow(text: string, table: string | undefined): Buffer | null {
  const codes = Array.from(text, (char) => table?.indexOf(char) ?? char.codePointAt(0) ?? -1);
  return codes.every((code) => code >= 0 && code < 256) ? Buffer.from(codes) : null;
}

/** A form as other encoders write it: spaces, hex digits, and which characters are escaped. */
function formForms(text: string): string[] {
  const pairs = [...new URLSearchParams(text)];
  const strict = (part: string): string =>
    encodeURIComponent(part).replaceAll(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const joined = (write: (part: string) => string): string =>
    pairs.map((pair) => pair.map(write).join('=')).join('&');
  const all = [
    new URLSearchParams(text).toString(),
    joined(encodeURIComponent),
    joined(strict),
    joined(strict).replaceAll('%20', '+'),
    // urlencode of PHP.
    joined(strict).replaceAll('%20', '+').replaceAll('~', '%7E'),
    text.replaceAll('+', '%20'),
    text.replaceAll('%20', '+'),
    text.replaceAll(/%[0-9A-F]{2}/gi, (escape) => escape.toLowerCase()),
    text.replaceAll(/%[0-9A-F]{2}/gi, (escape) => escape.toUpperCase()),
  ];
  return [...new Set(all)].filter((other) => other !== text);
}
