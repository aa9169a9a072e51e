import { createHash } from 'node:crypto';
import type { HeaderPair } from '../../preload/contract/shapes.ts';

export interface PlayedRequest {
  target: string;
  headers: readonly HeaderPair[];
  body: Uint8Array;
}

/** A capture that is played as many events. */
export interface PlayedCapture {
  method: string;
  /** As they may go to the target, without those that frame a request. */
  headers: HeaderPair[];
  body: Buffer;
  /** Id that the sender gave to its event, in a header or in the body; null where there is none. */
  eventId: string | null;
  eventType: string | null;
  /**
   * Signs as its sender does. With `newId`, ids in headers become those of another event.
   */
  sign: (request: PlayedRequest & { newId: boolean }) => SignedPlay;
  /** Without what the sender signed it with. */
  strip: (request: PlayedRequest) => PlayedRequest;
}

export type SignedPlay =
  | { ok: true; headers: HeaderPair[]; body: Uint8Array; target: string }
  | { ok: false; text: string };

const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz';

/**
 * An id of the same shape for another event: digits stay digits, letters stay letters, and what stands
 * before the last `_` stays as it is. The same run and number give the same id.
 */
export function otherId(id: string, run: string, event: number): string {
  const at = id.lastIndexOf('_') + 1;
  const bytes = createHash('sha512').update(`${run} ${event}`).digest();
  const tail = Array.from(id.slice(at), (sign, index) => {
    const byte = bytes[index % bytes.length] ?? 0;
    // A first digit of 0 would make another number of it.
    if (/\d/.test(sign)) return String(index === 0 ? 1 + (byte % 9) : byte % 10);
    if (/[0-9a-f]/.test(sign) && /^[0-9a-f-]+$/.test(id)) return (byte % 16).toString(16);
    if (!/[A-Za-z]/.test(sign)) return sign;
    const letter = LETTERS[byte % LETTERS.length] ?? 'A';
    return sign === sign.toLowerCase() ? letter.toLowerCase() : letter.toUpperCase();
  });
  return id.slice(0, at) + tail.join('');
}

/** Too short ids stand in a body for other things as well. */
const LEAST_ID = 6;

/** A body with the id of its event replaced, wherever it stands as a whole value. */
export function bodyWithId(body: Buffer, id: string | null, next: string): Buffer {
  if (id === null || id.length < LEAST_ID) return body;
  const text = body.toString('utf8');
  // Bytes that are no UTF-8 would come out otherwise.
  if (!Buffer.from(text).equals(body)) return body;
  return Buffer.from(text.replaceAll(JSON.stringify(id), JSON.stringify(next)));
}
