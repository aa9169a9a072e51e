import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { publicError } from '../public-error.ts';

export const MAX_BODY_BYTES = 64 * 1024 * 1024;

export const OCTETS = 'application/octet-stream';
const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * Reads a request body that must be JSON.
 *
 * @returns undefined where there is no body, so that calls without input need no content type.
 * @throws UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE or BAD_INPUT as public errors.
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const { headers } = request;
  const type = headers['content-type'];
  if (type !== undefined && !JSON_TYPE.test(type)) throw publicError('UNSUPPORTED_MEDIA_TYPE');
  refuseCompressed(request);
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  if (type === undefined) throw publicError('UNSUPPORTED_MEDIA_TYPE');
  return parse(bytes);
}

/**
 * Reads a request body that is bytes. Their type is one that a page of another site cannot send
 * without asking first, and it is never told yes.
 *
 * @throws UNSUPPORTED_MEDIA_TYPE or PAYLOAD_TOO_LARGE as public errors.
 */
export async function readOctets(
  request: IncomingMessage,
  maxBytes = MAX_BODY_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  refuseOthers(request);
  return new Uint8Array(await readBytes(request, maxBytes));
}

/** Bytes of a request that are read as they come, once. Its size is what the request says, 0 where it does not. */
class IncomingBlob extends Blob {
  readonly #pieces: () => AsyncIterable<Uint8Array<ArrayBuffer>>;

  constructor(pieces: () => AsyncIterable<Uint8Array<ArrayBuffer>>, size: number) {
    super([]);
    this.#pieces = pieces;
    Object.defineProperty(this, 'size', { value: size });
  }

  override stream(): ReturnType<Blob['stream']> {
    // Node and browsers each have a type for the same stream.
    const stream: unknown = Readable.toWeb(Readable.from(this.#pieces()));
    return stream as ReturnType<Blob['stream']>;
  }
}

/**
 * As `readOctets`, without holding them: what takes the blob reads its stream.
 *
 * @throws UNSUPPORTED_MEDIA_TYPE or PAYLOAD_TOO_LARGE as public errors; the latter from the stream, too.
 */
export function streamOctets(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Blob {
  refuseOthers(request);
  refuseLong(request, maxBytes);
  const announced = Number(request.headers['content-length'] ?? 0);
  return new IncomingBlob(() => piecesOf(request, maxBytes), announced);
}

function refuseOthers(request: IncomingMessage): void {
  if (request.headers['content-type']?.toLowerCase() !== OCTETS) {
    throw publicError('UNSUPPORTED_MEDIA_TYPE', `This takes bytes, as ${OCTETS}.`);
  }
  refuseCompressed(request);
}

function refuseLong({ headers }: IncomingMessage, maxBytes: number): void {
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw publicError('PAYLOAD_TOO_LARGE');
}

function refuseCompressed({ headers }: IncomingMessage): void {
  if (headers['content-encoding'] === undefined) return;
  throw publicError('UNSUPPORTED_MEDIA_TYPE', 'The API does not accept compressed bodies.');
}

async function readBytes(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<Buffer> {
  refuseLong(request, maxBytes);
  return Buffer.concat(await Array.fromAsync(piecesOf(request, maxBytes)));
}

async function* piecesOf(
  request: IncomingMessage,
  maxBytes: number,
): AsyncGenerator<Buffer<ArrayBuffer>> {
  let length = 0;
  // The body must stay attached to its socket after an early end: the refusal is still to be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > maxBytes) throw publicError('PAYLOAD_TOO_LARGE');
    yield chunk as Buffer<ArrayBuffer>;
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw publicError('BAD_INPUT', `The body is not valid JSON. ${why}`);
  }
}
