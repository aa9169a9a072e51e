import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { entriesOf } from '../../../main/interchange/imports/entries.ts';
import { formatOf, READERS } from '../../../main/interchange/imports/readers.ts';
import { ndjsonLine } from '../../../main/interchange/formats/ndjson.ts';
import { harEntry, HAR_END, harStart } from '../../../main/interchange/formats/har.ts';
import { portable } from '../sample-portable.ts';
import { runs } from '../../helpers/runs.ts';
import { sourceOf } from './in-memory.ts';

interface Told {
  name: string;
  bytes: Buffer;
  /** What the directory says, where that is a lie. */
  sizeBytes?: number;
  packed?: Buffer;
  flags?: number;
}

/** A zip as anybody may write it. */
function zipOf(files: readonly Told[], { count = files.length } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, sizeBytes = bytes.length, flags = 0, ...more } of files) {
    const packed = more.packed ?? deflateRawSync(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(flags, 8);
    head.writeUInt16LE(8, 10);
    head.writeUInt32LE(crc32(bytes), 16);
    head.writeUInt32LE(packed.length, 20);
    head.writeUInt32LE(sizeBytes, 24);
    head.writeUInt16LE(Buffer.byteLength(name), 28);
    head.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(head, Buffer.from(name));
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

const MANIFEST = { name: 'manifest.json', bytes: Buffer.from('{"format":1}') };
const line = (text = ndjsonLine(portable())) => ({
  name: 'captures.ndjson',
  bytes: Buffer.from(text),
});

const REFERS = `${JSON.stringify({
  ...(JSON.parse(ndjsonLine(portable())) as object),
  body: { sha256: '0'.repeat(64), sizeBytes: 1 },
})}\n`;

/** What is read, in words: `read`, or the problem with its place. */
async function words(bytes: Buffer, format = formatOf(bytes)): Promise<string[]> {
  if (format === undefined) return ['unknown'];
  const unexpected: unknown[] = [];
  const entries = await Array.fromAsync(
    entriesOf(READERS[format], sourceOf(bytes), (_, error) => unexpected.push(error)),
  );
  expect(unexpected).toEqual([]);
  return entries.map((entry) =>
    'problem' in entry ? `${entry.index ?? 'file'}: ${entry.problem}` : 'read',
  );
}

describe('a share', () => {
  it('is read where it is one', async () => {
    expect(await words(zipOf([MANIFEST, line()]))).toEqual(['read']);
  });

  it.each<[string, Buffer, RegExp]>([
    [
      'a name that leaves the folder',
      zipOf([MANIFEST, line(), { name: '../x', bytes: Buffer.from('x') }]),
      /“\.\.\/x” does not belong/,
    ],
    [
      'a name with control characters',
      zipOf([{ name: 'a\u001b[2J', bytes: Buffer.alloc(0) }]),
      /“a\\u001b\[2J” does not belong/,
    ],
    ['an app', zipOf([{ name: 'stitch.json', bytes: Buffer.from('{}') }]), /--as app/],
    ['a name twice', zipOf([MANIFEST, MANIFEST, line()]), /in it twice/],
    ['no manifest', zipOf([line()]), /no manifest\.json/],
    [
      'a manifest of the future',
      zipOf([{ ...MANIFEST, bytes: Buffer.from('{"format":2}') }, line()]),
      /newer Backstitch/,
    ],
    ['a password', zipOf([{ ...MANIFEST, flags: 1 }, line()]), /encrypted/],
    [
      'two hundred megabytes of zeros',
      zipOf([
        MANIFEST,
        {
          name: `bodies/${'0'.repeat(64)}`,
          bytes: Buffer.alloc(0),
          packed: Buffer.alloc(200_000),
          sizeBytes: 200 * 1024 ** 2,
        },
        line(),
      ]),
      /200 times larger/,
    ],
    [
      'more than a gigabyte',
      zipOf([
        MANIFEST,
        {
          name: `bodies/${'0'.repeat(64)}`,
          bytes: Buffer.alloc(0),
          packed: Buffer.alloc(6_000_000),
          sizeBytes: 1025 * 1024 ** 2,
        },
        line(),
      ]),
      /larger than 1024 MB/,
    ],
    ['more files than are read', zipOf([MANIFEST], { count: 20_001 }), /20000 at most/],
    [
      'a directory that tells less than comes out',
      zipOf([MANIFEST, { ...line(), sizeBytes: 10 }]),
      /captures\.ndjson is damaged/,
    ],
    [
      'a directory that tells more',
      zipOf([MANIFEST, { ...line(), sizeBytes: 10_000 }]),
      /captures\.ndjson is damaged/,
    ],
    [
      'bytes that do not unpack',
      zipOf([MANIFEST, { ...line(), packed: Buffer.from('no deflate') }]),
      /captures\.ndjson is damaged/,
    ],
    [
      'a small file that says it is small and grows',
      zipOf([
        MANIFEST,
        { ...line(), packed: deflateRawSync(Buffer.alloc(8 * 1024 ** 2)), sizeBytes: 100 },
      ]),
      /damaged/,
    ],
    ['an end that is missing', zipOf([MANIFEST, line()]).subarray(0, -10), /cut off/],
    ['a body that is missing', zipOf([MANIFEST, line(REFERS)]), /body is missing/],
  ])('with %s is a problem', async (_what, zip, why) => {
    const found = await words(zip);
    expect(found.at(-1)).toMatch(why);
    expect(found).not.toContain('unknown');
  });

  it('cut or changed anywhere never crashes', async () => {
    const whole = zipOf([MANIFEST, line(ndjsonLine(portable()).repeat(3))]);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(255), fc.boolean(), async (at, byte, isCut) => {
        const bytes = Buffer.from(whole);
        if (at < bytes.length) bytes[at] = byte;
        // As one that was asked for as a share: its first bytes may be changed too.
        const found = await words(isCut ? bytes.subarray(0, at) : bytes, 'backstitch');
        expect(found.length).toBeGreaterThan(0);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('a file of text', () => {
  const har =
    harStart({ version: '1', redaction: 'none' }) +
    [portable(), portable(), portable()].map(harEntry).join(',\n') +
    HAR_END;

  it('that was cut off says so, and what stands before is read', async () => {
    const cut = har.slice(0, har.lastIndexOf('startedDateTime'));
    expect(await words(Buffer.from(cut))).toEqual([
      'read',
      'read',
      'file: The file ends in the middle: what comes last is missing.',
    ]);
    const lines = ndjsonLine(portable()).repeat(2);
    expect(await words(Buffer.from(lines.slice(0, -9)))).toEqual([
      'read',
      '1: This line is not JSON.',
    ]);
  });

  it.each([
    ['HAR', `{"log":{"entries":[${'['.repeat(200_000)}${']'.repeat(200_000)}]}}`],
    [
      'Hookdeck',
      `{"models":[{"source_id":"a","data":{"body":${'['.repeat(200_000)}${']'.repeat(200_000)}}}]}`,
    ],
    ['NDJSON', `{"backstitch":1,"capture":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}`],
  ])('of %s that is deeper than any program reads is a problem', async (_kind, text) => {
    const found = await words(Buffer.from(text));
    expect(found).toHaveLength(1);
    expect(found[0]).not.toBe('read');
  });

  it.each<[string, object, RegExp]>([
    ['a time beyond all calendars', { receivedAt: 8e15 }, /years 1970 and 9999/],
    ['a method of two lines', { method: 'GET\r\nX: 1' }, /method is none/],
    ['a header that no wire carries', { headers: [['a', '日']] }, /cannot be sent/],
    ['a status of no protocol', { status: 7 }, /status is none/],
  ])('with %s is a problem of that entry', async (_what, odd, why) => {
    const text = ndjsonLine(portable(odd)) + ndjsonLine(portable());
    const [first, second] = await words(Buffer.from(text));
    expect(first).toMatch(why);
    expect(second).toBe('read');
  });
});
