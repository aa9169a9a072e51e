import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codings,
  decodeBody,
  decodeSmall,
  unpackBody,
  unpackSmall,
} from '../../main/lib/content-codings.ts';

const TEXT = Buffer.from('{"order":7,"note":"Zoë"}');
const MOST = 1_000_000;

/** How each coding of a header may have been made. */
const MADE: [coding: string, pack: (bytes: Buffer) => Buffer][] = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
];

describe('the codings of a header', () => {
  it('are read in any case and spacing, without those that change nothing', () => {
    expect(codings(undefined)).toEqual([]);
    expect(codings(' GZip , identity,, BR')).toEqual(['gzip', 'br']);
  });
});

describe('a packed body', () => {
  it.each(MADE)('is undone: %s', async (coding, pack) => {
    const packed = pack(TEXT);
    const whole = { bytes: TEXT, encodings: [coding], problem: null, cut: false };
    expect(await decodeBody(packed, coding.toUpperCase(), MOST)).toEqual(whole);
    expect(decodeSmall(packed, coding, MOST)).toEqual(TEXT);
  });

  it('is undone from the outermost coding inwards', async () => {
    const twice = brotliCompressSync(gzipSync(TEXT));
    const { bytes, encodings } = await decodeBody(twice, 'gzip, br', MOST);
    expect([bytes, encodings]).toEqual([TEXT, ['br', 'gzip']]);
    expect(decodeSmall(twice, 'gzip, br', MOST)).toEqual(TEXT);
  });

  it('is what it was where nothing is to be undone, whatever it is and however packed', async () => {
    const bodies = fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(bodies, fc.constantFrom(...MADE), async (body, [coding, pack]) => {
        expect((await decodeBody(body, undefined, MOST)).bytes).toEqual(body);
        expect((await decodeBody(pack(body), coding, MOST)).bytes).toEqual(body);
      }),
      { numRuns: 60 },
    );
  });

  it('comes back as it was sent, with the reason, where it is not what the header says', async () => {
    for (const coding of ['gzip', 'deflate', 'br', 'zstd']) {
      const { bytes, encodings, problem } = await decodeBody(TEXT, coding, MOST);
      expect([bytes, encodings]).toEqual([TEXT, []]);
      expect(problem).toContain(`It is not valid ${coding}: `);
      expect(decodeSmall(TEXT, coding, MOST)).toBeUndefined();
    }
    const cutOff = gzipSync(TEXT).subarray(0, 20);
    expect(await decodeBody(cutOff, 'gzip', MOST)).toMatchObject({
      bytes: cutOff,
      problem: expect.stringContaining('It is not valid gzip'),
    });
  });

  it('says which coding nobody knows, although the others could be undone', async () => {
    const packed = gzipSync(TEXT);
    expect(await decodeBody(packed, 'compress, gzip', MOST)).toEqual({
      bytes: packed,
      encodings: [],
      cut: false,
      problem: 'Unknown coding “compress”.',
    });
    expect(decodeSmall(packed, 'compress, gzip', MOST)).toBeUndefined();
  });

  it('is cut at the limit, however much it would unpack to', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const { bytes, cut, problem } = await decodeBody(bomb, 'gzip', 1000);
    expect([bytes.length, cut, problem]).toEqual([1000, true, null]);
    expect(decodeSmall(bomb, 'gzip', 1000)).toBeUndefined();
    const exact = await decodeBody(gzipSync(Buffer.alloc(1000)), 'gzip', 1000);
    expect([exact.bytes.length, exact.cut]).toEqual([1000, false]);
  });
});

describe('a body that only its first bytes tell of', () => {
  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('is undone for who asks for that: %s', async (coding, pack) => {
    const packed = pack(TEXT);
    expect((await decodeBody(packed, undefined, MOST)).bytes).toEqual(packed);
    expect(await unpackBody(packed, undefined, MOST)).toMatchObject({
      bytes: TEXT,
      encodings: [coding],
    });
    expect(unpackSmall(packed, undefined, MOST)).toEqual(TEXT);
  });

  it('is undone behind the coding that the header names', async () => {
    const twice = brotliCompressSync(gzipSync(TEXT));
    expect(await unpackBody(twice, 'br', MOST)).toMatchObject({
      bytes: TEXT,
      encodings: ['br', 'gzip'],
      problem: null,
    });
  });

  it('stays what it is, with the reason, where it only begins like one', async () => {
    const begins = Buffer.concat([gzipSync(TEXT).subarray(0, 10), Buffer.from('and then text')]);
    const { bytes, encodings, problem } = await unpackBody(begins, undefined, MOST);
    expect([bytes, encodings]).toEqual([begins, []]);
    expect(problem).toContain('It is not valid gzip');
    expect(unpackSmall(begins, undefined, MOST)).toEqual(begins);
  });
});
