import { charsetNamed, isWide } from './charset-names.ts';
import { latin1Of } from '../latin1.ts';

// What a body says of its own charset. Prologs stand at the front and are ASCII in every charset
// that is not found by its zeros.

const PROLOG_BYTES = 512;
const HTML_BYTES = 1024;
const FORM_BYTES = 256 * 1024;

/** `encoding` of an XML declaration. */
export function xmlCharset(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== 0x3c || bytes[1] !== 0x3f) return undefined;
  const head = latin1Of(bytes, 0, Math.min(bytes.length, PROLOG_BYTES));
  const label = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
  // A declaration that can be read as ASCII is not in UTF-16, whatever it says.
  const charset = charsetNamed(label);
  return charset === undefined || isWide(charset) ? undefined : charset;
}

/** `<meta charset>` of an HTML document, in either spelling. */
export function htmlCharset(bytes: Uint8Array): string | undefined {
  const head = latin1Of(bytes, 0, Math.min(bytes.length, HTML_BYTES));
  if (!/^\s*<(!doctype\s+html|html|head|meta)\b/i.test(head)) return undefined;
  const label = /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1];
  const charset = charsetNamed(label);
  return charset === undefined || isWide(charset) ? undefined : charset;
}

/**
 * What fields of an urlencoded body say: `_charset_` is the web's own, `charset` is what PayPal,
 * Alipay and others send along.
 */
export function formCharset(bytes: Uint8Array): { own?: string; named?: string } {
  const text = latin1Of(bytes, 0, Math.min(bytes.length, FORM_BYTES));
  if (!text.includes('charset')) return {};
  const labels: { own?: string; named?: string } = {};
  for (const [, name, label] of text.matchAll(
    /(?:^|[&;?])(_charset_|charset)=([\w.:-]{1,40})(?=&|$|\s)/g,
  )) {
    const charset = charsetNamed(label);
    if (charset === undefined) continue;
    if (name === 'charset') labels.named ??= charset;
    else labels.own ??= charset;
  }
  return labels;
}
