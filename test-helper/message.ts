import { decodeSmall } from '../main/lib/content-codings.ts';
import type { HasBody, HeaderMap } from './public.d.ts';

type Pairs = readonly (readonly [string, string])[];

/** A body that unpacks to more stays packed as text. */
const UNPACKED_BYTES = 256 * 1024 * 1024;

/** Headers as a list that is also asked by name. */
export function headerMap(pairs: Pairs): HeaderMap {
  const getAll = (name: string): string[] =>
    pairs.filter(([given]) => given.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  return {
    get: (name) => getAll(name)[0],
    getAll,
    has: (name) => getAll(name).length > 0,
    *[Symbol.iterator]() {
      for (const [name, value] of pairs) yield [name, value];
    },
  };
}

/** The ways to read a body. */
export function readable(body: Uint8Array, headers: HeaderMap): HasBody {
  const text = (): string => {
    const packed = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const bytes = decodeSmall(packed, headers.get('content-encoding'), UNPACKED_BYTES) ?? packed;
    return decoderOf(headers.get('content-type')).decode(bytes);
  };
  return {
    body,
    text,
    json: ({ exact = false } = {}) => JSON.parse(text(), exact ? keepDigits : undefined),
  };
}

function decoderOf(contentType = '') {
  const [, charset = 'utf-8'] = /;\s*charset="?([^";\s]+)/i.exec(contentType) ?? [];
  try {
    return new TextDecoder(charset);
  } catch {
    // A charset that nobody knows: JSON and most of the rest are UTF-8 anyway.
    return new TextDecoder();
  }
}

/** A number that comes out as another one is left as its digits. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  return isHeld(source, value) ? value : source;
}

/** Whether a double holds what is written: 1.0 and 1e2 are, 12345678901234567890 is not. */
function isHeld(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  return digitsOf(source) === digitsOf(String(value));
}

/** Significant digits and their power of ten, in one form. */
function digitsOf(written: string): string {
  const [, whole = '', part = '', power = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(written) ?? [];
  const digits = (whole + part).replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  if (short === '') return '0';
  return `${short}e${Number(power) - part.length + digits.length - short.length}`;
}
