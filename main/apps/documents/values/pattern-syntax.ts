import { MongoDBError } from './mongo-error.ts';

// The server's patterns are PCRE's, ours are V8's. Where the two read the same characters another
// way, or one lacks them, they are rewritten here, so that the flag `u` can always be set.

const POSIX: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\t\\n\\v\\f\\r ',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
  word: 'A-Za-z0-9_',
  cntrl: '\\x00-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
  ascii: '\\x00-\\x7f',
};
const NOT_POSIX: Readonly<Record<string, string>> = {
  alpha: '\\x00-@\\[-`\\{-\\u{10ffff}',
  digit: '\\x00-\\/:-\\u{10ffff}',
  space: '\\x00-\\x08\\x0e-\\x1f!-\\u{10ffff}',
};

const END = '(?![\\s\\S])';
const SPACES = '\\t\\n\\v\\f\\r ';
const BLANKS = ' \\t\\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';
const LINE_ENDS = '\\n\\v\\f\\r\\x85\\u2028\\u2029';

/** Escapes that stand outside of classes. */
const ESCAPES: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  z: END,
  Z: `(?=\\n?${END})`,
  R: `(?:\\r\\n|[${LINE_ENDS}])`,
  N: '[^\\n]',
  h: `[${BLANKS}]`,
  H: `[^${BLANKS}]`,
  v: `[${LINE_ENDS}]`,
  V: `[^${LINE_ENDS}]`,
  s: `[${SPACES}]`,
  S: `[^${SPACES}]`,
  a: '\\x07',
  e: '\\x1b',
};
/** The same inside. */
const CLASS_ESCAPES: Readonly<Record<string, string>> = {
  h: BLANKS,
  v: LINE_ENDS,
  s: SPACES,
  b: '\\x08',
  a: '\\x07',
  e: '\\x1b',
};

const SAME = 'dDwWbBnrtf';
const SYNTAX = '^$\\.*+?()[]{}|/';

interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
  x: boolean;
}

/** A group that is open: its options, and how many `(?i:` were opened for it. */
interface Group {
  flags: Flags;
  opened: string;
}

/**
 * A pattern of PCRE as one of JavaScript with the flag `u`.
 *
 * @throws MongoDBError that names what V8 has not: possessive quantifiers, atomic groups, recursion.
 */
export function translatePattern(pattern: string, options: string): string {
  const flags = {
    i: false,
    m: options.includes('m'),
    s: options.includes('s'),
    x: options.includes('x'),
  };
  const groups: Group[] = [{ flags, opened: '' }];
  let out = '';
  let at = 0;
  while (at < pattern.length) {
    const group = groups.at(-1) ?? { flags, opened: '' };
    const token = nextToken(pattern, at, group.flags.x);
    at += token.length;
    if (token.startsWith('\\Q')) out += quoted(token);
    else if (token.startsWith('\\')) out += escaped(token);
    else if (token === '[')
      throw new MongoDBError(
        'Regular expression is invalid: missing terminating ] for character class',
        51091,
      );
    else if (token.startsWith('[')) out += translateClass(token);
    else if (token.startsWith('(')) out += openGroup(token, group, groups);
    else if (token === ')') {
      if (groups.length > 1) groups.pop();
      out += (group.opened === '' ? '' : ')') + ')';
    } else if (token === '|') out += group.opened === '' ? '|' : `)|${group.opened}`;
    else out += plain(token, group.flags);
  }
  return out + (groups[0]?.opened === '' ? '' : ')');
}

const TOKENS =
  /\\Q[\s\S]*?(?:\\E|$)|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\x[0-9a-fA-F]{0,2}|\\0[0-7]{0,2}|\\[gk](?:\{[^}]*\}|<[^>]*>|'[^']*'|\d+)|\\[1-9]\d*|\\c[\s\S]|\\[pP][A-Z]|\\[\s\S]|\[\^?\]?(?:\[:\^?[a-z]+:\]|\\[\s\S]|[^\]\\])*\]|\((?:\?(?:P?<[A-Za-z_]\w*>|P[=>]\w+\)?|'\w+'|#[^)]*\)|[a-zA-Z^-]+[:)]|<?[=!]|[:|>(R&\d+]))?|\{\d+(?:,\d*)?\}[+?]?|\{,\d+\}[+?]?|[*+?][+?]?|[\s\S]/uy;
