import { describe, expect, it } from 'vitest';
import { decodeText } from '../../main/decode/charsets/charset.ts';
import { CHARSETS, charsetNamed } from '../../main/decode/charsets/charset-names.ts';
import { readForm, readQuery } from '../../main/decode/form-fields.ts';
import { bytesOfLatin1 } from '../../main/decode/latin1.ts';
import { decoderOf } from '../../main/decode/text.ts';

const FORM = 'application/x-www-form-urlencoded';
const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return bytes;
};
const utf32 = (text: string, littleEndian: boolean): Uint8Array => {
  const codes = Array.from(text).map((char) => char.codePointAt(0) ?? 0);
  const bytes = new Uint8Array(codes.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, code] of codes.entries()) view.setUint32(4 * i, code, littleEndian);
  return bytes;
};
const GBK_TEST = '\xb2\xe2\xca\xd4';

describe('the charset of a text', () => {
  it('is that of the XML declaration', () => {
    const xml = bytesOfLatin1(`<?xml version="1.0" encoding="GBK"?><a>${GBK_TEST}</a>`);
    expect(decodeText(xml, { contentType: 'application/xml' })).toMatchObject({
      text: '<?xml version="1.0" encoding="GBK"?><a>测试</a>',
      charset: 'gb18030',
      from: 'XML declaration',
      warning: null,
    });
  });

  it('is that of the meta of HTML', () => {
    const html = bytesOfLatin1('<!doctype html><meta charset="windows-1251"><p>\xc4\xe0');
    expect(decodeText(html, { contentType: 'text/html' })).toMatchObject({
      from: 'HTML meta',
      text: '<!doctype html><meta charset="windows-1251"><p>Да',
    });
  });

  it.each([
    ['UTF-16BE', utf16('{"a":"ü"}', false), 'utf-16be'],
    ['UTF-16LE', utf16('{"a":"ü"}', true), 'utf-16le'],
    ['UTF-32BE', utf32('{"a":"ü😀"}', false), 'utf-32be'],
    ['UTF-32LE', utf32('{"a":"ü😀"}', true), 'utf-32le'],
  ])('is told by the zeros of %s, whatever is declared', (_, bytes, charset) => {
    for (const contentType of ['application/json', 'application/json; charset=utf-16', null]) {
      const found = decodeText(bytes, { contentType });
      expect(found).toMatchObject({ charset, from: 'first bytes', warning: null });
      expect(JSON.parse(found.text)).toMatchObject({ a: expect.stringContaining('ü') });
    }
  });

  it('is told by a mark of UTF-32, which begins like that of UTF-16', () => {
    const marked = utf32('\ufeff<a/>', true);
    expect(decodeText(marked, { contentType: null })).toMatchObject({
      text: '<a/>',
      charset: 'utf-32le',
    });
  });

  it('is what a person chose before what is declared, but not before a mark', () => {
    const bytes = bytesOfLatin1(GBK_TEST);
    const told = { contentType: 'text/plain; charset=iso-8859-1', chosen: 'gb18030' };
    expect(decodeText(bytes, told).text).toBe('测试');
    expect(decodeText(utf8('\ufeffü'), told).text).toBe('ü');
  });

  it('is the one that the bytes fit where a message says two', () => {
    const xml = bytesOfLatin1(`<?xml version="1.0" encoding="gb2312"?><a>${GBK_TEST}</a>`);
    const found = decodeText(xml, { contentType: 'text/xml; charset=utf-8' });
    expect(found.text).toContain('测试');
    expect(found.warning).toBe('The bytes do not fit utf-8 (Content-Type): read as gb18030.');
  });

  it('has the names that senders give it', () => {
    expect(
      ['GBK', 'gb2312', ' "UTF8" ', 'cp936', 'x-sjis', 'ks_c_5601-1987', 'Latin-1', 'UTF-32'].map(
        charsetNamed,
      ),
    ).toEqual([
      'gb18030',
      'gb18030',
      'utf-8',
      'gb18030',
      'shift_jis',
      'euc-kr',
      'windows-1252',
      'utf-32be',
    ]);
    for (const label of ['', 'klingon', null, undefined, '__proto__', 'x'.repeat(1e5)]) {
      expect(charsetNamed(label)).toBeUndefined();
    }
  });

  it('can be chosen from a list of which all are known', () => {
    for (const { charset } of CHARSETS) expect(charsetNamed(charset)).toBe(charset);
  });

  it('is decoded as browsers decode it, not as ICU does', () => {
    const read = (charset: string, bytes: string) => decoderOf(charset)(bytesOfLatin1(bytes)).text;
    expect(read('euc-kr', '\x81\x41\xb0\xa1')).toBe('갂가');
    expect(read('big5', '\x87\x40\xa4\xa4')).toBe('䏰中');
    expect(read('shift_jis', '\x83n\x1a\x1c\x7f')).toBe('ハ\x1a\x1c\x7f');
  });
});

describe('the charset of a form', () => {
  const subject = (body: string, contentType: string | null = FORM, chosen?: string) => {
    const form = readForm(bytesOfLatin1(body), { contentType, chosen });
    return [form.fields[0]?.value, form.from];
  };

  it('is that of the header, of a field, or of whoever looks', () => {
    expect(subject('s=%B2%E2%CA%D4', `${FORM}; charset=GBK`)).toEqual(['测试', 'Content-Type']);
    expect(subject('s=%B2%E2%CA%D4&charset=GBK')).toEqual(['测试', 'field charset']);
    expect(subject('s=%83%6e&_charset_=shift_jis')).toEqual(['ハ', 'field _charset_']);
    expect(subject('s=caf%E9&charset=windows-1252')).toEqual(['café', 'field charset']);
    expect(subject('s=%B2%E2%CA%D4', FORM, 'gbk')).toEqual(['测试', 'chosen for this endpoint']);
    expect(subject(`s=${GBK_TEST}&charset=gbk`)).toEqual(['测试', 'field charset']);
  });

  it('is the one that the bytes behind the escapes fit', () => {
    const body = 's=%B2%E2%CA%D4&charset=GBK';
    expect(subject(body, `${FORM}; charset=UTF-8`)).toEqual(['测试', 'field charset']);
    expect(subject('s=%C3%BC&charset=utf-8', `${FORM}; charset=UTF-8`)[0]).toBe('ü');
  });

  it('is UTF-8 without a word, and no field is lost over a wrong one', () => {
    expect(subject('s=%C3%BC&charset=nonsense')).toEqual(['ü', 'default']);
    expect(readForm(bytesOfLatin1('s=%B2&t=1'), { contentType: FORM }).fields).toMatchObject([
      { value: '\ufffd', problem: 'the bytes are not UTF-8' },
      { value: '1', problem: null },
    ]);
    expect(subject('s=%C3%BC', `${FORM}; charset=utf-16`)[0]).toBe('ü');
  });

  it('holds for a query, too', () => {
    expect(readQuery('charset=GBK&s=%B2%E2%CA%D4').fields[1]?.value).toBe('测试');
    expect(readQuery('s=%B2%E2%CA%D4', 'gb18030').fields[0]?.value).toBe('测试');
  });
});
