import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyKind } from '../../../renderer/captures/body/body-kind.ts';
import { decodeText, firstInvalidUtf8 } from '../../../renderer/captures/body/charset.ts';
import { bytesOfLatin1, latin1Of } from '../../../renderer/captures/body/latin1.ts';
import { parseMediaType } from '../../../renderer/captures/body/media-type.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const PNG = bytesOfLatin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR');

describe('choosing how to show a body', () => {
  it.each([
    ['application/json; charset=utf-8', '{}', 'json'],
    ['application/vnd.api+json', '[]', 'json'],
    ['application/x-ndjson', '{}\n{}', 'ndjson'],
    ['application/x-www-form-urlencoded', 'a=1', 'form'],
    ['multipart/form-data; boundary=x', '--x--', 'multipart'],
    ['text/xml', '<a/>', 'xml'],
    ['application/soap+xml', '<a/>', 'xml'],
    ['image/svg+xml', '<svg/>', 'svg'],
    ['text/html', '<script>alert(1)</script>', 'text'],
    ['text/plain', '{"a":1}', 'text'],
    ['application/json', '', 'empty'],
  ])('%s with %j is %s', (type, text, kind) => {
    expect(bodyKind(utf8(text), type).kind).toBe(kind);
  });

  it.each([
    ['{"a":1}', 'json'],
    ['[1]', 'json'],
    ['<?xml version="1.0"?><a/>', 'xml'],
    ['<soap:Envelope/>', 'xml'],
    ['a=1&b=2%20', 'form'],
    ['hello there', 'text'],
    ['<html><script>', 'text'],
    ['\0\x01\x02', 'binary'],
  ])('without Content-Type %j is %s', (text, kind) => {
    expect(bodyKind(utf8(text), null).kind).toBe(kind);
    expect(bodyKind(utf8(text), 'application/octet-stream').kind).toBe(kind);
  });

  it('believes the bytes of an image against the header, and says so', () => {
    expect(bodyKind(PNG, 'image/png')).toEqual({ kind: 'image', label: 'PNG image', note: null });
    expect(bodyKind(PNG, 'text/plain')).toMatchObject({
      kind: 'image',
      note: expect.stringContaining('text/plain'),
    });
    expect(bodyKind(utf8('not a png'), 'image/png')).toMatchObject({
      kind: 'text',
      note: 'Sent as image/png, but the bytes are not such an image.',
    });
  });

  it('does not take words that begin with BM for a bitmap', () => {
    expect(bodyKind(utf8('BMW sends its regards to everyone here'), null).kind).toBe('text');
  });

  it('decides on any bytes under any header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.option(fc.string()), (bytes, type) => {
        expect(bodyKind(bytes, type).label).not.toBe('');
      }),
    );
  });
});

describe('reading bytes as text', () => {
  it('follows the charset of Content-Type', () => {
    expect(decodeText(bytesOfLatin1('caf\xe9'), 'text/plain; charset=ISO-8859-1')).toMatchObject({
      text: 'café',
      from: 'Content-Type',
      warning: null,
    });
    expect(decodeText(bytesOfLatin1('\x83n'), 'text/plain; charset="shift_jis"').text).toBe('ハ');
  });

  it('lets a byte order mark decide', () => {
    const utf16 = bytesOfLatin1('\xff\xfeh\0i\0');
    expect(decodeText(utf16, 'application/json; charset=utf-8')).toMatchObject({
      text: 'hi',
      charset: 'utf-16le',
      from: 'byte order mark',
    });
  });

  it('flags the first byte that is not UTF-8', () => {
    const decoded = decodeText(bytesOfLatin1('ab\xff'), 'application/json');
    expect(decoded.text).toBe('ab\uFFFD');
    expect(decoded.warning).toContain('from byte 2 (0x2)');
  });

  it('names a charset it does not know', () => {
    expect(decodeText(utf8('x'), 'text/plain; charset=klingon').warning).toContain('klingon');
  });

  it('judges UTF-8 as the platform decoder does', () => {
    const fits = (bytes: Uint8Array): boolean => {
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes) !== null;
      } catch {
        return false;
      }
    };
    const text = fc.string({ unit: 'binary' }).map((s) => utf8(s));
    const mixed = fc.oneof(fc.uint8Array(), text);
    fc.assert(
      fc.property(mixed, mixed, (a, b) => {
        const bytes = new Uint8Array([...a, ...b]);
        const bad = firstInvalidUtf8(bytes);
        expect(bad < 0).toBe(fits(bytes));
        expect(fits(bytes.subarray(0, bad < 0 ? undefined : bad))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('turns bytes to latin1 and back without loss', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        expect(bytesOfLatin1(latin1Of(bytes))).toEqual(bytes);
      }),
      { numRuns: 30 },
    );
  });
});

describe('media types', () => {
  it('reads parameters with quotes, semicolons inside them, and odd spacing', () => {
    const type = parseMediaType(' Text/HTML ; Charset = "a;\\"b" ;x=1;x=2;flag');
    expect(type.essence).toBe('text/html');
    expect([...type.parameters]).toEqual([
      ['charset', 'a;"b'],
      ['x', '1'],
      ['flag', ''],
    ]);
  });

  it('never throws and never hangs', () => {
    const soup = fc.string({
      unit: fc.constantFrom('a', ';', '=', '"', '\\', ' ', '\t', ',', '/'),
    });
    fc.assert(
      fc.property(soup, (text) => {
        expect(parseMediaType(text).essence).not.toContain(';');
      }),
    );
  });
});

it('reads JSON that curl -d sent as a form as JSON, and says so', () => {
  const bytes = new TextEncoder().encode('{"order":1001}');
  const verdict = bodyKind(bytes, 'application/x-www-form-urlencoded');
  expect(verdict).toMatchObject({ kind: 'json', note: expect.stringContaining('JSON') });
});
