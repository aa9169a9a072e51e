import { type Node, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { exactNumber } from './exact-json.ts';

/** The value of a member or an item; undefined where there is none. The last of equal names counts. */
export function memberOf(node: Node, key: string | number): Node | undefined {
  if (node.type === 'array') return node.children?.[Number(key)];
  const member = node.children?.findLast(({ children }) => children?.[0]?.value === key);
  return member?.children?.[1];
}

/** The innermost node on a path that is there. */
export function nearest(node: Node, path: readonly PropertyKey[]): Node {
  let here = node;
  for (const key of path) {
    const inner = typeof key === 'symbol' ? undefined : memberOf(here, key);
    if (inner === undefined) return here;
    here = inner;
  }
  return here;
}

/**
 * What a node holds. A number that a double cannot hold is the text of its digits, as in what is judged;
 * within a schema all numbers are doubles, as JSON Schema's are.
 *
 * @param text that the node was read from; '' for doubles
 */
export function valueOf(node: Node, text: string): unknown {
  if (node.type === 'array') return (node.children ?? []).map((child) => valueOf(child, text));
  if (node.type === 'number' && text !== '') {
    return exactNumber(text.slice(node.offset, node.offset + node.length));
  }
  if (node.type !== 'object') return node.value as unknown;
  const members = (node.children ?? []).map(({ children = [] }) => {
    const [key, value] = children;
    const name = String(key?.value);
    const its = name === 'schema' ? '' : text;
    return [name, value === undefined ? null : valueOf(value, its)] as const;
  });
  return Object.fromEntries(members);
}

/**
 * The node that an issue of a schema is about. Where a name is not known, the name is what is wrong, not the
 * object that has it.
 */
export function nodeOf(issue: object, node: Node): Node {
  const [key]: unknown[] = 'keys' in issue && Array.isArray(issue.keys) ? issue.keys : [];
  const member = node.children?.find(({ children }) => children?.[0]?.value === key);
  return (key === undefined ? undefined : member?.children?.[0]) ?? node;
}

const JSON_WORDS: Readonly<Record<string, string>> = {
  CommaExpected: 'A comma is missing before this.',
  ColonExpected: 'A colon belongs between a name and its value.',
  PropertyNameExpected: 'A name in double quotes belongs here.',
  ValueExpected: 'A value belongs here.',
  CloseBraceExpected: '} is missing.',
  CloseBracketExpected: '] is missing.',
  EndOfFileExpected: 'Nothing may follow the end of the value.',
  UnexpectedEndOfString: 'This text has no closing quote.',
  UnexpectedEndOfComment: 'This comment is not closed.',
  InvalidEscapeCharacter: 'After a backslash only " \\ / b f n r t or u and four hex digits.',
};

/** What is wrong with a text that is no JSON. */
export const jsonWords = ({ error }: ParseError): string =>
  JSON_WORDS[printParseErrorCode(error)] ?? 'This is no JSON.';
