import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCloudEvents } from '../../../main/interchange/formats/cloud-events/read.ts';
import type { ReadEntry } from '../../../main/interchange/formats/entry.ts';
import { readFixtures } from '../../../main/interchange/formats/fixtures/read.ts';
import { readHttpFile } from '../../../main/interchange/formats/http-file/read.ts';
import { readPostman } from '../../../main/interchange/formats/postman/read.ts';
import { readRaw } from '../../../main/interchange/formats/raw.ts';
import type { Portable } from '../../../main/interchange/portable.ts';
import { runs } from '../../helpers/runs.ts';
import { anyPortable } from '../any-portable.ts';
import { portable } from '../sample-portable.ts';
import { written } from './written.ts';

const request = ({ method, target, headers, trailers, body, httpVersion }: Portable) => ({
  method,
  target,
  headers,
  trailers,
  httpVersion,
  body: Buffer.from(body).toString('latin1'),
});
const content = (capture: Portable) => {
  const { method, target, headers, body } = request(capture);
  return { method, target, headers, body };
};

async function read(entries: Iterable<ReadEntry> | AsyncIterable<ReadEntry>): Promise<Portable[]> {
  return (await Array.fromAsync(entries)).map((entry) => {
    if ('problem' in entry) throw new Error(entry.problem);
    return entry.capture;
  });
}

/** Ids make the names of files: within one export they differ. */
const several = fc
  .array(anyPortable, { minLength: 1, maxLength: 3 })
  .map((all) => all.map((one, at) => ({ ...one, id: `0abc${at}` as Portable['id'] })));

describe('what comes back is what was exported', () => {
  it('from a .http file: the request exactly, wherever text cannot hold it too', async () => {
    await fc.assert(
      fc.asyncProperty(several, async (captures) => {
        const { files, main } = await written('http', captures, 'captures.http');
        const back = await read(readHttpFile(main, (path) => files.get(path)));
        // Trailers have no place there.
        const plain = captures.map((one) => ({ ...one, trailers: [] }));
        expect(back.map(request)).toEqual(plain.map(request));
        expect(back.map(({ id, receivedAt }) => [id, receivedAt])).toEqual(
          captures.map(({ id, receivedAt }) => [id, receivedAt]),
        );
      }),
      { numRuns: runs(60) },
    );
  });

  it('from fixtures: the request exactly, and the answer beside it', async () => {
    await fc.assert(
      fc.asyncProperty(several, async (captures) => {
        const { files } = await written('fixtures', captures);
        const back = await read(readFixtures(files.keys(), (path) => files.get(path)));
        expect(back.map(request)).toEqual(captures.map(request));
        const answers = (all: Portable[]) =>
          all.map(({ reply, replyBody }) => [
            reply?.status,
            reply?.headers,
            replyBody && Buffer.from(replyBody).toString('latin1'),
          ]);
        expect(answers(back)).toEqual(answers(captures));
      }),
      { numRuns: runs(60) },
    );
  });

  it('from a raw message: every byte that HTTP/1 can carry, chunked or not', async () => {
    const wire = anyPortable.filter(
      ({ headers, target, trailers, httpVersion }) =>
        [...headers, ...trailers].every(([, value]) => !/[\r\n]|^[ \t]|[ \t]$/.test(value)) &&
        !/[\r\n]/.test(target) &&
        httpVersion !== '',
    );
    await fc.assert(
      fc.asyncProperty(wire, fc.boolean(), async (any, isChunked) => {
        const capture = isChunked
          ? {
              ...any,
              headers: [...any.headers, ['Transfer-Encoding', 'chunked'] as [string, string]],
            }
          : { ...any, trailers: [] };
        const { main } = await written('raw', [capture]);
        expect((await read(readRaw(main))).map(request)).toEqual([request(capture)]);
      }),
      { numRuns: runs(60) },
    );
  });

  it('from a Postman collection: method, URL, headers and body', async () => {
    const held = several.map((all) =>
      all.map((one) => ({
        ...one,
        target: `/${one.target.replace(/^\/*/, '')}`,
        headers: [['Host', 'h'] as [string, string], ...one.headers],
      })),
    );
    await fc.assert(
      fc.asyncProperty(held, async (captures) => {
        const name = 'captures.postman_collection.json';
        const { files, main } = await written('postman', captures, name);
        const back = await read(readPostman(main, (path) => files.get(path)));
        expect(back.map(content)).toEqual(captures.map(content));
      }),
      { numRuns: runs(60) },
    );
  });

  it.each(['batch', 'ndjson'] as const)(
    'from CloudEvents as %s: exact bytes in Base64, equal JSON where it stands in the event',
    async (shape) => {
      const held = several.map((all) =>
        all.map((one) => ({ ...one, target: `/${encodeURIComponent(one.target)}` })),
      );
      await fc.assert(
        fc.asyncProperty(held, async (captures) => {
          const { main } = await written('cloudevents', captures, undefined, { shape });
          const entries = await Array.fromAsync(readCloudEvents(main));
          const back = (await read(entries)).map(content);
          for (const [at, capture] of captures.entries()) {
            const entry = entries[at];
            const rebuilt = entry !== undefined && 'rebuilt' in entry && entry.rebuilt;
            const body = Buffer.from(capture.body).toString('latin1');
            const expected = rebuilt ? sameJson(back[at]?.body ?? '', body) : body;
            expect({ ...back[at] }).toEqual({ ...content(capture), body: expected });
          }
        }),
        { numRuns: runs(60) },
      );
    },
  );
});

