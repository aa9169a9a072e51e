import { Scanner } from '../../lib/json/scan.ts';

/** How JSON may have been spelled before a provider read it and wrote it into an answer. */
export type Spelling = (source: string) => string;

const QUOTE = 0x22;
const NEEDS_PAIR = /[\u0080-\uffff]/g;
const ESCAPED = /^\\u[0-9a-fA-F]{4}$/;

/** Runs over JSON outside and inside of strings: `between` gets the rest, `inside` strings with their quotes. */
function rewrite(
  source: string,
  between: (text: string) => string = (text) => text,
  inside: (text: string) => string = (text) => text,
): string {
  const scanner = new Scanner(source);
  let out = '';
  let from = 0;
  for (;;) {
    const start = source.indexOf('"', from);
    if (start < 0) return out + between(source.slice(from));
    out += between(source.slice(from, start));
    scanner.at = start;
    scanner.string();
    out += inside(source.slice(start, scanner.at));
    from = scanner.at;
  }
}

/** One spelling after another. */
const both =
  (first: Spelling, second: Spelling): Spelling =>
  (source) =>
    second(first(source));

const squeeze = (text: string): string => text.replaceAll(/[ \t\r\n]+/g, '');
const compact: Spelling = (source) => rewrite(source, squeeze);
const spaced: Spelling = (source) =>
  rewrite(source, (text) => squeeze(text).replaceAll(',', ', ').replaceAll(':', ': '));
const escapedSlashes: Spelling = (source) =>
  rewrite(source, squeeze, (text) => text.replaceAll(/(?<!\\)((?:\\\\)*)\//g, String.raw`$1\/`));
const asciiOnly: Spelling = (source) =>
  rewrite(source, undefined, (text) =>
    text.replaceAll(NEEDS_PAIR, (unit) => `\\u${hex(unit.charCodeAt(0))}`),
  );
/** What a string must escape stays escaped: quotes, backslashes, control characters. */
const unescaped: Spelling = (source) =>
  rewrite(source, squeeze, (text) =>
    text.replaceAll(/\\(?:u[0-9a-fA-F]{4}|[^u])/g, (escape) => {
      const code = ESCAPED.test(escape) ? Number.parseInt(escape.slice(2), 16) : 0;
      return code < 0x80 ? escape : String.fromCharCode(code);
    }),
  );
/** As Go and Rails write JSON. */
const htmlSafe: Spelling = (source) =>
  rewrite(source, squeeze, (text) =>
    text.replaceAll(/[<>&\u2028\u2029]/g, (unit) => `\\u${hex(unit.charCodeAt(0))}`),
  );

const hex = (code: number): string => code.toString(16).padStart(4, '0');

/** As `JSON.stringify(value, null, 2)` lays it out, with every value as it was written. */
const indented: Spelling = (source) => {
  const text = compact(source);
  let depth = 0;
  let out = '';
  let at = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  while (at < text.length) {
    const unit = text[at] ?? '';
    if (text.charCodeAt(at) === QUOTE) {
      const scanner = new Scanner(text);
      scanner.at = at;
      scanner.string();
      out += text.slice(at, scanner.at);
      at = scanner.at;
      continue;
    }
    at += 1;
    const isOpening = unit === '{' || unit === '[';
    if (isOpening && (text[at] === '}' || text[at] === ']')) {
      out += unit + (text[at] ?? '');
      at += 1;
    } else if (isOpening) {
      depth += 1;
      out += unit + line();
    } else if (unit === '}' || unit === ']') {
      depth -= 1;
      out += line() + unit;
    } else if (unit === ',') out += unit + line();
    else if (unit === ':') out += ': ';
    else out += unit;
  }
  return out;
};

/** In the order in which they are tried: the likely first. */
export const SPELLINGS: readonly Spelling[] = [
  (source) => source,
  compact,
  spaced,
  escapedSlashes,
  both(compact, asciiOnly),
  // As Python and PHP write it where nobody asks for anything else.
  both(spaced, asciiOnly),
  both(escapedSlashes, asciiOnly),
  unescaped,
  htmlSafe,
  indented,
];

/** As most programs write JSON: what is taken where nothing proves another spelling. */
export const usualSpelling = compact;
/** As Stripe writes its events. */
export const indentedSpelling = indented;
