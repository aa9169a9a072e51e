const SLICE = 8192;

/** One character per byte, and so without loss, in slices that keep off the call stack's limit. */
export function latin1Of(bytes: Uint8Array, from = 0, to = bytes.length): string {
  const pieces: string[] = [];
  for (let at = from; at < to; at += SLICE) {
    const slice = bytes.subarray(at, Math.min(to, at + SLICE));
    // Handed over whole: spread would walk over it with an iterator, ten times as long.
    pieces.push(Reflect.apply(String.fromCharCode, null, slice) as string);
  }
  return pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('');
}

/** The bytes of a string whose characters are all below 256, as header values are. */
export function bytesOfLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
