import { TextDecoder as StandardDecoder } from '@exodus/bytes/encoding-browser.js';

/** Letters of each charset that a search takes for words. */
export const LETTERS: Record<string, string> = {
  'utf-8': 'äöüßжд',
  gb18030: '测试中文信息',
  big5: '測試中文訊息',
  shift_jis: 'テストデータ東京',
  'euc-jp': 'テストデータ東京',
  'euc-kr': '한국어시험갂갃',
  'windows-1252': 'éèçñüß',
  'iso-8859-2': 'łąęćžš',
  'windows-1251': 'проверка',
  'koi8-r': 'проверка',
  'windows-1253': 'δοκιμή',
  'utf-16le': 'äöü测試',
  'utf-16be': 'äöü测試',
};

const tables = new Map<string, Map<string, number[]>>();

/** Bytes of each character of one or two bytes, by asking the decoder of the platform for all. */
function tableOf(charset: string, decode: (bytes: Uint8Array) => string): Map<string, number[]> {
  const known = tables.get(charset);
  if (known) return known;
  const table = new Map<string, number[]>();
  const keep = (bytes: number[]): void => {
    const text = decode(new Uint8Array(bytes));
    if (Array.from(text).length === 1 && text !== '\uFFFD' && !table.has(text))
      table.set(text, bytes);
  };
  for (let one = 0; one < 256; one++) keep([one]);
  for (let one = 0x80; one < 256; one++) for (let two = 0x40; two < 256; two++) keep([one, two]);
  tables.set(charset, table);
  return table;
}

/** A text in a charset, which Node itself encodes in UTF-8 and UTF-16 only. */
export function encodeIn(charset: string, text: string): Buffer {
  if (charset === 'utf-8') return Buffer.from(text);
  if (charset === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (charset === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const decoder = new StandardDecoder(charset);
  const table = tableOf(charset, (bytes) => decoder.decode(bytes));
  return Buffer.from(
    Array.from(text).flatMap((char) => {
      const bytes = table.get(char);
      if (!bytes) throw new Error(`${char} is not in ${charset}`);
      return bytes;
    }),
  );
}

/** The same with every byte escaped, as forms have it. Forms in UTF-16 are sent in UTF-8. */
export function percentEncoded(charset: string, text: string): string {
  const bytes = encodeIn(charset.startsWith('utf-16') ? 'utf-8' : charset, text);
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
