import type { Surplus } from '../../captures/arrival.ts';

/** More of one connection is counted, not kept. */
export const MOST_SURPLUS = 512 * 1024;

/** Gathers bytes up to a bound. */
export interface SurplusHeap {
  add(bytes: Buffer): void;
  /** null while nothing came. */
  get(): Surplus | null;
}

export function createSurplusHeap(): SurplusHeap {
  let chunks: Buffer[] = [];
  let kept = 0;
  let sizeBytes = 0;
  return {
    add(bytes) {
      sizeBytes += bytes.length;
      const room = MOST_SURPLUS - kept;
      if (room <= 0 || bytes.length === 0) return;
      const part = bytes.subarray(0, room);
      kept += part.length;
      chunks.push(part);
    },
    get() {
      if (sizeBytes === 0) return null;
      // A copy: what was handed in may be a small part of a large packet.
      const bytes = Buffer.concat(chunks);
      chunks = [bytes];
      return { bytes, sizeBytes };
    },
  };
}
