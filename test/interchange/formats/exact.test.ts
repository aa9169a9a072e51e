import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadEntry } from '../../../main/interchange/formats/entry.ts';
import { HAR_END, harEntry, harStart } from '../../../main/interchange/formats/har.ts';
import { readHar } from '../../../main/interchange/formats/har-read.ts';
import { ndjsonLine, ndjsonMeta, readNdjson } from '../../../main/interchange/formats/ndjson.ts';
import type { Portable } from '../../../main/interchange/portable.ts';
import { anyPortable } from '../any-portable.ts';
import { portable } from '../sample-portable.ts';

type Reader = (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<ReadEntry>;

/** A file as it comes from disk, in pieces that end anywhere. */
async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(read: Reader, text: string, size = 7): Promise<ReadEntry[]> {
  return Array.fromAsync(read(inPieces(text, size)));
}

const har = (captures: readonly Portable[]): string =>
  harStart({ version: '1.0.0', redaction: 'none' }) + captures.map(harEntry).join(',\n') + HAR_END;
const ndjson = (captures: readonly Portable[]): string =>
  ndjsonMeta({ app: 'Backstitch', createdAt: 1, redaction: 'none' }) +
  captures.map(ndjsonLine).join('');

const FORMATS: [string, (captures: readonly Portable[]) => string, Reader][] = [
  ['HAR', har, readHar],
  ['NDJSON', ndjson, readNdjson],
];

describe.each(FORMATS)('%s', (_name, write, read) => {
  it('gives back every capture as it was, and is the same file when it is written again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPortable, { maxLength: 3 }),
        fc.integer({ min: 1, max: 400 }),
        async (captures, size) => {
          const file = write(captures);
          const entries = await readAll(read, file, size);
          const back = entries.map((entry) => {
            if ('problem' in entry) throw new Error(entry.problem);
            expect(entry).toMatchObject({ ours: true, rebuilt: false });
            return entry.capture;
          });
          expect(back.map(plain)).toEqual(captures.map(plain));
          expect(write(back)).toBe(file);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('says which capture cannot be read, and reads the others', async () => {
    const good = portable();
    const entries = await readAll(
      read,
      write([good, good, good]).replace('invoice.paid', 'tampered'),
    );
    expect(entries.map((entry) => ('problem' in entry ? entry.problem : 'read'))).toEqual([
      'Its body is not the one it was exported with: the hash differs.',
      'read',
      'read',
    ]);
  });
});

/** Views of bytes compare by their class, too. */
function plain(capture: Portable): unknown {
  const hex = (bytes: Uint8Array | null): string | null =>
    bytes && Buffer.from(bytes).toString('hex');
  return {
    ...capture,
    body: hex(capture.body),
    replyBody: hex(capture.replyBody),
    surplusBytes: hex(capture.surplusBytes),
  };
}

describe('HAR', () => {
  it('is HAR 1.2 for everybody else: URL, both bodies, headers in order', () => {
    const parsed = JSON.parse(
      har([
        portable({
          target: '/hooks?a=1&a=%202',
          viaTunnel: true,
          headers: [
            ['Host', 'x.example'],
            ['X-A', '1'],
            ['x-a', '2'],
            ['Content-Type', 'text/plain'],
          ],
          body: Buffer.from('hällo'),
          reply: {
            status: 201,
            reason: 'Created',
            headers: [['X-R', '1']],
            sizeBytes: 2,
            completed: true,
          },
          replyBody: Buffer.from([0xff, 0]),
        }),
      ]),
    ) as { log: { version: string; entries: Record<string, unknown>[] } };
    expect(parsed.log.version).toBe('1.2');
    expect(parsed.log.entries[0]).toMatchObject({
      startedDateTime: '2023-11-14T22:13:20.000Z',
      request: {
        method: 'POST',
        url: 'https://x.example/hooks?a=1&a=%202',
        httpVersion: 'HTTP/1.1',
        headers: [
          { name: 'Host', value: 'x.example' },
          { name: 'X-A', value: '1' },
          { name: 'x-a', value: '2' },
          { name: 'Content-Type', value: 'text/plain' },
        ],
        queryString: [
          { name: 'a', value: '1' },
          { name: 'a', value: ' 2' },
        ],
        postData: { mimeType: 'text/plain', text: 'hällo' },
        bodySize: 6,
      },
      response: {
        status: 201,
        statusText: 'Created',
        headers: [{ name: 'X-R', value: '1' }],
        content: { size: 2, text: '/wA=', encoding: 'base64' },
      },
    });
  });

  it('of a browser is read as far as it tells', async () => {
    const file = JSON.stringify({
      log: {
        pages: [{ title: 'entries', entries: [{ no: 1 }] }],
        entries: [
          {
            startedDateTime: '2024-05-01T10:00:00.250Z',
            time: 12.5,
            request: {
              method: 'POST',
              url: 'https://shop.example/a%2fb?x=%20#frag',
              httpVersion: 'h2',
              headers: [
                { name: ':authority', value: 'shop.example' },
                { name: 'content-type', value: 'application/x-www-form-urlencoded' },
              ],
              postData: { mimeType: 'x', text: '', params: [{ name: 'a', value: '1 2' }] },
            },
            response: {
              status: 200,
              statusText: '',
              headers: [],
              content: { text: 'aGk=', encoding: 'base64' },
            },
          },
          { request: { method: 'GET', url: 'no url', headers: [] } },
          { request: { url: 'https://a.example/' } },
        ],
      },
    });
    const [first, second, third] = await readAll(readHar, file);
    expect(second).toEqual({ index: 1, problem: '“no url” is not a URL.' });
    expect(third).toMatchObject({ index: 2, problem: expect.stringContaining('request.method') });
    if (first === undefined || 'problem' in first) throw new Error('was not read');
    expect(first).toMatchObject({ ours: false, rebuilt: true });
    expect(first.capture).toMatchObject({
      receivedAt: Date.UTC(2024, 4, 1, 10, 0, 0, 250),
      method: 'POST',
      target: '/a%2fb?x=%20',
      httpVersion: '2',
      headers: [
        ['Host', 'shop.example'],
        ['content-type', 'application/x-www-form-urlencoded'],
      ],
      reply: { status: 200 },
    });
    expect(Buffer.from(first.capture.body).toString()).toBe('a=1+2');
    expect(Buffer.from(first.capture.replyBody ?? []).toString()).toBe('hi');
  });
});
