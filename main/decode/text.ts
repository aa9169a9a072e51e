import { TextDecoder as StandardDecoder } from '@exodus/bytes/encoding-browser.js';
import { byteOrderMark, decodeUtf32 } from './charsets/unicode.ts';

/** Bytes as text in one charset; `valid` is false where some did not fit and became U+FFFD. */
export interface PlainText {
  text: string;
  valid: boolean;
}

// Node's decoders of these are ICU's, not those of the Encoding Standard: EUC-KR lacks 8,822 syllables
// that every browser reads. In a browser the other decoder is the browser's own.
const UNLIKE_BROWSERS = new Set(['big5', 'euc-jp', 'euc-kr', 'iso-2022-jp', 'shift_jis']);

/**
 * Decodes bytes in a charset that `charsetNamed` gave. For many small pieces in one charset: the
 * decoders are made once.
 *
 * @param keepMark for pieces from the middle of a body; at its front a byte order mark is no text.
 */
export function decoderOf(
  charset: string,
  { keepMark = false } = {},
): (bytes: Uint8Array) => PlainText {
  if (charset.startsWith('utf-32')) {
    return (bytes) => {
      const marked = !keepMark && byteOrderMark(bytes)?.charset === charset;
      return decodeUtf32(marked ? bytes.subarray(4) : bytes, charset === 'utf-32le');
    };
  }
  const make = (fatal: boolean): { decode: (bytes: Uint8Array) => string } => {
    const options = { fatal, ignoreBOM: keepMark };
    return UNLIKE_BROWSERS.has(charset)
      ? new StandardDecoder(charset, options)
      : new TextDecoder(charset, options);
  };
  const strict = make(true);
  let lenient: typeof strict | undefined;
  return (bytes) => {
    try {
      return { text: strict.decode(bytes), valid: true };
    } catch {
      // A fatal decoder throws at the first byte that does not fit.
      lenient ??= make(false);
      return { text: lenient.decode(bytes), valid: false };
    }
  };
}
