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
