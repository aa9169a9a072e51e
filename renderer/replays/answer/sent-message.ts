import type { Replay } from '../../../preload/contract/replays.ts';
import { api } from '../../api/client.ts';
import { targetOf } from '../../wire/pasted/pasted-request.ts';
import { rawHttp } from '../../../main/snippets/raw-http.ts';

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await blob.arrayBuffer());

/** The bytes of the body that went out; null where they were too long to be kept. */
export async function sentBody(
  replay: Replay,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const options = signal === undefined ? {} : { signal };
  if (replay.sentBody === 'too-long') return null;
  if (replay.sentBody === 'kept' || replay.captureId === null) {
    return bytesOf(await api.replays.body({ id: replay.id, of: 'sent' }, options));
  }
  return bytesOf(await api.captures.body({ id: replay.captureId }, options));
}

/**
 * The message that went out, from the request line to the last byte of the body. A chunked body is
 * one chunk here: where it was cut on the wire is not kept.
 *
 * @param body null leaves it out: only the head is known.
 */
export function sentMessage(replay: Replay, body: Uint8Array | null): Uint8Array<ArrayBuffer> {
  const { method, url, requestHeaders: headers } = replay;
  const head = { method, target: targetOf(url), httpVersion: '1.1', headers, trailers: [] };
  if (body !== null) return rawHttp(head, body);
  const plain = headers.filter(([name]) => name.toLowerCase() !== 'transfer-encoding');
  return rawHttp({ ...head, headers: plain }, new Uint8Array());
}
