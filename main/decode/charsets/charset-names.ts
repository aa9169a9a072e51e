/** Charsets offered to choose from; any other label that platforms know is taken too. */
export const CHARSETS: readonly { charset: string; label: string }[] = [
  { charset: 'utf-8', label: 'UTF-8' },
  { charset: 'gb18030', label: 'GBK, GB18030 (Chinese)' },
  { charset: 'big5', label: 'Big5 (Chinese)' },
  { charset: 'shift_jis', label: 'Shift_JIS (Japanese)' },
  { charset: 'euc-jp', label: 'EUC-JP (Japanese)' },
  { charset: 'iso-2022-jp', label: 'ISO-2022-JP (Japanese)' },
  { charset: 'euc-kr', label: 'EUC-KR (Korean)' },
  { charset: 'windows-1252', label: 'Windows-1252, ISO-8859-1 (Western)' },
  { charset: 'iso-8859-15', label: 'ISO-8859-15 (Western, with €)' },
  { charset: 'windows-1250', label: 'Windows-1250 (Central European)' },
  { charset: 'iso-8859-2', label: 'ISO-8859-2 (Central European)' },
  { charset: 'windows-1251', label: 'Windows-1251 (Cyrillic)' },
  { charset: 'koi8-r', label: 'KOI8-R (Cyrillic)' },
  { charset: 'windows-1253', label: 'Windows-1253 (Greek)' },
  { charset: 'windows-1254', label: 'Windows-1254 (Turkish)' },
  { charset: 'windows-1255', label: 'Windows-1255 (Hebrew)' },
  { charset: 'windows-1256', label: 'Windows-1256 (Arabic)' },
  { charset: 'windows-874', label: 'Windows-874 (Thai)' },
  { charset: 'windows-1257', label: 'Windows-1257 (Baltic)' },
  { charset: 'windows-1258', label: 'Windows-1258 (Vietnamese)' },
  { charset: 'utf-16le', label: 'UTF-16, little-endian' },
  { charset: 'utf-16be', label: 'UTF-16, big-endian' },
  { charset: 'utf-32le', label: 'UTF-32, little-endian' },
  { charset: 'utf-32be', label: 'UTF-32, big-endian' },
];

/** Names that senders write and no browser knows. */
const ALSO: Readonly<Record<string, string>> = {
  cp936: 'gb18030',
  ms936: 'gb18030',
  'windows-936': 'gb18030',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  cp950: 'big5',
  cp65001: 'utf-8',
  'latin-1': 'windows-1252',
  'iso-latin-1': 'windows-1252',
  'utf-32': 'utf-32be',
  utf32: 'utf-32be',
  'utf-32be': 'utf-32be',
  'utf-32le': 'utf-32le',
  'ucs-4': 'utf-32be',
};

const LONGEST = 40;

/**
 * The charset that a label means, in the WHATWG spelling; `utf-32be` and `utf-32le` beside those.
 * undefined for a label that means nothing here.
 */
export function charsetNamed(label: string | null | undefined): string | undefined {
  const name = (label ?? '')
    .trim()
    .replace(/^["']|["']$/g, '')
    .trim()
    .toLowerCase();
  if (name === '' || name.length > LONGEST) return undefined;
  const also = Object.hasOwn(ALSO, name) ? ALSO[name] : undefined;
  if (also !== undefined) return also;
  try {
    const { encoding } = new TextDecoder(name);
    // Both are decoded alike by the standard, but not by every platform.
    return encoding === 'gbk' ? 'gb18030' : encoding;
  } catch {
    // TextDecoder says "unknown label" by throwing; there is no other way to ask.
    return undefined;
  }
}

/** Whether each character takes two or four bytes, so that ASCII text holds zeros in it. */
export function isWide(charset: string): boolean {
  return /^utf-(16|32)/.test(charset);
}
