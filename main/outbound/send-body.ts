import { createReadStream } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Halt } from './halts.ts';

/** Bytes of a request: short ones in memory, long ones in a file that is streamed. */
export type SentBody =
  | { kind: 'memory'; bytes: Buffer }
  | { kind: 'file'; path: string; sizeBytes: number };

// At most 256 MB/s, which no target of a replay takes faster. See `pause`.
const CHUNK_BYTES = 256 * 1024;
const PAUSE_MS = 1;
/** Up to here head and body are one write: a text of bytes stands in one chunk with the head. */
const ONE_WRITE_BYTES = 16 * 1024;

export function bodyBytes(body: SentBody): number {
  return body.kind === 'memory' ? body.bytes.length : body.sizeBytes;
}

/**
 * Writes the body and ends the request. Resolves once all of it is with the system, or the request
 * was closed before; what closed it is the business of the request's own events.
 *
 * @param isOver asked before each chunk: true ends the sending where it is.
 * @throws Halt BODY_UNREADABLE
 */
export async function sendBody(
  request: ClientRequest,
  body: SentBody,
  isOver: () => boolean,
): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    request.once('finish', resolve);
    request.once('close', resolve);
  });
  if (body.kind === 'memory' && body.bytes.length <= ONE_WRITE_BYTES)
    request.end(body.bytes.toString('latin1'), 'latin1');
  else if (body.kind === 'memory' && body.bytes.length <= CHUNK_BYTES) request.end(body.bytes);
  else if (await pump(request, body, isOver)) request.end();
  await ended;
}

/** True when the whole body was handed over. */
async function pump(
  request: ClientRequest,
  body: SentBody,
  isOver: () => boolean,
): Promise<boolean> {
  const closed = new Promise<void>((resolve) => {
    request.once('close', () => resolve());
  });
  let first = true;
  try {
    for await (const chunk of chunksOf(body)) {
      if (!first) await pause();
      first = false;
      if (isOver() || request.destroyed) return false;
      const written = new Promise<void>((resolve) => {
        request.write(chunk, () => resolve());
      });
      // The callback of each write rather than `drain`: Node passes no `drain` on to the request
      // once a whole answer is here, however much is still to be sent.
      await Promise.race([written, closed]);
    }
    return true;
  } catch (cause) {
    if (request.destroyed) return false;
    throw new Halt('BODY_UNREADABLE', undefined, cause);
  }
}

async function* chunksOf(body: SentBody): AsyncGenerator<Buffer, void, void> {
  if (body.kind === 'file') {
    yield* createReadStream(body.path, { highWaterMark: CHUNK_BYTES });
    return;
  }
  for (let at = 0; at < body.bytes.length; at += CHUNK_BYTES) {
    yield body.bytes.subarray(at, at + CHUNK_BYTES);
  }
}

/**
 * Time spent listening between two writes, ending right behind a look at the connection.
 *
 * A server that answers early and closes resets the connection. A write begun after that fails at
 * once, and Node throws the answer away unread; NOTES.md has the figures.
 */
async function pause(): Promise<void> {
  await sleep(PAUSE_MS);
  await nextTurn();
}
