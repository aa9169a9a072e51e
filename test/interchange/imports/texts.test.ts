import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExportFormat } from '../../../preload/contract/interchange/exports.ts';
import type { ImportFormat } from '../../../preload/contract/interchange/imports.ts';
import { entriesOf } from '../../../main/interchange/imports/entries.ts';
import { previewOf } from '../../../main/interchange/imports/preview.ts';
import { formatOfFile, READERS } from '../../../main/interchange/imports/readers.ts';
import type { Portable } from '../../../main/interchange/portable.ts';
import { runs } from '../../helpers/runs.ts';
import { anyPortable } from '../any-portable.ts';
import { written } from '../formats/written.ts';
import { portable } from '../sample-portable.ts';
import { sourceOf } from './in-memory.ts';

/** As an import would read it: the kind is what the content says. */
async function read(bytes: Buffer, beside: Parameters<typeof sourceOf>[1] = null) {
  const source = sourceOf(bytes, beside);
  const format = await formatOfFile(source);
  if (format === undefined) return { format, entries: [] };
  const entries = entriesOf(READERS[format], source, (_, error) => {
    throw error;
  });
  return { format, entries: await Array.fromAsync(entries) };
}

const content = ({ method, target, headers, body }: Portable) => ({
  method,
  target,
  headers,
  body: Buffer.from(body).toString('latin1'),
});

/** The first, where both are the same JSON but for space between its tokens. */
const sameJson = (back: string, body: string): string =>
  JSON.stringify(JSON.parse(back)) === JSON.stringify(JSON.parse(body)) ? back : body;

const plainTarget = (one: Portable): Portable => ({
  ...one,
  target: `/${encodeURIComponent(one.target)}`,
});
/** What each format can hold; all the rest comes back exactly. */
const HELD: Record<string, { as: ExportFormat; of: (one: Portable) => Portable | null }> = {
  http: { as: 'http', of: (one) => one },
  fixtures: { as: 'fixtures', of: (one) => one },
  postman: {
    as: 'postman',
    of: (one) => ({
      ...one,
      target: `/${one.target.replace(/^\/*/, '')}`,
      headers: [['Host', 'h'], ...one.headers],
    }),
  },
  cloudevents: { as: 'cloudevents', of: plainTarget },
  raw: {
    as: 'raw',
    of: (one) =>
      one.headers.every(([, value]) => !/[\r\n]|^[ \t]|[ \t]$/.test(value)) &&
      !/[\r\n]/.test(one.target) &&
      one.httpVersion !== ''
        ? { ...one, trailers: [] }
        : null,
  },
};

describe('what was exported and is imported by its content alone', () => {
  it.each(Object.entries(HELD))(
    'as %s is the same method, target, headers and body',
    async (format, { as, of }) => {
      const some = fc
        .array(anyPortable, { minLength: 1, maxLength: 3 })
        .map((all) =>
          all.flatMap((one, at) => of({ ...one, id: `0abc${at}` as Portable['id'] }) ?? []),
        )
        .filter((all) => all.length > 0);
      await fc.assert(
        fc.asyncProperty(some, async (captures) => {
          const { whole } = await written(as, captures);
          const { format: found, entries } = await read(whole);
          expect(found).toBe(format satisfies string as ImportFormat);
          const back = entries.map((entry) => {
            if ('problem' in entry) throw new Error(entry.problem);
            return entry;
          });
          expect(back.map(({ index }) => index)).toEqual(captures.map((_, at) => at));
          for (const [at, { capture, rebuilt }] of back.entries()) {
            const wanted = content(captures[at]!);
            // Data that stands in an event is equal JSON, and everything else is exact.
            const back = content(capture);
            const body =
              rebuilt && as === 'cloudevents' ? sameJson(back.body, wanted.body) : wanted.body;
            expect(back).toEqual({ ...wanted, body });
          }
        }),
        { numRuns: runs(40) },
      );
    },
  );
});

describe('a file of requests', () => {
  it('names files that are read only from beside it, whether in a zip, on the disk or pasted', async () => {
    const text = 'POST https://a.example/x\nX-A: 1\n\n< ./bodies/b.bin\n';
    const wanted: string[] = [];
    const onDisk = await read(Buffer.from(text), async (name) => {
      wanted.push(name);
      return Buffer.from([1, 2]);
    });
    expect(onDisk).toMatchObject({ format: 'http', entries: [{ capture: { method: 'POST' } }] });
    expect(wanted).toEqual(['bodies/b.bin']);
    expect((await read(Buffer.from(text))).entries).toEqual([
      { index: 0, problem: 'Its body is in bodies/b.bin, which did not come with it.' },
    ]);
  });

  it('tells in its preview what is not taken, apart from what cannot be read', async () => {
    const text = [
      '### one',
      '< {% request.variables.set("x", 1) %}',
      'POST https://a.example/x?n={{$randomInt}}',
      '',
      '{"a":1}',
      '### two',
      'GET https://a.example/plain',
      '### three',
      'POST https://a.example/x',
      '',
      '< ../outside',
    ].join('\n');
    const { format, entries } = await read(Buffer.from(text));
    expect(format).toBe('http');
    const preview = await previewOf(
      (async function* each() {
        yield* entries;
      })(),
      () => false,
      [],
    );
    expect(preview).toMatchObject({
      entries: 2,
      problemCount: 1,
      problems: [{ index: 2, message: '“../outside” does not lie below the folder of this file.' }],
      notTakenCount: 1,
      notTaken: [{ index: 0, message: 'script, made-up value {{$randomInt}}' }],
    });
  });

  it.each<[string, string, ImportFormat | undefined]>([
    ['a raw message', 'POST /x HTTP/1.1\r\nHost: a\r\n\r\n### a title', 'raw'],
    ['a raw message with LF', 'GET /x HTTP/1.1\nHost: a\n\n', 'raw'],
    ['a .http file of one request', 'GET https://a.example/x HTTP/1.1\nA: b\n', 'http'],
    ['a .http file with variables', '@host = a\n\nGET https://{{host}}/x\n', 'http'],
    ['two requests', 'GET /a HTTP/1.1\n\n###\nGET /b HTTP/1.1\n\n', 'http'],
    ['a URL', 'https://a.example/x\n', undefined],
    ['a text', '# Diary\n\nDear diary', undefined],
    ['an event', '{"specversion":"1.0","id":"1","source":"/x","type":"t"}', 'cloudevents'],
    [
      'a list of Hookdeck whose webhook is an event',
      '{"models":[{"verified":true,"data":{"body":{"specversion":"1.0","type":"t"}}}]}',
      'hookdeck',
    ],
  ])('is known for what it is: %s', async (_, text, format) => {
    expect(await formatOfFile(sourceOf(Buffer.from(text)))).toBe(format);
  });

  it('of a zip that was zipped again by a Mac is found in its folder', async () => {
    const { zipSync } = await import('fflate');
    const { files } = await written('fixtures', [portable({ body: Buffer.from('{"n":1.0}') })]);
    const again = zipSync({
      ...Object.fromEntries([...files].map(([name, bytes]) => [`my fixtures/${name}`, bytes])),
      '__MACOSX/my fixtures/._request.json': Buffer.from([0]),
      'my fixtures/.DS_Store': Buffer.from([0]),
    });
    const { format, entries } = await read(Buffer.from(again));
    expect(format).toBe('fixtures');
    expect(entries).toHaveLength(1);
    expect(entries[0]).toHaveProperty('capture.body', Buffer.from('{"n":1.0}'));
  });
});
