import { createHash } from 'node:crypto';
import type { Cut, Portable } from '../portable.ts';
import { detailsOf } from './details.ts';
import { type KeptBytes, keptBytes } from './kept-bytes.ts';
import { openZip } from './parts/zip.ts';

/** Larger bodies lie in files of their own, equal ones once. */
const IN_LINE_BYTES = 16 * 1024;

/** What a share says of itself, in `manifest.json`. */
export interface ShareManifest {
  format: 1;
  app: string;
  createdAt: number;
  captures: number;
  redaction: { profile: string; cut: Cut[] };
}

export interface ShareMeta {
  app: string;
  createdAt: number;
  redaction: string;
}

/** Keeps lines while bodies are written, and gives them back: they may be more than memory holds. */
export interface Spool {
  append: (line: string) => Promise<void>;
  read: () => AsyncIterable<Uint8Array>;
}

const README = `This file holds captured webhook requests, written by Backstitch. captures.ndjson has one
capture per line; bodies above 16 KB lie in bodies/, named by their SHA-256. It holds data only.\n`;

/** Bytes, or a body that lies in a file of the share. */
export type Referred = KeptBytes | { sha256: string; sizeBytes: number };

/**
 * Captures as one zip, written as they come: bodies first, then `captures.ndjson`, `manifest.json` and a
 * README.
 */
export async function* writeShare(
  captures: AsyncIterable<Portable>,
  meta: ShareMeta,
  spool: Spool,
): AsyncGenerator<Uint8Array> {
  const zip = openZip();
  const seen = new Set<string>();
  const cuts = new Map<string, Cut>();
  let count = 0;
  for await (const capture of captures) {
    const refer = (bytes: Uint8Array): Referred => {
      if (bytes.length <= IN_LINE_BYTES) return keptBytes(bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (!seen.has(sha256)) {
        seen.add(sha256);
        zip.add(`bodies/${sha256}`, bytes);
      }
      return { sha256, sizeBytes: bytes.length };
    };
    await spool.append(shareLine(capture, refer));
    for (const cut of capture.redacted) addCut(cuts, cut);
    count += 1;
    yield* zip.written();
  }
  yield* zip.stream('captures.ndjson', spool.read());
  const manifest: ShareManifest = {
    format: 1,
    app: meta.app,
    createdAt: meta.createdAt,
    captures: count,
    redaction: { profile: meta.redaction, cut: [...cuts.values()] },
  };
  zip.add('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  zip.add('README.txt', Buffer.from(README));
  yield* zip.end();
}

function shareLine(capture: Portable, refer: (bytes: Uint8Array) => Referred): string {
  const { replyBody, surplusBytes } = capture;
  return `${JSON.stringify({
    backstitch: 1,
    capture: detailsOf(capture),
    body: refer(capture.body),
    ...(replyBody && { reply: { body: refer(replyBody) } }),
    ...(surplusBytes && { surplus: refer(surplusBytes) }),
  })}\n`;
}

/** The same place in another capture is the same line. */
export function addCut(cuts: Map<string, Cut>, cut: Cut): void {
  const key = `${cut.rule}\n${cut.place}`;
  const known = cuts.get(key);
  cuts.set(key, known === undefined ? { ...cut } : { ...known, count: known.count + cut.count });
}
