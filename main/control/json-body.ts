import type { IncomingMessage } from 'node:http';
import { publicError } from './public-error.ts';

export const MAX_BODY_BYTES = 64 * 1024 * 1024;

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
  if (headers['content-encoding'] !== undefined) {
    throw publicError('UNSUPPORTED_MEDIA_TYPE', 'The API does not accept compressed bodies.');
  }
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  if (type === undefined) throw publicError('UNSUPPORTED_MEDIA_TYPE');
  return parse(bytes);
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    throw publicError('PAYLOAD_TOO_LARGE');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  // The body must stay attached to its socket after an early end: the refusal is still to be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw publicError('PAYLOAD_TOO_LARGE');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw publicError('BAD_INPUT', `The body is not valid JSON. ${why}`);
  }
}
