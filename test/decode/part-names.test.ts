import { describe, expect, it } from 'vitest';
import { latin1Of } from '../../main/decode/latin1.ts';
import { parseMultipart, partContent } from '../../main/decode/multipart.ts';
import { readBody } from '../../main/decode/reading.ts';

const TYPE = { contentType: 'multipart/form-data; boundary=b' };

/** A multipart body of parts, each its header lines and its content, one character per byte. */
function multipart(...parts: [headers: string, content: string][]): Uint8Array {
  const text = parts.map(([headers, content]) => `--b\r\n${headers}\r\n\r\n${content}\r\n`);
  return Buffer.from(`${text.join('')}--b--\r\n`, 'latin1');
}
const latin1 = (text: string) => latin1Of(new TextEncoder().encode(text));

describe('names of parts and files', () => {
  it.each([
    ["filename*=utf-8''%E6%9D%B1.pdf", '東.pdf'],
    ["filename=x.pdf; filename*=UTF-8'ja'%E6%9D%B1.pdf", '東.pdf'],
    ["filename*=iso-8859-1''caf%E9.txt", 'café.txt'],
    ["filename*=gbk''%B2%E2%CA%D4.txt", '测试.txt'],
    ['filename*="utf-8\'\'%E2%82%AC.txt"', '€.txt'],
    ['filename*=%E6%9D%B1.pdf', '東.pdf'],
    ["filename*0*=utf-8''%E6%9D; filename*1*=%B1; filename*2=.pdf", '東.pdf'],
    ['filename="=?UTF-8?B?5p2x5Lqs?= =?UTF-8?Q?_1=2Epdf?="', '東京 1.pdf'],
    [latin1('filename="東.pdf"'), '東.pdf'],
    ['filename="a%22b.txt"', 'a"b.txt'],
    ["filename*=nonsense''%41.txt", 'A.txt'],
    ["filename*=utf-8''%ZZ%4", '%ZZ%4'],
  ])('%s', (parameter, name) => {
    const body = multipart([`Content-Disposition: form-data; name=f; ${parameter}`, 'x']);
    expect(parseMultipart(body, TYPE).parts).toMatchObject([{ name: 'f', filename: name }]);
  });

  it('may be that of the field, and stand in Content-Type', () => {
    const body = multipart(
      ["Content-Disposition: form-data; name*=utf-8''gr%C3%BC%C3%9Fe", 'x'],
      ['Content-Type: application/pdf; name="=?utf-8?Q?caf=C3=A9?="', 'x'],
    );
    expect(parseMultipart(body, TYPE).parts).toMatchObject([
      { name: 'grüße', filename: null },
      { name: null, filename: 'café' },
    ]);
  });

  it('are read in the charset that was chosen where they are no UTF-8', () => {
    const body = multipart(['Content-Disposition: form-data; name=f; filename="\x83n.txt"', 'x']);
    const told = { ...TYPE, chosen: 'shift_jis' };
    expect(parseMultipart(body, told).parts[0]?.filename).toBe('ハ.txt');
  });
});

describe('what parts hold', () => {
  it('is what was sent, its transfer encoding undone', () => {
    const form = 'Content-Disposition: form-data; name=';
    const body = multipart(
      [`${form}a\r\nContent-Transfer-Encoding: base64`, 'aGVs\r\nbG8=\r\nIQ=='],
      [`${form}b\r\nContent-Transfer-Encoding: Quoted-Printable`, 'gr=C3=BC=\r\n=C3=9Fe =zz'],
      [`${form}c\r\nContent-Transfer-Encoding: 8bit`, 'x=41'],
    );
    const read = parseMultipart(body, TYPE).parts.map((part) =>
      new TextDecoder().decode(partContent(body, part)),
    );
    expect(read).toEqual(['hello!', 'grüße =zz', 'x=41']);
    expect(
      readBody(body, TYPE)
        .fields()
        .map(({ text }) => text),
    ).toEqual(read);
  });

  it('is decoded as SendGrid says in its table of charsets', () => {
    const field = (name: string) => `Content-Disposition: form-data; name="${name}"`;
    const body = multipart(
      [field('subject'), '\xb2\xe2\xca\xd4'],
      [field('text'), '\x83n'],
      [field('to'), 'a@b.test'],
      [field('charsets'), '{"to":"UTF-8","subject":"gb2312","text":"shift_jis"}'],
    );
    expect(readBody(body, TYPE).fields()).toMatchObject([
      { name: 'subject', text: '测试' },
      { name: 'text', text: 'ハ' },
      { name: 'to', text: 'a@b.test' },
      { name: 'charsets' },
    ]);
  });

  it('is decoded in what _charset_ says, but as a part says first', () => {
    const field = 'Content-Disposition: form-data; name=';
    const body = multipart(
      [`${field}_charset_`, 'windows-1252'],
      [`${field}a`, 'caf\xe9'],
      [`${field}b\r\nContent-Type: text/plain; charset=koi8-r`, '\xe4\xc1'],
    );
    expect(readBody(body, TYPE).fields()).toMatchObject([{}, { text: 'café' }, { text: 'Да' }]);
  });

  it('is found without a Content-Type, and in parts of parts', () => {
    const inner = '--i\r\nContent-Type: text/plain\r\n\r\nhello\r\n--i--';
    const body = multipart(
      ['Content-Type: multipart/alternative; boundary=i', inner],
      ['Content-Disposition: form-data; name=n', '{"a":1}'],
    );
    const reading = readBody(body, { contentType: null });
    expect(reading.kind()).toBe('multipart');
    expect(reading.fields()).toMatchObject([{ text: 'hello' }, { name: 'n', text: '{"a":1}' }]);
    expect(reading.json()).toEqual({ a: 1 });
  });
});
