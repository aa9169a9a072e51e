import { hexDigit } from './hex-digit.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAD = 0x3d;

function table(): Int8Array {
  const values = new Int8Array(256).fill(-1);
  for (let i = 0; i < 64; i += 1) values[BASE64.charCodeAt(i)] = i;
  // The alphabet of URLs beside the usual one.
  values['-'.charCodeAt(0)] = 62;
  values['_'.charCodeAt(0)] = 63;
  return values;
}

const VALUES = table();

/** Base64 with whatever stands between its letters left out, as RFC 2045 §6.8 asks. Never throws. */
export function decodeBase64(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil((bytes.length * 3) / 4));
  let size = 0;
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    if (byte === PAD) {
      // Padding ends a piece; some senders join pieces that were encoded by themselves.
      held = 0;
      bits = 0;
      continue;
    }
    const value = VALUES[byte] ?? -1;
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[size++] = (held >> bits) & 0xff;
  }
  return out.subarray(0, size);
}

const EQUALS = 0x3d;
const LF = 10;
const CR = 13;

/** Quoted-printable; an `=` that begins no escape stays. Never throws. */
export function decodeQuoted(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length);
  let size = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== EQUALS) {
      out[size++] = byte;
      continue;
    }
    const high = hexDigit(bytes[at + 1]);
    const low = hexDigit(bytes[at + 2]);
    if (high >= 0 && low >= 0) {
      out[size++] = high * 16 + low;
      at += 2;
    } else if (bytes[at + 1] === LF) at += 1;
    else if (bytes[at + 1] === CR && bytes[at + 2] === LF) at += 2;
    else out[size++] = byte;
  }
  return out.subarray(0, size);
}
