/**
 * A short text that tells versions of an object apart where it has no revision: FNV-1a of its JSON, 32
 * bits, and its length. For noticing a change, not for security.
 */
export function revisionOf(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return `${(hash >>> 0).toString(36)}-${text.length}`;
}
