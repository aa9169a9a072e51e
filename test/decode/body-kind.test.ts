import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyKind } from '../../main/decode/body-kind.ts';
import { decodeText } from '../../main/decode/charsets/charset.ts';
import { firstInvalidUtf8 } from '../../main/decode/charsets/unicode.ts';
import { bytesOfLatin1, latin1Of } from '../../main/decode/latin1.ts';
import { parseMediaType } from '../../main/decode/media-type.ts';

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
    ['text/plain', '{"a":1}', 'json'],
    ['application/json', '', 'empty'],
  ])('%s with %j is %s', (type, text, kind) => {
    expect(bodyKind(utf8(text), { contentType: type }).kind).toBe(kind);
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
    expect(bodyKind(utf8(text), { contentType: null }).kind).toBe(kind);
    expect(bodyKind(utf8(text), { contentType: 'application/octet-stream' }).kind).toBe(kind);
  });

  it('believes the bytes of an image against the header, and says so', () => {
    expect(bodyKind(PNG, { contentType: 'image/png' })).toEqual({
      kind: 'image',
      label: 'PNG image',
      note: null,
    });
    expect(bodyKind(PNG, { contentType: 'text/plain' })).toMatchObject({
      kind: 'image',
      note: expect.stringContaining('text/plain'),
    });
    expect(bodyKind(utf8('not a png'), { contentType: 'image/png' })).toMatchObject({
      kind: 'text',
      note: 'Sent as image/png, but the bytes are not such an image.',
    });
  });

  it('does not take words that begin with BM for a bitmap', () => {
    expect(
      bodyKind(utf8('BMW sends its regards to everyone here'), { contentType: null }).kind,
    ).toBe('text');
  });

  it('decides on any bytes under any header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.option(fc.string()), (bytes, type) => {
        expect(bodyKind(bytes, { contentType: type }).label).not.toBe('');
      }),
    );
  });
});

describe('reading bytes as text', () => {
  it('follows the charset of Content-Type', () => {
    expect(
      decodeText(bytesOfLatin1('caf\xe9'), { contentType: 'text/plain; charset=ISO-8859-1' }),
    ).toMatchObject({
      text: 'café',
      from: 'Content-Type',
      warning: null,
    });
    expect(
      decodeText(bytesOfLatin1('\x83n'), { contentType: 'text/plain; charset="shift_jis"' }).text,
    ).toBe('ハ');
  });

  it('lets a byte order mark decide', () => {
    const utf16 = bytesOfLatin1('\xff\xfeh\0i\0');
    expect(decodeText(utf16, { contentType: 'application/json; charset=utf-8' })).toMatchObject({
      text: 'hi',
      charset: 'utf-16le',
      from: 'byte order mark',
    });
  });

  it('flags the first byte that is not UTF-8', () => {
    const decoded = decodeText(bytesOfLatin1('ab\xff'), { contentType: 'application/json' });
    expect(decoded.text).toBe('ab\uFFFD');
    expect(decoded.warning).toContain('from byte 2 (0x2)');
  });

  it('names a charset it does not know', () => {
    expect(decodeText(utf8('x'), { contentType: 'text/plain; charset=klingon' }).warning).toContain(
      'klingon',
    );
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
  const verdict = bodyKind(bytes, { contentType: 'application/x-www-form-urlencoded' });
  expect(verdict).toMatchObject({ kind: 'json', note: expect.stringContaining('JSON') });
});

describe('a declaration that names no format', () => {
  it.each([
    ['text/plain', ' {"Type":"Notification"}', 'json'],
    ['text/html; charset=utf-8', '[{"a":1}]', 'json'],
    ['text/plain', '{"a":1}\n{"a":2}\n', 'ndjson'],
    ['application/json', '{"a":1}\n{"a":2}', 'ndjson'],
    ['application/json', '{\n"a":1\n}', 'json'],
    ['application/json', '{"a":1}\n', 'json'],
    ['application/json', '{"a":', 'json'],
    ['text/plain', 'a=1&b=2', 'form'],
    ['text/plain', 'a=1', 'text'],
    ['text/plain', '[note] the door is open', 'text'],
    ['text/plain', '[2026-01-31] started [ok]', 'text'],
    ['text/plain', '{"a":1} and more', 'text'],
    ['text/csv', 'a,b\n1,2', 'text'],
    ['text/html', '<?xml version="1.0"?><html/>', 'text'],
    ['application/x-www-form-urlencoded', ' [{"a":1}]', 'json'],
    ['application/x-www-form-urlencoded', 'a={"b":1}', 'form'],
    ['application/octet-stream', '{"a":1}', 'json'],
    ['binary/octet-stream', '{"a":1}\r\n{"b":2}', 'ndjson'],
    [
      'application/octet-stream',
      '--xy\r\nContent-Disposition: form-data; name=a\r\n\r\n1',
      'multipart',
    ],
    [null, '--xy\nContent-Type: text/plain\n\n1\n--xy--', 'multipart'],
    [null, '--- a/file\n+++ b/file', 'text'],
  ])('%s with %j is %s', (contentType, text, kind) => {
    expect(bodyKind(utf8(text), { contentType }).kind).toBe(kind);
  });

  it('is passed over for JSON in UTF-16, which has zeros that no text has', () => {
    const bytes = Buffer.from('{"a":"b"}', 'utf16le');
    expect(bodyKind(bytes, { contentType: null }).kind).toBe('json');
    expect(bodyKind(bytes, { contentType: 'application/octet-stream' }).kind).toBe('json');
  });

  it('does not make binary of a text whose charset is known', () => {
    const gbk = bytesOfLatin1('\xb2\xe2\xca\xd4');
    expect(bodyKind(gbk, { contentType: null }).kind).toBe('binary');
    expect(bodyKind(gbk, { contentType: null, chosen: 'gb18030' }).kind).toBe('text');
    const xml = bytesOfLatin1('<?xml version="1.0" encoding="GBK"?><a>\xb2\xe2</a>');
    expect(bodyKind(xml, { contentType: 'application/octet-stream' }).kind).toBe('xml');
  });

  it('is passed over for gzip under any type', () => {
    const gzip = bytesOfLatin1('\x1f\x8b\x08\0\0\0\0\0');
    for (const contentType of ['application/json', 'text/plain', null]) {
      expect(bodyKind(gzip, { contentType })).toMatchObject({ kind: 'binary', label: 'gzip data' });
    }
  });
});