/** The first, where both are the same JSON but for space between its tokens. */
const sameJson = (back: string, body: string): string =>
  JSON.stringify(JSON.parse(back)) === JSON.stringify(JSON.parse(body)) ? back : body;

describe('a zip is written only where one file cannot hold it', () => {
  it('of .http: text alone for JSON, else bodies beside it', async () => {
    const plain = await written('http', [portable({ body: Buffer.from('{\n  "a": 1\n}') })]);
    expect(plain.isZip).toBe(false);
    expect(Buffer.from(plain.main).toString()).toContain('POST {{intake}}/hooks HTTP/1.1\n');
    const mixed = await written('http', [
      portable(),
      portable({ id: 'x' as Portable['id'], body: Buffer.from('<a/>'), contentType: 'text/xml' }),
    ]);
    expect(mixed.isZip).toBe(true);
    expect([...mixed.files.keys()]).toEqual(['bodies/x.xml', 'captures.http']);
  });

  it('of raw messages: one for each capture', async () => {
    const all = ['a', 'b'].map((id) => portable({ id: id as Portable['id'] }));
    const { files } = await written('raw', all);
    expect([...files.keys()]).toEqual(['a.txt', 'b.txt']);
  });
});

it('what a capture holds can be no variable, script or file of a .http file', async () => {
  const hostile = [
    '{{$processEnv HOME}}',
    '> {% client.exit() %}',
    '< /etc/passwd',
    'a\n### POST http://evil/\n\nx',
    '<> answer.json',
    '@intake = http://evil/',
  ];
  const captures = hostile.map((text, at) =>
    portable({
      id: `h${at}` as Portable['id'],
      target: `/${text}`,
      headers: [['X-It', text]],
      body: Buffer.from(text),
    }),
  );
  const { main, files } = await written('http', captures, 'captures.http');
  const text = Buffer.from(main).toString();
  expect(text.match(/^###/gm)).toHaveLength(captures.length);
  expect(text).not.toMatch(/\{\{(?!intake\}\})/);
  expect(text).not.toMatch(/^[<>](?! \.\/bodies\/h\d\.json$)/m);
  expect(await Array.fromAsync(readHttpFile(main, (path) => files.get(path)))).toHaveLength(
    captures.length,
  );
});
