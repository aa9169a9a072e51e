import { randomBytes, randomUUID } from 'node:crypto';
import type { HostOperation } from './operation.ts';
import { buffer, exact, text, whole } from './read.ts';

const HEX = /^(?:[0-9a-fA-F]{2})*$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Percent-decoding of a form field: `+` is a blank, a broken escape stays as it is. */
function formDecode(field: string): string {
  const spaced = field.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced.replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (escaped) =>
      Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'),
    );
  }
}

export const bytes: Record<string, HostOperation> = {
  toUtf8: (value) => buffer(value, 'the value').toString('utf8'),
  fromUtf8: (value) => exact(Buffer.from(text(value, 'the value'), 'utf8')),
  toLatin1: (value) => buffer(value, 'the value').toString('latin1'),
  fromLatin1: (value) => exact(Buffer.from(text(value, 'the value'), 'latin1')),
  toHex: (value) => buffer(value, 'the value').toString('hex'),
  fromHex: (value) => {
    const hex = text(value, 'the hexadecimal text');
    if (!HEX.test(hex)) throw new Error('this is not hexadecimal text');
    return exact(Buffer.from(hex, 'hex'));
  },
  toBase64: (value) => buffer(value, 'the value').toString('base64'),
  // Without its padding too: the vendor demanded it, code in the wild forgets it.
  fromBase64: (value) => {
    const base64 = text(value, 'the base64 text').replaceAll(/\s/g, '');
    if (!BASE64.test(base64)) throw new Error('this is not base64 text');
    return exact(Buffer.from(base64, 'base64'));
  },
  formDecode: (value) => formDecode(text(value, 'the field')),
  randomHex: (size) => randomBytes(whole(size, 'the size', 1024)).toString('hex'),
  randomBytes: (size) => exact(randomBytes(whole(size, 'the size', 1_000_000))),
  uuid: () => randomUUID(),
};
