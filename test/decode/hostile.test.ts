import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyKind } from '../../main/decode/body-kind.ts';
import { decodeText, formCharsetOf } from '../../main/decode/charsets/charset.ts';
import { readForm, readQuery } from '../../main/decode/form-fields.ts';
import { isJson, isJsonLines, linesOf, parsedJson } from '../../main/decode/json-text.ts';
import { bytesOfLatin1 } from '../../main/decode/latin1.ts';
import { packedAs } from '../../main/decode/magic.ts';
import { parseMultipart, partContent, toldOfPart } from '../../main/decode/multipart.ts';
import { readBody, recordsOf, soleJson } from '../../main/decode/reading.ts';
import { decodeBase64, decodeQuoted } from '../../main/decode/transfer-codings.ts';
import { runs } from '../helpers/runs.ts';

const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded; charset=gbk',
  'multipart/form-data; boundary=b',
  'multipart/mixed',
  'text/plain; charset=utf-32',
  'text/xml',
  'text/html; charset="',
  'image/png',
  '',
];
const pieces = fc
  .array(
    fc.constantFrom(
      '--b',
      '--b--',
      '\r\n',
      '\n',
      'Content-Disposition: form-data; name=a; filename*=',
      "utf-8''%E6%9D%B1",
      'Content-Transfer-Encoding: base64\r\n',
      'charset=gbk&',
      '_charset_=',
      '{"a":[',
      ']}',
      '=?utf-8?q?',
      '%',
      '%ff',
      '+',
      '\0\0\0{',
      '\xff\xfe\0\0',
      '<?xml encoding="utf-16"?>',
      '\x1f\x8b\x08',
    ),
    { maxLength: 30 },
  )
  .map((list) => bytesOfLatin1(list.join('')));
const bytes = fc.oneof(
  pieces,
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map((s) => Buffer.from(s)),
);
const told = fc.record({
  contentType: fc.oneof(fc.constantFrom(...TYPES), fc.string(), fc.constant(null)),
  chosen: fc.oneof(fc.constantFrom(null, 'gbk', 'utf-32le', 'iso-2022-jp'), fc.string()),
  beside: fc.option(fc.string()),
});

/** An object or a list, as the platform reads it. */
function platformJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Everything the room offers, on one body. */
function readAll(body: Uint8Array, about: { contentType: string | null; chosen: string | null }) {
  const reading = readBody(body, about);
  reading.json();
  soleJson(reading.fields());
  recordsOf(reading.decoded().text);
  bodyKind(body, about);
  decodeText(body, about);
  formCharsetOf(body, about);
  readForm(body, about);
  packedAs(body);
  for (const part of parseMultipart(body, about).parts) {
    const content = partContent(body, part);
    expect(content.length).toBeLessThanOrEqual(body.length);
    bodyKind(content, toldOfPart(part, about));
  }
  return reading;
}

describe('a hostile body', () => {
  it('is read without a throw, whatever is said of it', () => {
    fc.assert(
      fc.property(bytes, told, (body, about) => {
        const reading = readAll(body, about);
        expect(typeof reading.kind()).toBe('string');
        expect(reading.decoded().text.length).toBeLessThanOrEqual(body.length + 1);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('gives back any text that was put into a transfer encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const base64 = Buffer.from(Buffer.from(body).toString('base64'));
        expect(decodeBase64(base64)).toEqual(body);
        const quoted = [...body]
          .map((byte) => `=${byte.toString(16).padStart(2, '0')}`)
          .join('=\r\n');
        expect(decodeQuoted(bytesOfLatin1(quoted))).toEqual(body);
      }),
    );
  });

  it('gives back any records that were put one on a line', () => {
    const record = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { maxKeys: 3 });
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 6 }), (records) => {
        const lines = records.map((one) => JSON.stringify(one));
        const text = lines.join('\r\n\n');
        expect(isJsonLines(text)).toBe(true);
        expect(recordsOf(text)).toEqual(lines.map((line) => JSON.parse(line)));
        expect([...linesOf(`\x1e${lines.join('\n\x1e')}`)]).toEqual(lines);
      }),
    );
  });

  it('takes JSON for JSON exactly where the platform does', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const value = parsedJson(text);
        expect(isJson(text) && value === undefined).toBe(false);
        expect(value).toEqual(platformJson(text));
      }),
    );
  });

  // What is not linear in these takes minutes; the time limit of the test is the bound.
  it.each([
    [
      'boundaries that almost match',
      '\n--bbbbbbb'.repeat(100_000),
      'multipart/x; boundary=bbbbbbbb',
    ],
    ['a long boundary', '-'.repeat(1_000_000), `multipart/x; boundary=${'-'.repeat(60_000)}`],
    ['parts without an end', '--b\r\n'.repeat(200_000), 'multipart/x; boundary=b'],
    ['parts with headers only', '--b\r\na:b\r\n'.repeat(100_000), 'multipart/x; boundary=b'],
    [
      'one header without an end',
      `--b\r\n${'a: b\r\n'.repeat(200_000)}`,
      'multipart/x; boundary=b',
    ],
    ['folded headers', `--b\r\na:${'\r\n '.repeat(300_000)}`, 'multipart/x; boundary=b'],
    [
      'a name of escapes',
      `--b\r\nContent-Disposition: x; name="${'=?'.repeat(30_000)}"\r\n\r\n`,
      'multipart/x; boundary=b',
    ],
    ['fields without values', '&'.repeat(1_000_000), 'application/x-www-form-urlencoded'],
    ['fields of escapes', '%'.repeat(1_000_000), 'application/x-www-form-urlencoded'],
    [
      'fields that name charsets',
      'charset=gbk&'.repeat(100_000),
      'application/x-www-form-urlencoded',
    ],
    ['a text of pairs', 'a=b&'.repeat(250_000), null],
    ['a text of names', 'a'.repeat(1_000_000), null],
    ['brackets', '['.repeat(1_000_000), 'application/json'],
    ['brackets as text', '['.repeat(1_000_000), 'text/plain'],
    ['braces on lines', '{\n'.repeat(500_000), 'application/x-ndjson'],
    ['fields that open like JSON', 'a={}}&'.repeat(150_000), 'application/x-www-form-urlencoded'],
    ['spaces', ' '.repeat(2_000_000), null],
    ['zeros', '\0'.repeat(2_000_000), null],
    ['a meta without an end', `<html><meta ${'charset '.repeat(100_000)}`, 'text/html'],
    ['a declaration without an end', `<?xml ${'encoding '.repeat(100_000)}`, 'text/xml'],
  ])('is read in linear time: %s', (_, text, contentType) => {
    const reading = readAll(bytesOfLatin1(text), { contentType, chosen: null });
    expect(reading.kind()).not.toBe('empty');
  });

  it('reads queries and types of any length', () => {
    expect(readQuery('&='.repeat(200_000)).fields.length).toBeLessThanOrEqual(100_000);
    const long = `text/plain;${' a="\\"\\'.repeat(100_000)}`;
    expect(decodeText(new Uint8Array([65]), { contentType: long }).text).toBe('A');
  });
});
