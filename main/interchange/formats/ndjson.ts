import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Portable } from '../portable.ts';
import { Details, detailsOf, portableOf } from './details.ts';
import { type ReadEntry, schemaProblem } from './entry.ts';
import { bytesKept, keptBytes, KeptBytes } from './kept-bytes.ts';
import { linesOf } from './lines.ts';

/** What the first line may say of the whole file. */
export interface NdjsonMeta {
  app: string;
  createdAt: number;
  /** Name of the profile by which it was cut. */
  redaction: string;
}

const Bytes = z.union([z.instanceof(Uint8Array), KeptBytes]);

const Line = z.object({
  backstitch: z.literal(1),
  capture: Details,
  body: Bytes,
  reply: z.object({ body: Bytes }).optional(),
  surplus: Bytes.optional(),
});

const bytesIn = (given: z.infer<typeof Bytes>): Uint8Array =>
  given instanceof Uint8Array ? given : bytesKept(given);

/** One capture as one line, its newline included. */
export function ndjsonLine(capture: Portable): string {
  const line: z.input<typeof Line> = {
    backstitch: 1,
    capture: detailsOf(capture),
    body: keptBytes(capture.body),
    ...(capture.replyBody && { reply: { body: keptBytes(capture.replyBody) } }),
    ...(capture.surplusBytes && { surplus: keptBytes(capture.surplusBytes) }),
  };
  return `${JSON.stringify(line)}\n`;
}

export const ndjsonMeta = (meta: NdjsonMeta): string =>
  `${JSON.stringify({ backstitch: 1, meta })}\n`;

/** Reads what `ndjsonLine` wrote. Lines that cannot be read are problems of theirs alone. */
export async function* readNdjson(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  let index = 0;
  for await (const line of linesOf(chunks)) {
    if (line.trim() === '') continue;
    const entry = readLine(line, index);
    if (entry === null) continue;
    index += 1;
    yield entry;
  }
}

/** Null for the line that is about the file. */
function readLine(line: string, index: number): ReadEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { index, problem: 'This line is not JSON.' };
  }
  if (typeof value === 'object' && value !== null && 'meta' in value) return null;
  return readNdjsonLine(value, index);
}

/** One capture as a line has it, already parsed. Its bytes may be there as bytes. */
export function readNdjsonLine(value: unknown, index: number): ReadEntry {
  const read = Line.safeParse(value);
  if (!read.success) return { index, problem: schemaProblem(read.error) };
  const { capture, body, reply, surplus } = read.data;
  const bytes = bytesIn(body);
  if (!hasHash(bytes, capture)) return { index, problem: WRONG_HASH };
  return {
    index,
    rebuilt: false,
    ours: true,
    capture: portableOf(capture, {
      body: bytes,
      replyBody: reply === undefined ? null : bytesIn(reply.body),
      surplusBytes: surplus === undefined ? null : bytesIn(surplus),
    }),
  };
}

export const WRONG_HASH = 'Its body is not the one it was exported with: the hash differs.';

/** What was cut has another hash than what was captured. */
export function hasHash(
  bytes: Uint8Array,
  { bodySha256, redacted }: Pick<Details, 'bodySha256' | 'redacted'>,
): boolean {
  if (bodySha256 === null || (redacted !== undefined && redacted.length > 0)) return true;
  return createHash('sha256').update(bytes).digest('hex') === bodySha256;
}
