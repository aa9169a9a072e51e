import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { call } from '@orpc/server';
import type { Log } from '../lib/log.ts';
import { toPublicError } from './public-error.ts';
import { sendError } from './answer.ts';
import type { EngineRouter } from './router.ts';

const RAW_PATH = /^\/api\/v1\/captures\/([^/]+)\/(body|reply-body|surplus)$/;

type BodyOf = 'request' | 'reply' | 'surplus';

/** The capture and the side of it that a raw route means; undefined for any other route. */
export function rawBodyRoute(
  request: IncomingMessage,
  path: string,
): { id: string; of: BodyOf } | undefined {
  const [, id, name] = RAW_PATH.exec(path) ?? [];
  if (id === undefined || request.method !== 'GET') return undefined;
  const of = name === 'body' ? 'request' : name === 'surplus' ? 'surplus' : 'reply';
  return { id: decoded(id), of };
}

/** Streams the exact bytes as a download, never as something a browser would show or run. */
export async function sendRawBody(
  response: ServerResponse,
  router: EngineRouter,
  route: { id: string; of: BodyOf },
  log: Log,
): Promise<void> {
  let blob: Blob;
  try {
    blob = await call(router.captures.body, route);
  } catch (error) {
    sendError(response, toPublicError(error, log));
    return;
  }
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': blob.size,
    'Content-Disposition': `attachment; filename="${fileName(route)}"`,
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  });
  try {
    await pipeline(Readable.from(pieces(blob), { objectMode: false }), response);
  } catch (error) {
    // The status is out; cutting the connection is the one way left to say that bytes are missing.
    if (!response.closed) log.warn({ err: error, capture: route.id }, 'A body could not be read.');
    response.destroy();
  }
}

/** A Blob's own stream comes in 64 kB, each with a turn of its own: ten megabytes took twice as long. */
const PIECE_BYTES = 1024 * 1024;

async function* pieces(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < blob.size; from += PIECE_BYTES) {
    yield new Uint8Array(await blob.slice(from, from + PIECE_BYTES).arrayBuffer());
  }
}

function fileName({ id, of }: { id: string; of: BodyOf }): string {
  return `capture-${id.replace(/[^\w-]/g, '_')}${of === 'request' ? '' : `-${of}`}.bin`;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not an encoding of anything: no capture has this id, and looking it up says so.
    return segment;
  }
}
