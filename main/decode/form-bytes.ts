import { hexDigit } from './hex-digit.ts';

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/** Undoes `%xx`, and `+` where asked. A `%` that begins no escape stays, as browsers leave it. */
export function unescaped(bytes: Uint8Array, plusIsSpace: boolean): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length);
  let size = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte === PLUS && plusIsSpace) byte = SPACE;
    else if (byte === PERCENT) {
      const high = hexDigit(bytes[at + 1]);
      const low = hexDigit(bytes[at + 2]);
      if (high >= 0 && low >= 0) {
        byte = high * 16 + low;
        at += 2;
      }
    }
    out[size++] = byte;
  }
  return out.subarray(0, size);
}

/** The bytes of a whole form behind its escapes, to ask which charset they fit. */
export function unescapedForm(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return unescaped(bytes, true);
}
