import { parseMediaType } from '../../../main/decode/media-type.ts';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/xml': 'xml',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/gzip': 'gz',
  'text/xml': 'xml',
  'text/plain': 'txt',
  'text/html': 'html.txt',
  'text/csv': 'csv',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg.txt',
};

function extensionOf(contentType: string | null): string {
  const { essence } = parseMediaType(contentType);
  return EXTENSIONS[essence] ?? (essence.endsWith('+json') ? 'json' : 'bin');
}

/** What the body of a capture is called once saved. Live documents get an ending that is not. */
export function bodyFileName(id: string, contentType: string | null): string {
  return `capture-${id}.${extensionOf(contentType)}`;
}

/**
 * A name from the wire made harmless for a disk: no folders, controls, bidi tricks or leading
 * dots, and not longer than file systems take.
 */
export function safeFileName(name: string, fallback: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*]/gu, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 120);
  return clean === '' ? fallback : clean;
}
