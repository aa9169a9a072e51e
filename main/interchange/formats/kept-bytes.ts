import { isUtf8 } from 'node:buffer';
import { z } from 'zod';

/** Bytes as JSON carries them: as text where that is exact, else in Base64. */
export const KeptBytes = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ base64: z.base64() }),
]);
export type KeptBytes = z.infer<typeof KeptBytes>;

/** Whether bytes come back from a text as they were: UTF-8 without NUL, which many readers stop at. */
export function isExactText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A byte order mark stays a part of the text. */
export const utf8Text = (bytes: Uint8Array): string => UTF8.decode(bytes);

export function keptBytes(bytes: Uint8Array): KeptBytes {
  return isExactText(bytes) ? { text: utf8Text(bytes) } : { base64: base64Of(bytes) };
}

export function bytesKept(kept: KeptBytes): Uint8Array {
  return 'text' in kept ? Buffer.from(kept.text, 'utf8') : Buffer.from(kept.base64, 'base64');
}

export const base64Of = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
