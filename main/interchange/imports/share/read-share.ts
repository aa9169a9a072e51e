import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type ReadEntry, Unreadable } from '../../formats/entry.ts';
import { bytesKept, KeptBytes } from '../../formats/kept-bytes.ts';
import { linesOf } from '../../formats/lines.ts';
import { readNdjsonLine } from '../../formats/ndjson.ts';
import type { ImportSource } from '../source.ts';
import { openZip, type ZipEntry } from './zip-file.ts';

const LIMITS = {
  entries: 20_000,
  bytes: 1024 ** 3,
  ratio: 200,
  names: /^(?:manifest\.json|captures\.ndjson|README\.txt|bodies\/[0-9a-f]{64})$/,
  strange:
    'does not belong into a share of Backstitch. An app is imported with --as app, or on the page of apps.',
};
/** A manifest says what was cut; ours are a few kilobytes. */
const MANIFEST_BYTES = 4 * 1024 * 1024;

const Manifest = z.object({ format: z.literal(1) });
const Referred = z.union([
  KeptBytes,
  z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), sizeBytes: z.number().int() }),
]);
const Line = z.looseObject({
  body: Referred,
  reply: z.object({ body: Referred }).optional(),
  surplus: Referred.optional(),
});

/**
 * Reads a share. It is data: whatever the archive holds beside the files of a share is refused, and its
 * limits hold for what its directory says and for what really comes out.
 *
 * @throws Unreadable
 */
export async function* readShare(source: ImportSource): AsyncGenerator<ReadEntry> {
  const files = await openZip(source, LIMITS);
  await checkManifest(files);
  const lines = files.get('captures.ndjson');
  if (lines === undefined) throw new Unreadable('The zip has no captures.ndjson.');
  let index = 0;
  for await (const line of linesOf(lines.open())) {
    if (line.trim() === '') continue;
    yield await readLine(line, index, files);
    index += 1;
  }
}

async function checkManifest(files: ReadonlyMap<string, ZipEntry>): Promise<void> {
  const manifest = files.get('manifest.json');
  if (manifest === undefined) {
    throw new Unreadable(
      'The zip has no manifest.json: it is no share of Backstitch. An app is imported with --as app, or on the page of apps.',
    );
  }
  if (manifest.sizeBytes > MANIFEST_BYTES) throw new Unreadable('Its manifest is too large.');
  const text = (await bytesOf(manifest)).toString('utf8');
  if (Manifest.safeParse(jsonOf(text)).success) return;
  throw new Unreadable('A newer Backstitch wrote this share, or none did. Update Backstitch.');
}

async function readLine(
  line: string,
  index: number,
  files: ReadonlyMap<string, ZipEntry>,
): Promise<ReadEntry> {
  const read = Line.safeParse(jsonOf(line));
  // The reader of lines says what is wrong with it.
  if (!read.success) return readNdjsonLine(jsonOf(line), index);
  const { body, reply, surplus, ...rest } = read.data;
  try {
    return readNdjsonLine(
      {
        ...rest,
        body: await keptOf(body, files),
        ...(reply && { reply: { body: await keptOf(reply.body, files) } }),
        ...(surplus && { surplus: await keptOf(surplus, files) }),
      },
      index,
    );
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { index, problem: error.message };
  }
}

async function keptOf(
  referred: z.infer<typeof Referred>,
  files: ReadonlyMap<string, ZipEntry>,
): Promise<KeptBytes | Uint8Array> {
  if (!('sha256' in referred)) return bytesKept(referred);
  const file = files.get(`bodies/${referred.sha256}`);
  if (file === undefined) throw new Unreadable('Its body is missing in the zip.');
  const bytes = await bytesOf(file);
  if (createHash('sha256').update(bytes).digest('hex') === referred.sha256) return bytes;
  throw new Unreadable('Its body in the zip is not the one that is named: the hash differs.');
}

const bytesOf = async (file: ZipEntry): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(file.open()));

/** undefined for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
