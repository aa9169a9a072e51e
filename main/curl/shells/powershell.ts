import {
  type Command,
  ESCAPED,
  refuseExpansion,
  type Scan,
  scanCommands,
  takeRun,
  unended,
} from '../words.ts';

const EXPANSION = /\$(?:[\w:]{1,100}|\{[^}]{0,100}\}?|\([^)]{0,100}\)?)/y;
const PLAIN_IN_QUOTES = /[^"'`$]+/y;

/**
 * Commands of PowerShell, where the sign that escapes is a backtick and quotes are doubled inside of themselves.
 * Nothing is expanded.
 *
 * @param text one character a byte
 */
export const powershellCommands = (text: string): Command[] =>
  scanCommands(text, {
    ends: '\n;|&<>',
    steps: { '`': escape, "'": quoted, '"': quoted, $: (scan) => refuseExpansion(scan, EXPANSION) },
  });

function escape(scan: Scan): void {
  const next = scan.text[scan.at + 1] ?? '';
  const isLineEnd = next === '\n' || (next === '\r' && scan.text[scan.at + 2] === '\n');
  if (!isLineEnd) scan.out.add(next === '0' ? '\0' : (ESCAPED[next] ?? next));
  scan.at += isLineEnd && next === '\r' ? 3 : 2;
}

function quoted(scan: Scan): void {
  const { text } = scan;
  const quote = text[scan.at] ?? '';
  let inside = '';
  const inner: Scan = {
    text,
    at: scan.at + 1,
    out: { ...scan.out, add: (bytes) => (inside += bytes) },
  };
  for (;;) {
    const char = text[inner.at];
    if (char === undefined) {
      unended(scan, quote);
      break;
    }
    if (takeRun(inner, PLAIN_IN_QUOTES)) continue;
    if (char === quote && text[inner.at + 1] !== quote) break;
    if (char === '`' && quote === '"') escape(inner);
    else if (char === '$' && quote === '"') refuseExpansion(inner, EXPANSION);
    else {
      inner.out.add(char);
      inner.at += char === quote ? 2 : 1;
    }
  }
  scan.out.add(asProgramsGetIt(inside));
  scan.at = inner.at + 1;
}

/**
 * Before 7.3 PowerShell hands quotes to programs as they are, and the C runtime takes them away: who wrote for it put
 * a backslash before each. Since then a backslash is one. Where every quote has one, they are of the first kind.
 */
function asProgramsGetIt(text: string): string {
  if (/(?:^|[^\\])"/.test(text)) return text;
  return text.replace(/\\+"/g, (all) => {
    const slashes = all.length - 1;
    return slashes % 2 === 0 ? all : `${'\\'.repeat((slashes - 1) / 2)}"`;
  });
}
