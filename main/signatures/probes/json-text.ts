/** JSON with what a parser loses: the writing of its numbers, the order and repetition of its keys. */
export type JsonNode =
  | { kind: 'text'; value: string }
  /** A number, `true`, `false` or `null`, as it is written. */
  | { kind: 'word'; written: string }
  | { kind: 'list'; items: JsonNode[] }
  | { kind: 'object'; members: [string, JsonNode][] };

/** Deeper ones are no events, and would fill the stack. */
const DEEPEST = 200;
const TOKEN = /[ \t\r\n]*("(?:[^"\\]|\\.)*"|[-+.\w]+|[{}[\],:])/y;

/** Reads JSON that `JSON.parse` takes; null where it is nested too deep, or is none. */
export function readJsonText(text: string): JsonNode | null {
  const tokens = { text, at: 0 };
  try {
    return readNode(tokens, next(tokens), 0);
  } catch {
    return null;
  }
}

interface Tokens {
  text: string;
  at: number;
}

function next(tokens: Tokens): string {
  TOKEN.lastIndex = tokens.at;
  const [all = '', token] = TOKEN.exec(tokens.text) ?? [];
  if (token === undefined) throw new Error('no token');
  tokens.at += all.length;
  return token;
}

function readNode(tokens: Tokens, first: string, depth: number): JsonNode {
  if (depth > DEEPEST) throw new Error('too deep');
  if (first.startsWith('"')) return { kind: 'text', value: JSON.parse(first) as string };
  if (first === '[') return { kind: 'list', items: readItems(tokens, depth) };
  if (first === '{') return { kind: 'object', members: readMembers(tokens, depth) };
  return { kind: 'word', written: first };
}

function readItems(tokens: Tokens, depth: number): JsonNode[] {
  const items: JsonNode[] = [];
  for (let token = next(tokens); token !== ']'; token = next(tokens)) {
    if (token !== ',') items.push(readNode(tokens, token, depth + 1));
  }
  return items;
}

function readMembers(tokens: Tokens, depth: number): [string, JsonNode][] {
  const members: [string, JsonNode][] = [];
  for (let token = next(tokens); token !== '}'; token = next(tokens)) {
    if (token === ',') continue;
    if (next(tokens) !== ':') throw new Error('no colon');
    members.push([JSON.parse(token) as string, readNode(tokens, next(tokens), depth + 1)]);
  }
  return members;
}

export interface Layout {
  /** One level of it; empty where all stands in one line. */
  indent: string;
  comma: string;
  colon: string;
  /** A string with its quotes. */
  write: (text: string) => string;
  sorted?: boolean;
  /** Numbers as JavaScript writes them: `1.0` becomes `1`. */
  plainNumbers?: boolean;
}

/** Writes it as a layout says. */
export function writeJson(node: JsonNode, layout: Layout, depth = 0): string {
  if (node.kind === 'text') return layout.write(node.value);
  if (node.kind === 'word') return layout.plainNumbers ? plainWord(node.written) : node.written;
  const parts =
    node.kind === 'list'
      ? node.items.map((item) => writeJson(item, layout, depth + 1))
      : ordered(node.members, layout).map(
          ([key, member]) =>
            layout.write(key) + layout.colon + writeJson(member, layout, depth + 1),
        );
  const [open, close] = node.kind === 'list' ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0 || layout.indent === '') return open + parts.join(layout.comma) + close;
  const inside = `\n${layout.indent.repeat(depth + 1)}`;
  return `${open}${inside}${parts.join(`,${inside}`)}\n${layout.indent.repeat(depth)}${close}`;
}

function ordered(members: [string, JsonNode][], { sorted }: Layout): [string, JsonNode][] {
  return sorted === true ? members.toSorted(([a], [b]) => (a < b ? -1 : 1)) : members;
}

const plainWord = (written: string): string => JSON.stringify(JSON.parse(written));
