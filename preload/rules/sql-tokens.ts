/** A piece of SQL. Offsets are UTF-16 units, `to` exclusive. */
export interface SqlToken {
  kind:
    | 'space'
    | 'comment'
    | 'string'
    | 'quoted'
    | 'word'
    | 'number'
    | 'parameter'
    | 'end'
    | 'sign';
  from: number;
  to: number;
}

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const SPACE = /\s+/y;
const NUMBER = /\d[\w.]*/y;
const PARAMETER = /[:@$][A-Za-z_]\w*|\?\d*/y;
const LINE_COMMENT = /--[^\n]*/y;

function closed(sql: string, from: number, close: string): number {
  let at = from;
  for (;;) {
    const end = sql.indexOf(close, at);
    if (end < 0) return sql.length;
    // A doubled quote is one that belongs to the text.
    if (close === ']' || sql[end + 1] !== close) return end + 1;
    at = end + 2;
  }
}

function matched(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : -1;
}

function tokenAt(sql: string, from: number): SqlToken {
  const first = sql[from] ?? '';
  if (first === "'") return { kind: 'string', from, to: closed(sql, from + 1, "'") };
  if (first === '"' || first === '`')
    return { kind: 'quoted', from, to: closed(sql, from + 1, first) };
  if (first === '[') return { kind: 'quoted', from, to: closed(sql, from + 1, ']') };
  if (first === ';') return { kind: 'end', from, to: from + 1 };
  if (sql.startsWith('/*', from)) {
    const end = sql.indexOf('*/', from + 2);
    return { kind: 'comment', from, to: end < 0 ? sql.length : end + 2 };
  }
  const patterns = [
    ['space', SPACE],
    ['comment', LINE_COMMENT],
    ['word', WORD],
    ['number', NUMBER],
    ['parameter', PARAMETER],
  ] as const;
  for (const [kind, pattern] of patterns) {
    const to = matched(pattern, sql, from);
    if (to > from) return { kind, from, to };
  }
  return { kind: 'sign', from, to: from + 1 };
}

/**
 * Cuts SQL of SQLite into pieces that join to the same text again. What is not closed reaches to the end.
 *
 * @see https://sqlite.org/lang_expr.html for names, literals and parameters
 */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let at = 0; at < sql.length;) {
    const token = tokenAt(sql, at);
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

/** What a token says by its text: a quoted name without its quotes. */
export function sqlName(sql: string, { kind, from, to }: SqlToken): string {
  const text = sql.slice(from, to);
  if (kind !== 'quoted') return text;
  const close = text[0] === '[' ? ']' : (text[0] ?? '');
  return text.slice(1, -1).replaceAll(close + close, close);
}
