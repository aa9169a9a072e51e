import { Binary } from 'bson';
import { cannot, unreadable } from './errors.ts';

const ENCODINGS = { base64: 'base64', base64url: 'base64url', hex: 'hex', utf8: 'utf8' } as const;

export const FORMATS = new Set([...Object.keys(ENCODINGS), 'uuid', 'auto']);

/** Bytes as a text: `auto` is base64, but for those of a UUID. */
export function textOfBytes(value: Binary, format: string): string {
  const isUuid = format === 'uuid' || (format === 'auto' && value.sub_type === 4);
  if (isUuid && value.sub_type === 4 && value.length() === 16) return value.toUUID().toString();
  const encoding = format === 'auto' ? 'base64' : ENCODINGS[format as keyof typeof ENCODINGS];
  if (encoding === undefined || isUuid) throw cannot(value, `string in format ${format}`);
  return Buffer.from(value.value()).toString(encoding);
}

export function bytesOfText(text: string, format: string): Binary {
  if (format === 'uuid') {
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
      throw unreadable(text, 'a UUID');
    return new Binary(Buffer.from(text.replaceAll('-', ''), 'hex'), 4);
  }
  const encoding = ENCODINGS[format as keyof typeof ENCODINGS];
  const bytes = Buffer.from(text, encoding);
  const isWhole =
    encoding === 'utf8' || bytes.toString(encoding).toLowerCase() === text.toLowerCase();
  if (!isWhole) throw unreadable(text, format);
  return new Binary(bytes, 0);
}
