/** How far the window may move when its last byte is this one (Horspool's table). */
export function shiftTable(needle: Uint8Array): Uint32Array {
  const shift = new Uint32Array(256).fill(needle.length);
  for (let at = 0; at < needle.length - 1; at++) shift[needle[at] ?? 0] = needle.length - 1 - at;
  return shift;
}

/**
 * Where `needle` stands in `bytes` at or after `from`; -1 when it does not.
 * The page has no Buffer, and looking at every byte of 50 MB would be felt.
 */
export function findBytes(
  bytes: Uint8Array,
  needle: Uint8Array,
  from = 0,
  shift = shiftTable(needle),
): number {
  const last = needle.length - 1;
  if (last < 0) return from <= bytes.length ? from : -1;
  for (let at = from; at + last < bytes.length; at += shift[bytes[at + last] ?? 0] ?? 1) {
    let i = last;
    while (i >= 0 && bytes[at + i] === needle[i]) i -= 1;
    if (i < 0) return at;
  }
  return -1;
}