const SKIPPED = /(?:\s|#[^\n]*)+/y;

/** The next piece of a pattern; with the option `x`, blanks and comments before it are part of it. */
function nextToken(pattern: string, at: number, extended: boolean): string {
  if (extended) {
    SKIPPED.lastIndex = at;
    const skipped = SKIPPED.exec(pattern)?.[0];
    if (skipped !== undefined) return skipped;
  }
  TOKENS.lastIndex = at;
  return TOKENS.exec(pattern)?.[0] ?? pattern.slice(at, at + 1);
}

function unavailable(what: string): MongoDBError {
  return new MongoDBError(`the regular expression uses ${what}, which is not available offline`);
}

function plain(token: string, flags: Flags): string {
  if (/^[*+?}{]/.test(token) && token.length > 1 && token.endsWith('+')) {
    throw unavailable('a possessive quantifier');
  }
  if (token === '^') return flags.m ? '(?<![^\\n])' : '^';
  if (token === '$') return flags.m ? `(?=\\n|${END})` : `(?=\\n?${END})`;
  if (token === '.') return flags.s ? '[\\s\\S]' : '[^\\n]';
  if (/^\{\d/.test(token)) return token;
  if (token.startsWith('{,')) return `\\{${token.slice(1, -1)}\\}`;
  if (flags.x && /^[\s#]/.test(token)) return '';
  return token === '{' || token === '}' || token === ']' ? `\\${token}` : token;
}

const literal = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, (one) => `\\${one}`);

function quoted(token: string): string {
  return literal(token.slice(2).replace(/\\E$/, ''));
}

function escaped(token: string): string {
  const letter = token[1] ?? '';
  if (token === '\\') throw new MongoDBError('the regular expression ends with a backslash', 51091);
  const common = commonEscape(token);
  if (common !== undefined) return common;
  if (letter === 'g' || letter === 'k') return reference(token.slice(2));
  if (/^\\[1-9]/.test(token)) return token;
  if (letter === 'E') return '';
  if ('KGXC'.includes(letter)) throw unavailable(`\\${letter}`);
  return ESCAPES[letter] ?? identity(letter);
}

/** The same in and outside of classes; undefined for all others. */
function commonEscape(token: string): string | undefined {
  const letter = token[1] ?? '';
  if (SAME.includes(letter)) return token;
  if (letter === 'c') return token;
  if (letter === 'x') return codePoint(token.replaceAll(/[^0-9a-fA-F]/g, ''), 16);
  if (letter === '0') return codePoint(token.slice(1), 8);
  if (letter === 'p' || letter === 'P') return property(token);
  return undefined;
}

const codePoint = (digits: string, base: number): string =>
  `\\u{${(Number.parseInt(digits, base) || 0).toString(16)}}`;

function identity(letter: string): string {
  return SYNTAX.includes(letter) ? `\\${letter}` : letter;
}

function reference(name: string): string {
  const inner = name.replaceAll(/[{}<>']/g, '');
  return /^\d+$/.test(inner) ? `(?:\\${inner})` : `\\k<${inner}>`;
}

/** `\p{Cyrillic}`, `\pL`, `\p{^Lu}`. */
function property(token: string): string {
  const negated = token[1] === 'P';
  const inner = token.slice(2).replaceAll(/[{}]/g, '');
  const isInverse = inner.startsWith('^') !== negated;
  const name = inner.replace('^', '');
  const letter = isInverse ? 'P' : 'p';
  if (name === 'L&') return `\\${letter}{LC}`;
  if (/^[A-Z][a-z]?$/.test(name) || name === 'Any') return `\\${letter}{${name}}`;
  return `\\${letter}{Script_Extensions=${name}}`;
}

/** `[^]a-z[:alpha:]]`: a bracket right after the opening one is a literal. */
function translateClass(token: string): string {
  const open = token.startsWith('[^') ? '[^' : '[';
  const inner = token.slice(open.length, -1);
  const parts =
    /\[:(\^?)([a-z]+):\]|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\x[0-9a-fA-F]{0,2}|\\[0-7]{1,3}|\\[pP][A-Z]|\\c[\s\S]|\\[\s\S]|[\s\S]/gu;
  const body = inner.replaceAll(
    parts,
    (part: string, not: string | undefined, name: string | undefined) => {
      if (name !== undefined) return posix(name, not === '^');
      if (/^\\[0-7]/.test(part)) return codePoint(part.slice(1), 8);
      if (!part.startsWith('\\')) return SYNTAX.includes(part) ? `\\${part}` : part;
      const letter = part[1] ?? '';
      if (letter === 'b') return '\\x08';
      if (letter === 'S') return '\\S';
      if (letter === '-') return '\\-';
      return commonEscape(part) ?? CLASS_ESCAPES[letter] ?? identity(letter);
    },
  );
  // A hyphen beside a class is a literal there, and a mistake here.
  return `${open}${body.replaceAll(/(\\[dDwWsS])-(?!$)/g, '$1\\-')}]`;
}

function posix(name: string, negated: boolean): string {
  const known = negated ? NOT_POSIX[name] : POSIX[name];
  if (known === undefined) throw new MongoDBError(`unknown POSIX class name: ${name}`, 51091);
  return known;
}

/** Opens a group, or changes the options of the one that is open. */
function openGroup(token: string, group: Group, groups: Group[]): string {
  if (token.startsWith('(?#')) return '';
  if (token.startsWith('(?P=')) return `\\k<${token.slice(4, -1)}>`;
  const options = /^\(\?([imsxnJU^-]+)([:)])$/.exec(token);
  if (options) return changeOptions(options[1] ?? '', options[2] === ':', group, groups);
  if (token === '(?>') throw unavailable('an atomic group');
  if (/^\(\?[|(R&\d+]|^\(\?P>|^\(\?[a-zA-Z]/.test(token) && !token.startsWith('(?P<'))
    throw unavailable('recursion or a conditional group');
  groups.push({ flags: { ...group.flags }, opened: '' });
  return token.replace('(?P<', '(?<').replace(/^\(\?'(\w+)'/, '(?<$1>');
}

function changeOptions(letters: string, isGroup: boolean, group: Group, groups: Group[]): string {
  const [on = '', off = ''] = letters.split('-');
  const changed = { ...group.flags };
  for (const flag of ['i', 'm', 's', 'x'] as const) {
    if (on.includes(flag)) changed[flag] = true;
    if (off.includes(flag)) changed[flag] = false;
  }
  const opening = on.includes('i') ? '(?i:' : off.includes('i') ? '(?-i:' : '(?:';
  if (isGroup) {
    groups.push({ flags: changed, opened: '' });
    return opening;
  }
  group.flags = changed;
  if (opening === '(?:') return '';
  const before = group.opened === '' ? '' : ')';
  group.opened = opening;
  return before + opening;
}
