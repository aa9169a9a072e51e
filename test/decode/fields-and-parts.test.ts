import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBytes } from '../../renderer/captures/body/binary/find-bytes.ts';
import { queryOf, readQuery } from '../../main/decode/form-fields.ts';
import { bytesOfLatin1, latin1Of } from '../../main/decode/latin1.ts';
import { parseMultipart } from '../../main/decode/multipart.ts';

const formFields = (source: string) => readQuery(source).fields;
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('form fields and queries', () => {
  it('keeps order and repeated names, raw and decoded side by side', () => {
    expect(formFields('b=1&a=x+y%21&b=%E2%82%AC&flag&e=')).toMatchObject([
      { rawName: 'b', rawValue: '1', value: '1' },
      { rawName: 'a', rawValue: 'x+y%21', value: 'x y!' },
      { rawName: 'b', rawValue: '%E2%82%AC', value: '€' },
      { rawName: 'flag', rawValue: null, value: '' },
      { rawName: 'e', rawValue: '', value: '' },
    ]);
  });

  it('flags what cannot be decoded and shows the rest', () => {
    expect(formFields('a=100%&b=%ff')).toMatchObject([
      { value: '100%', problem: 'a % is not followed by two hex digits' },
      { value: '\uFFFD', problem: 'the bytes are not UTF-8' },
    ]);
  });

  it('decodes what URLSearchParams encodes', () => {
    const pairs = fc.array(
      fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
    );
    fc.assert(
      fc.property(pairs, (fields) => {
        const named = fields.filter(([name, value]) => name + value !== '');
        const decoded = formFields(new URLSearchParams(named).toString());
        expect(decoded.map((field) => [field.name, field.value])).toEqual(named);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.uint8Array().map((bytes) => latin1Of(bytes)),
        (text) => {
          expect(formFields(text).length).toBeLessThanOrEqual(text.split('&').length);
        },
      ),
    );
  });

  it('takes the query from the first question mark on', () => {
    expect(queryOf('/a?b?c')).toBe('b?c');
    expect(queryOf('/a')).toBeNull();
    expect(queryOf('/a?')).toBe('');
  });
});

describe('multipart bodies', () => {
  it('reads names, file names and content as a browser sends them', async () => {
    const form = new FormData();
    form.append('note', 'grüße');
    form.append(
      'file "x"',
      new File([new Uint8Array([0, 13, 10, 255])], 'a"b\u00e9.bin', { type: 'image/png' }),
    );
    const request = new Request('http://127.0.0.1/', { method: 'POST', body: form });
    const bytes = new Uint8Array(await request.arrayBuffer());
    const { parts, problem } = parseMultipart(bytes, {
      contentType: request.headers.get('content-type'),
    });
    expect(problem).toBeNull();
    expect(
      parts.map(({ name, filename, contentType }) => ({ name, filename, contentType })),
    ).toEqual([
      { name: 'note', filename: null, contentType: null },
      { name: 'file "x"', filename: 'a"bé.bin', contentType: 'image/png' },
    ]);
    expect(new TextDecoder().decode(bytes.subarray(parts[0]?.start, parts[0]?.end))).toBe('grüße');
    expect([...bytes.subarray(parts[1]?.start, parts[1]?.end)]).toEqual([0, 13, 10, 255]);
  });

  it('gives back any content that does not hold the boundary, bare line feeds or not', () => {
    const content = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(
        fc.array(content, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('\r\n', '\n'),
        (contents, eol) => {
          const chunks = contents.map((body, i) => [
            ...bytesOfLatin1(
              `--b0undary${eol}Content-Disposition: form-data; name="n${i}"${eol}${eol}`,
            ),
            ...body,
            ...bytesOfLatin1(eol),
          ]);
          const bytes = new Uint8Array([...chunks.flat(), ...bytesOfLatin1('--b0undary--')]);
          const { parts, problem } = parseMultipart(bytes, {
            contentType: 'multipart/form-data; boundary=b0undary',
          });
          expect(problem).toBeNull();
          const read = parts.map((part) => bytes.slice(part.start, part.end));
          // With bare line feeds a content that ends in CR reads as if the line end were CRLF.
          const wanted = contents.map((body) =>
            eol === '\n' && body.at(-1) === 13 ? body.slice(0, -1) : body,
          );
          expect(read).toEqual(wanted);
        },
      ),
    );
  });

  it('takes a longer word that begins like the boundary for content', () => {
    const text = '--b\r\n\r\n--bb\r\nx--b\r\n--b--';
    const { parts } = parseMultipart(utf8(text), { contentType: 'multipart/mixed; boundary=b' });
    expect(parts).toHaveLength(1);
    expect(text.slice(parts[0]?.start, parts[0]?.end)).toBe('--bb\r\nx--b');
  });

  it('reads a part without content', () => {
    const text = '--b\r\nContent-Disposition: form-data; name=a\r\n\r\n--b\r\n\r\n\r\n--b--';
    const { parts, problem } = parseMultipart(utf8(text), {
      contentType: 'multipart/form-data; boundary=b',
    });
    expect(problem).toBeNull();
    expect(parts.map(({ name, start, end }) => [name, end - start])).toEqual([
      ['a', 0],
      [null, 0],
    ]);
  });

  it.each([
    ['multipart/form-data', '--b--', 'names no boundary'],
    ['multipart/form-data; boundary=zz', '--b--', 'is not in the body'],
    ['multipart/form-data; boundary=b', '--b\r\n\r\nhalf a fi', 'closing boundary is missing'],
    ['multipart/form-data; boundary=b', '--b\r\nno blank line', 'no blank line'],
  ])('says what is wrong: %s with %j', (type, text, words) => {
    expect(parseMultipart(utf8(text), { contentType: type }).problem).toContain(words);
  });

  it('never throws, and parts never overlap', () => {
    const soup = fc
      .array(fc.constantFrom('--b', '--b--', '\r\n', '\n', '-', 'b', ':', 'name="x"', '\0'), {
        maxLength: 40,
      })
      .map((pieces) => utf8(pieces.join('')));
    fc.assert(
      fc.property(soup, (bytes) => {
        let last = 0;
        for (const part of parseMultipart(bytes, { contentType: 'multipart/form-data; boundary=b' })
          .parts) {
          expect(part.start).toBeGreaterThanOrEqual(last);
          expect(part.end).toBeGreaterThanOrEqual(part.start);
          last = part.end;
        }
        expect(last).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds bytes where indexOf on text would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 30 });
    fc.assert(
      fc.property(
        letters,
        fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 }),
        fc.nat(5),
        (text, needle, from) => {
          expect(findBytes(utf8(text), utf8(needle), from)).toBe(text.indexOf(needle, from));
        },
      ),
    );
  });
});
