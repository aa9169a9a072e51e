const NAMED: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
  "'": "\\'",
};

/**
 * Quotes bytes (one character each, latin1) as one word of bash.
 *
 * Plain printable text goes into '…'. Everything else goes into $'…' with escapes, so that what is
 * pasted is ASCII on one line: a terminal in another encoding, a tab that triggers completion or a
 * ! that recalls history cannot change it. NUL cannot be in an argument at all.
 */
export function bashQuote(bytes: string): string {
  if (bytes.includes('\0')) throw new RangeError('An argument cannot hold a NUL byte.');
  if (/^[\x20-\x26\x28-\x7E]*$/.test(bytes)) return `'${bytes}'`;
  const escaped = bytes.replace(/[^\x20\x22-\x26\x28-\x5B\x5D-\x7E]/g, (char) => {
    const code = char.charCodeAt(0) & 0xff;
    return NAMED[char] ?? `\\x${code.toString(16).padStart(2, '0')}`;
  });
  return `$'${escaped}'`;
}
