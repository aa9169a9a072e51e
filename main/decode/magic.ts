import { latin1Of } from './latin1.ts';

/** What the first bytes of a file give away. Offsets in bytes; a dot stands for any byte. */
const SIGNATURES: readonly { type: string; name: string; at: number; bytes: string }[] = [
  { type: 'image/png', name: 'PNG image', at: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', name: 'JPEG image', at: 0, bytes: '\xff\xd8\xff' },
  { type: 'image/gif', name: 'GIF image', at: 0, bytes: 'GIF8' },
  { type: 'image/webp', name: 'WebP image', at: 8, bytes: 'WEBP' },
  { type: 'image/avif', name: 'AVIF image', at: 4, bytes: 'ftypavi' },
  { type: 'image/bmp', name: 'BMP image', at: 0, bytes: 'BM' },
  { type: 'image/x-icon', name: 'icon', at: 0, bytes: '\0\0\x01\0' },
  { type: 'application/pdf', name: 'PDF document', at: 0, bytes: '%PDF-' },
  { type: 'application/zip', name: 'ZIP archive', at: 0, bytes: 'PK\x03\x04' },
  { type: 'application/gzip', name: 'gzip data', at: 0, bytes: '\x1f\x8b' },
  { type: 'application/zstd', name: 'Zstandard data', at: 0, bytes: '\x28\xb5\x2f\xfd' },
  { type: 'application/wasm', name: 'WebAssembly module', at: 0, bytes: '\0asm' },
];

export interface Magic {
  type: string;
  name: string;
}

function looksLikeBmp(bytes: Uint8Array): boolean {
  // "BM" also begins many texts: the header repeats the file's size, and its pixels' offset.
  if (bytes.length < 26) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return view.getUint32(2, true) === bytes.length && view.getUint32(10, true) < bytes.length;
}

/** Names a file format by its first bytes; null when they fit none of those known here. */
export function magicOf(bytes: Uint8Array): Magic | null {
  const head = latin1Of(bytes, 0, Math.min(bytes.length, 32));
  const found = SIGNATURES.find((one) => head.startsWith(one.bytes, one.at));
  if (!found) return null;
  if (found.type === 'image/webp' && !head.startsWith('RIFF')) return null;
  if (found.type === 'image/bmp' && !looksLikeBmp(bytes)) return null;
  return { type: found.type, name: found.name };
}

/** Formats an <img> decodes to pixels and nothing else. SVG is a document and not among them. */
export const PIXEL_TYPES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
]);

/** The content coding that bytes give away by themselves; null where they are not packed. */
export function packedAs(bytes: Uint8Array): 'gzip' | 'zstd' | null {
  // Of gzip the third byte says how: there is one way only.
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8) return 'gzip';
  return magicOf(bytes)?.type === 'application/zstd' ? 'zstd' : null;
}
