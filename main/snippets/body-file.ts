import { parseMediaType } from '../decode/media-type.ts';

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

/** How the name of a file with this content ends, without the dot. */
export function extensionOf(contentType: string | null): string {
  const { essence } = parseMediaType(contentType);
  return EXTENSIONS[essence] ?? (essence.endsWith('+json') ? 'json' : 'bin');
}

/** What the body of a capture is called once saved. Live documents get an ending that is not. */
export function bodyFileName(id: string, contentType: string | null): string {
  return `capture-${id}.${extensionOf(contentType)}`;
}
