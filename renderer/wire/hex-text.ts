const PER_LINE = 16;

/** Bytes as pairs of hex digits, 16 to a line. */
export function formatHex(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let i = 0; i < bytes.length; i += PER_LINE) {
    const line = bytes.subarray(i, i + PER_LINE);
    lines.push(Array.from(line, (byte) => byte.toString(16).padStart(2, '0')).join(' '));
  }
  return lines.join('\n');
}

export type HexRead =
  | { ok: true; bytes: Uint8Array<ArrayBuffer> }
  | { ok: false; from: number; to: number; message: string };

/** Reads hex digits; blanks may stand anywhere between bytes. Offsets are UTF-16 units. */
export function parseHex(text: string): HexRead {
  const bytes = new Uint8Array(Math.ceil(text.length / 2));
  let length = 0;
  let half: { digit: number; at: number } | null = null;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (/\s/.test(char)) {
      if (half !== null) return halfByte(half.at);
      continue;
    }
    const digit = '0123456789abcdef'.indexOf(char.toLowerCase());
    if (digit < 0) {
      const to = i + (String.fromCodePoint(text.codePointAt(i) ?? 0).length || 1);
      return { ok: false, from: i, to, message: 'Use only the digits 0 to 9 and a to f.' };
    }
    if (half === null) {
      half = { digit, at: i };
    } else {
      bytes[length] = half.digit * 16 + digit;
      length += 1;
      half = null;
    }
  }
  if (half !== null) return halfByte(half.at);
  return { ok: true, bytes: bytes.slice(0, length) };
}

function halfByte(at: number): HexRead {
  return { ok: false, from: at, to: at + 1, message: 'A byte has two hex digits; one is missing.' };
}
