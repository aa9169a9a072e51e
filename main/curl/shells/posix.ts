import { utf8Bytes } from '../bytes.ts';
import {
  type Command,
  ESCAPED,
  needsShell,
  refuseExpansion,
  type Scan,
  scanCommands,
  takeRun,
  unended,
} from '../words.ts';

const EXPANSION = /\$(?:\w{1,100}|\{[^}]{0,100}\}?|\([^)]{0,100}\)?|[@*#?!$-])/y;
const PLAIN_IN_QUOTES = /[^"\\$`]+/y;
const PLAIN_IN_ANSI = /[^'\\]+/y;

/**
 * Commands of a POSIX shell, with the quotes of bash: `'…'`, `"…"`, `$'…'`. Nothing is expanded.
 *
 * @param text one character a byte
 */
export const posixCommands = (text: string): Command[] =>
  scanCommands(text, {
    ends: '\n;&|()<>',
    steps: {
      '\\': escape,
      "'": literal,
      '"': (scan) => quoted(scan, scan.at + 1),
      $: dollar,
      '`': backtick,
    },
  });

function escape(scan: Scan): void {
  const next = scan.text[scan.at + 1] ?? '';
  const isLineEnd = next === '\n' || (next === '\r' && scan.text[scan.at + 2] === '\n');
  if (!isLineEnd) scan.out.add(next);
  scan.at += isLineEnd && next === '\r' ? 3 : 2;
}

function literal(scan: Scan): void {
  const end = scan.text.indexOf("'", scan.at + 1);
  if (end < 0) unended(scan, "'");
  const to = end < 0 ? scan.text.length : end;
  scan.out.add(scan.text.slice(scan.at + 1, to));
  scan.at = to + 1;
}

function dollar(scan: Scan): void {
  const next = scan.text[scan.at + 1];
  if (next === "'") ansiC(scan, scan.at + 2);
  else if (next === '"') quoted(scan, scan.at + 2);
  else refuseExpansion(scan, EXPANSION);
}

function backtick(scan: Scan): void {
  scan.out.refuse(needsShell(utf8Bytes('`…`')));
  scan.at += 1;
}

function quoted(scan: Scan, from: number): void {
  const { text, out } = scan;
  scan.at = from;
  out.add('');
  while (text[scan.at] !== '"') {
    if (scan.at >= text.length) return unended(scan, '"');
    if (takeRun(scan, PLAIN_IN_QUOTES)) continue;
    if (text[scan.at] === '$') refuseExpansion(scan, EXPANSION);
    else if (text[scan.at] === '`') backtick(scan);
    else {
      const next = text[scan.at + 1] ?? '';
      const isEscape = next !== '' && '$`"\\\n'.includes(next);
      if (next !== '\n') out.add(isEscape ? next : '\\');
      scan.at += isEscape ? 2 : 1;
    }
  }
  scan.at += 1;
}

/** `$'…'` of bash: bytes by number, characters by code point. */
function ansiC(scan: Scan, from: number): void {
  const { text, out } = scan;
  scan.at = from;
  out.add('');
  while (text[scan.at] !== "'") {
    if (scan.at >= text.length) return unended(scan, "$'");
    if (takeRun(scan, PLAIN_IN_ANSI)) continue;
    const [bytes, length] = escaped(text.slice(scan.at + 1, scan.at + 10));
    out.add(bytes);
    scan.at += 1 + length;
  }
  scan.at += 1;
}

/** What stands behind a backslash in `$'…'`, and how long that is. */
function escaped(rest: string): [string, number] {
  const byte = /^x([\da-fA-F]{1,2})/.exec(rest);
  const octal = /^[0-7]{1,3}/.exec(rest);
  const point = /^(?:u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8}))/.exec(rest);
  if (byte !== null)
    return [String.fromCharCode(Number.parseInt(byte[1] ?? '', 16)), byte[0].length];
  if (octal !== null) {
    return [String.fromCharCode(Number.parseInt(octal[0], 8) & 0xff), octal[0].length];
  }
  if (point !== null) {
    const code = Number.parseInt(point[1] ?? point[2] ?? '', 16);
    return [utf8Bytes(code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)), point[0].length];
  }
  const [sign = '', next = ''] = rest;
  if (sign === 'c' && next !== '') return [String.fromCharCode(next.charCodeAt(0) & 0x1f), 2];
  const letter = sign === 'E' ? ESCAPED['e'] : ESCAPED[sign];
  return [letter ?? ('\'"\\?'.includes(sign) ? sign : `\\${sign}`), sign === '' ? 0 : 1];
}
