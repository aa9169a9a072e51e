import { hash } from 'node:crypto';

/**
 * Keys of the rows of one capture that have no key of their own: UUIDs made of the capture and the
 * place of the record in it. A row that is loaded again has the same key, and no two rows share one.
 * They look as Stitch's do (version 4), so that whoever checks the form takes them.
 */
export function generatedKeys(captureId: number): (position: number) => string {
  const digest = hash('sha256', `backstitch row ${captureId}`, 'hex');
  const variant = ((Number.parseInt(digest.charAt(15), 16) & 0x3) | 0x8).toString(16);
  const head = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(12, 15)}-${variant}${digest.slice(16, 19)}-`;
  const start = Number.parseInt(digest.slice(20, 32), 16);
  return (position) => head + ((start + position) % 2 ** 48).toString(16).padStart(12, '0');
}
