import { gzipSync, brotliCompressSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeId } from '../../../main/captures/capture-id.ts';
import { decodeText } from '../../../main/decode/charsets/charset.ts';
import { readForm } from '../../../main/decode/form-fields.ts';
import { parseMultipart, partContent, toldOfPart } from '../../../main/decode/multipart.ts';
import { encodeIn, LETTERS, percentEncoded } from '../../helpers/encode-in.ts';
import { Searchable } from './searchable.ts';

const FORM = 'application/x-www-form-urlencoded';

/** A word of three letters of a charset, as a person would type it. */
const wordIn = fc
  .constantFrom(...Object.keys(LETTERS))
  .chain((charset) =>
    fc
      .array(fc.constantFrom(...Array.from(LETTERS[charset] ?? '')), { minLength: 3, maxLength: 6 })
      .map((letters) => ({ charset, word: letters.join('') })),
  );

/** The ways in which a body says what it is in; each gives the body and its Content-Type. */
const WAYS: Record<string, (word: string, charset: string) => { type: string; body: Buffer }> = {
  'text in the charset of the header': (word, charset) => ({
    type: `text/plain; charset=${charset}`,
    body: encodeIn(charset, `a ${word} b`),
  }),
  'JSON in the charset of the header': (word, charset) => ({
    type: `application/json; charset=${charset}`,
    body: encodeIn(charset, `{"w":"${word}"}`),
  }),
  'XML in the charset of its declaration': (word, charset) => ({
    type: 'application/xml',
    body: encodeIn(charset, `<?xml version="1.0" encoding="${charset}"?><w>${word}</w>`),
  }),
  'a form in the charset of its field': (word, charset) => ({
    type: FORM,
    body: Buffer.from(`w=${percentEncoded(charset, word)}&charset=${charset}`),
  }),
  'a part in its own charset': (word, charset) => ({
    type: 'multipart/form-data; boundary=xx',
    body: Buffer.concat([
      Buffer.from(
        `--xx\r\nContent-Disposition: form-data; name=w\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`,
      ),
      encodeIn(charset, word),
      Buffer.from('\r\n--xx--'),
    ]),
  }),
  'a part in base64': (word, charset) => ({
    type: 'multipart/form-data; boundary=xx',
    body: Buffer.from(
      `--xx\r\nContent-Disposition: form-data; name=w\r\nContent-Type: text/plain; charset=${charset}\r\n` +
        `Content-Transfer-Encoding: base64\r\n\r\n${encodeIn(charset, word).toString('base64')}\r\n--xx--`,
    ),
  }),
};

/** All that the page shows of a body as text. */
function shown(bytes: Buffer, contentType: string): string {
  const told = { contentType };
  if (contentType.startsWith(FORM)) {
    return readForm(bytes, told)
      .fields.map(({ value }) => value)
      .join('\n');
  }
  if (!contentType.startsWith('multipart/')) return decodeText(bytes, told).text;
  return parseMultipart(bytes, told)
    .parts.map((part) => decodeText(partContent(bytes, part), toldOfPart(part, told)).text)
    .join('\n');
}

describe('what the page shows', () => {
  it('is what a search finds, in every charset and by every way of saying it', async () => {
    await using room = new Searchable();
    const way = fc.constantFrom(...Object.keys(WAYS));
    await fc.assert(
      fc.asyncProperty(wordIn, way, async ({ charset, word }, name) => {
        const { type, body } = WAYS[name]!(word, charset);
        expect(shown(body, type)).toContain(word);
        const id = room.add({ headers: [['Content-Type', type]], body });
        expect(await room.find(`"${word}"`)).toContain(id);
        const field = /JSON|form|part/.test(name) ? `body.w:"${word}"` : `id:${encodeId(id)}`;
        expect(await room.find(field)).toContain(id);
      }),
      { numRuns: 120 },
    );
    expect(room.problems).toEqual([]);
  });

  it('is found under any coding, and under none that is named', async () => {
    await using room = new Searchable();
    const body = Buffer.from('{"word":"findable"}');
    const type: [string, string] = ['Content-Type', 'application/json'];
    const packed: [string | null, Buffer][] = [
      ['gzip', gzipSync(body)],
      ['br', brotliCompressSync(body)],
      ['zstd', zstdCompressSync(body)],
      ['gzip, br', brotliCompressSync(gzipSync(body))],
      [null, gzipSync(body)],
      [null, zstdCompressSync(body)],
    ];
    const ids = packed.map(([coding, bytes]) =>
      room.add({
        headers: [type, ...(coding ? [['Content-Encoding', coding] as [string, string]] : [])],
        body: bytes,
      }),
    );
    expect(await room.find('body.word:findable')).toEqual(ids.toReversed());
  });
});

describe('values inside of fields', () => {
  const multipart = (...parts: [string, string][]) =>
    parts.map(([head, content]) => `--b\r\n${head}\r\n\r\n${content}\r\n`).join('') + '--b--';
  const field = (name: string) => `Content-Disposition: form-data; name="${name}"`;

  it('are found by the name of the field and the path in its JSON', async () => {
    await using room = new Searchable();
    const payload = '{"action":"opened","issue":{"labels":[{"name":"bug"},{"name":"ui"}]},"n":7}';
    const form = room.add({
      headers: [['Content-Type', FORM]],
      body: `payload=${encodeURIComponent(payload)}&token=t1`,
    });
    const parts = room.add({
      headers: [['Content-Type', 'multipart/form-data; boundary=b']],
      body: multipart([field('payload'), payload], [field('subject'), 'hello there']),
    });
    expect(await room.find('body.payload.action:opened')).toEqual([parts, form]);
    expect(await room.find('body.payload.n:>6')).toEqual([parts, form]);
    expect(await room.find('body.payload.issue.labels.0.name:bug')).toEqual([parts, form]);
    expect(await room.find('body.payload.issue.labels.0.name:ui')).toEqual([]);
    expect(await room.find('body.token:t1')).toEqual([form]);
    expect(await room.find('body.subject:"hello there"')).toEqual([parts]);
  });

  it('are names of files, and JSON of a part without a name', async () => {
    await using room = new Searchable();
    const id = room.add({
      headers: [['Content-Type', 'multipart/mixed; boundary=b']],
      body: multipart(
        [`${field('doc')}; filename*=utf-8''%E6%9D%B1%E4%BA%AC.pdf`, '%PDF-1.4'],
        ['Content-Type: application/json', '{"kind":"receipt"}'],
      ),
    });
    expect(await room.find('body.doc:東京.pdf')).toEqual([id]);
    expect(await room.find('東京')).toEqual([id]);
    expect(await room.find('body.kind:receipt')).toEqual([id]);
  });

  it('are those of every line of newline-delimited JSON', async () => {
    await using room = new Searchable();
    const id = room.add({
      headers: [['Content-Type', 'application/x-ndjson']],
      body: '{"id":1,"to":"a"}\n{"id":2,"to":"b"}\n',
    });
    expect(await room.find('body.id:2')).toEqual([id]);
    expect(await room.find('body.1.to:b')).toEqual([id]);
    expect(await room.find('body.0.to:b')).toEqual([]);
  });

  it('are not what users of an app prove themselves with', async () => {
    await using room = new Searchable();
    room.add({
      headers: [['Content-Type', 'multipart/form-data; boundary=b']],
      body: multipart([field('password'), 'pw-one'], [field('payload'), '{"apiKey":"k3y-two"}']),
    });
    expect(await room.find('"pw-one"')).toEqual([]);
    expect(await room.find('"k3y-two"')).toEqual([]);
  });
});
