import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readSource } from '../../../main/apps/config/import-source.ts';
import { unpackPackages } from '../../../main/functions/modules/unpack-packages.ts';
import { writeZip } from '../../../main/apps/config/export-app.ts';
import { ZipRefused } from '../../../main/lib/zip/directory.ts';
import { readZipFiles } from '../../../main/lib/zip/read-zip.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { craftZip } from '../../helpers/zip.ts';
import { runs } from '../../helpers/runs.ts';

const ROOT = {
  path: 'realm_config.json',
  bytes: Buffer.from('{"config_version":20210101,"name":"x"}'),
};
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
const TOO_MUCH = /unpacks to more than 50 MB/;

function outcomeOf(read: () => unknown): unknown {
  try {
    read();
    return 'read or refused';
  } catch (error) {
    return error instanceof ZipRefused ? 'read or refused' : error;
  }
}

describe('a zip', () => {
  it('is refused for what it unpacks to, whatever it says of that', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'app.zip');
    const bomb = { path: 'hosting/x', bytes: zeros(60_000_000) };
    for (const says of [{ bytes: 10 }, { bytes: 0 }, {}]) {
      writeFileSync(file, craftZip([ROOT, { ...bomb, says }]));
      await expect(readSource(file)).rejects.toMatchObject({
        code: 'IMPORT_FAILED',
        message: expect.stringMatching(TOO_MUCH),
      });
    }
    const several = [1, 2, 3].map((n) => ({ path: `hosting/${n}`, bytes: zeros(20_000_000) }));
    writeFileSync(file, craftZip([ROOT, ...several]));
    await expect(readSource(file)).rejects.toThrow(TOO_MUCH);
  });

  it('is never cut short: a file of another length or sum is a refusal', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'app.zip');
    const lies = { path: 'functions/a.js', bytes: Buffer.from('exports = () => 1') };
    writeFileSync(file, craftZip([ROOT, { ...lies, says: { bytes: 4 } }]));
    await expect(readSource(file)).rejects.toThrow('functions/a.js says 4 bytes and has 17');
    writeFileSync(file, craftZip([ROOT, { ...lies, says: { crc: 1 } }]));
    await expect(readSource(file)).rejects.toThrow('functions/a.js is damaged');
    writeFileSync(file, craftZip([ROOT, lies]).subarray(0, -30));
    await expect(readSource(file)).rejects.toThrow('The zip cannot be read');
    writeFileSync(file, craftZip([ROOT, lies]));
    expect([...(await readSource(file)).files.keys()]).toEqual(['realm_config.json', lies.path]);
  });

  it('is read as others write it, and hostile bytes are refused in words', () => {
    const limits = { maxBytes: 1000, maxFiles: 5, wants: () => true };
    // The library that writes here keeps files by name in an object, and has no place for `__proto__`.
    const paths = fc
      .string({ minLength: 1, unit: 'grapheme-ascii' })
      .filter((p) => !p.endsWith('/') && p !== '__proto__');
    const tree = fc.dictionary(paths, fc.uint8Array({ maxLength: 100 }), {
      maxKeys: 5,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 6, 9), (files, level) => {
        const zip = Buffer.from(zipSync(files, { level }));
        const back = readZipFiles(zip, limits);
        expect(new Map([...back].map(([path, bytes]) => [path, new Uint8Array(bytes)]))).toEqual(
          new Map(Object.entries(files)),
        );
      }),
    );
    const good = craftZip([ROOT]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }),
        (edits) => {
          const bad = Buffer.from(good);
          for (const [at, byte] of edits) bad[at] = byte;
          expect(outcomeOf(() => readZipFiles(bad, limits))).toBe('read or refused');
        },
      ),
      { numRuns: runs(500) },
    );
  });
});

it('a zip that is exported holds every file, whatever its name', () => {
  const files = new Map(
    ['__proto__', 'constructor', 'a/ü.json', 'empty'].map((path) => [path, Buffer.from(path)]),
  );
  files.set('empty', Buffer.alloc(0));
  const limits = { maxBytes: 1000, maxFiles: 5, wants: () => true };
  expect(readZipFiles(Buffer.from(writeZip(files)), limits)).toEqual(files);
});

describe('a folder', () => {
  it('is measured before a byte of it is read', async () => {
    using dir = tempDir();
    writeFileSync(join(dir.path, ROOT.path), ROOT.bytes);
    const sparse = join(dir.path, 'huge.bin');
    writeFileSync(sparse, '');
    truncateSync(sparse, 2_500_000_000);
    const before = process.memoryUsage().rss;
    await expect(readSource(dir.path)).rejects.toThrow('The app is larger than 50 MB.');
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
    truncateSync(sparse, 10);
    expect((await readSource(dir.path)).files.get('huge.bin')).toHaveLength(10);
    // A root file of that size is no root file.
    truncateSync(join(dir.path, ROOT.path), 1_900_000_000);
    await expect(readSource(dir.path)).rejects.toThrow('There is no app in');
  });
});

describe('an archive of packages', () => {
  it('is refused for what it unpacks to', async () => {
    using dir = tempDir();
    const bomb = craftZip([{ path: 'a/b.js', bytes: zeros(310_000_000), says: { bytes: 5 } }]);
    const zip = await unpackPackages(bomb, 'node_modules.zip', dir.path);
    expect(zip.refused).toEqual(['node_modules.zip cannot be unpacked: it unpacks to too much']);
    const tar = await unpackPackages(gzipSync(zeros(310_000_000)), 'node_modules.tgz', dir.path);
    expect(tar.refused[0]).toMatch(/^node_modules\.tgz cannot be unpacked/);
  }, 120_000);
});

it('goes on capturing while an archive is unpacked', async () => {
  await using test = await startTestEngine();
  const many = Array.from({ length: 4000 }, (_, n) => ({
    path: `hosting/files/${n}.txt`,
    bytes: Buffer.alloc(9000, `${n} `),
  }));
  const zip = craftZip([ROOT, ...many, { path: 'hosting/x', bytes: zeros(60_000_000) }]);
  const importing = new AbortController();
  let captured = 0;
  const imported = test.engine.apps
    .importZip({ zip: new Blob([new Uint8Array(zip)]) })
    .catch((error: unknown) => error)
    .finally(() => importing.abort());
  while (!importing.signal.aborted) {
    const reply = await fetch(`${test.url}/meanwhile`, { method: 'POST', body: '{}' });
    expect(reply.status).toBe(200);
    if (!importing.signal.aborted) captured += 1;
  }
  expect(await imported).toMatchObject({ message: expect.stringMatching(TOO_MUCH) });
  expect(captured).toBeGreaterThan(0);
}, 60_000);
