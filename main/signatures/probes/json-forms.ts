import { type Layout, readJsonText, writeJson } from './json-text.ts';

/** A way of writing JSON, and who writes it so. */
interface Form {
  /** Completes "as … writes it". */
  by: string;
  layout: Layout;
  /** After the last brace. */
  tail?: string;
}

const escapeAll =
  (pattern: RegExp, digits: (hex: string) => string = (hex) => hex) =>
  (written: string): string =>
    written.replaceAll(
      pattern,
      (char) => String.raw`\u` + digits(char.charCodeAt(0).toString(16).padStart(4, '0')),
    );
const plain = (text: string): string => JSON.stringify(text);
const slashes = (text: string): string => plain(text).replaceAll('/', String.raw`\/`);
const ascii = (text: string): string => escapeAll(/[\u007F-\uFFFF]/g)(plain(text));
const php = (text: string): string => escapeAll(/[\u0080-\uFFFF]/g)(slashes(text));
const html = (text: string): string => escapeAll(/[<>&\u2028\u2029]/g)(plain(text));
const htmlAscii = (text: string): string => escapeAll(/[<>&\u007F-\uFFFF]/g)(plain(text));
const gson = (text: string): string => escapeAll(/[<>&='\u2028\u2029]/g)(plain(text));
/** System.Text.Json: capitals, and quotes too, so that only the outer ones stay. */
const dotnet = (text: string): string => {
  const inside = plain(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"');
  const upper = (hex: string): string => hex.toUpperCase();
  return `"${escapeAll(/[<>&'+"`\u007F-\uFFFF]/g, upper)(inside)}"`;
};

const lines = (indent: string, write: Layout['write']): Layout => ({
  indent,
  comma: ',',
  colon: ': ',
  write,
});
const compact = (write: Layout['write']): Layout => ({ indent: '', comma: ',', colon: ':', write });
const spaced = (write: Layout['write']): Layout => ({
  indent: '',
  comma: ', ',
  colon: ': ',
  write,
});
const sorted = (layout: Layout): Layout => ({ ...layout, sorted: true });

/** The usual first: what fits ends the search. */
const FORMS: readonly Form[] = [
  { by: 'JSON.stringify of JavaScript', layout: compact(plain) },
  { by: 'json.dumps of Python', layout: spaced(ascii) },
  { by: 'json.dumps of Python with ensure_ascii=False', layout: spaced(plain) },
  { by: 'json_encode of PHP', layout: compact(php) },
  { by: 'json_encode of PHP with JSON_UNESCAPED_UNICODE', layout: compact(slashes) },
  { by: 'json.dumps of Python with separators and ensure_ascii', layout: compact(ascii) },
  { by: 'Go or Rails (<, > and & escaped)', layout: compact(html) },
  {
    by: 'Go’s encoder (<, > and & escaped, a line break at the end)',
    layout: compact(html),
    tail: '\n',
  },
  { by: 'an encoder that escapes HTML and all but ASCII', layout: compact(htmlAscii) },
  { by: 'Gson of Java', layout: compact(gson) },
  { by: 'System.Text.Json of .NET', layout: compact(dotnet) },
  { by: 'JSON.stringify with a line break at the end', layout: compact(plain), tail: '\n' },
  { by: 'an encoder with an indent of 2', layout: lines('  ', plain) },
  { by: 'an encoder with an indent of 4', layout: lines('    ', plain) },
  { by: 'an encoder with an indent of a tab', layout: lines('\t', plain) },
  { by: 'json_encode of PHP with JSON_PRETTY_PRINT', layout: lines('    ', php) },
  { by: 'PHP with JSON_PRETTY_PRINT and unescaped Unicode', layout: lines('    ', slashes) },
  { by: 'json.dumps of Python with an indent of 2', layout: lines('  ', ascii) },
  { by: 'json.dumps of Python with an indent of 4', layout: lines('    ', ascii) },
  { by: 'an encoder with an indent of a tab, all but ASCII escaped', layout: lines('\t', ascii) },
  { by: 'Go with an indent of 2', layout: lines('  ', html) },
  { by: 'Go with an indent of a tab', layout: lines('\t', html) },
  { by: 'System.Text.Json of .NET, indented', layout: lines('  ', dotnet) },
  { by: 'an encoder that sorts keys', layout: sorted(compact(plain)) },
  { by: 'json.dumps of Python with sort_keys', layout: sorted(spaced(ascii)) },
  { by: 'an encoder that sorts keys, with spaces', layout: sorted(spaced(plain)) },
  { by: 'an encoder that sorts keys, all but ASCII escaped', layout: sorted(compact(ascii)) },
  { by: 'an encoder that sorts keys and escapes HTML (Go)', layout: sorted(compact(html)) },
  { by: 'an encoder that sorts keys, with an indent of 2', layout: sorted(lines('  ', plain)) },
  {
    by: 'an encoder with an indent of 2, a line break at the end',
    layout: lines('  ', plain),
    tail: '\n',
  },
  {
    by: 'an encoder with an indent of 4, a line break at the end',
    layout: lines('    ', plain),
    tail: '\n',
  },
  { by: 'json.dumps of Python, a line break at the end', layout: spaced(ascii), tail: '\n' },
  { by: 'JavaScript, numbers included', layout: { ...compact(plain), plainNumbers: true } },
  { by: 'Python, with plain numbers', layout: { ...spaced(ascii), plainNumbers: true } },
];

/**
 * The same JSON as other programs write it, each form once, one at a time: a body may be a megabyte.
 *
 * @param text JSON that parses
 */
export function* jsonForms(text: string): Generator<{ by: string; written: string }> {
  const node = readJsonText(text);
  if (node === null) return;
  const seen = new Set([text]);
  for (const { by, layout, tail = '' } of FORMS) {
    const written = writeJson(node, layout) + tail;
    if (seen.has(written)) continue;
    seen.add(written);
    yield { by, written };
  }
}
