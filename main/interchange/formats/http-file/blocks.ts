import { OwnComment } from './own-comment.ts';

/** One request of a `.http` file, as its lines say it. */
export interface Block {
  /** The request line, with the lines that go on with its query. */
  line: string;
  headers: string[];
  /** Without the line ends behind it. */
  body: string;
  /** The file whose bytes are the body. */
  path: string | null;
  /** What a comment of ours says; undefined for a file of others. */
  own: OwnComment | undefined;
  /** What is left out, in words. */
  notTaken: string[];
}

/** Cuts a `.http` file into its requests, and collects `@name = value`. Scripts are stepped over. */
export function blocksOf(text: string): { blocks: Block[]; variables: Map<string, string> } {
  const variables = new Map<string, string>();
  const blocks: Block[] = [];
  let lines: string[] = [];
  const take = (): void => {
    const block = readBlock(lines, variables);
    if (block !== null) blocks.push(block);
    lines = [];
  };
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    if (line.startsWith('###')) take();
    else lines.push(line);
  }
  take();
  return { blocks, variables };
}

/** Null where there is no request. */
function readBlock(lines: readonly string[], variables: Map<string, string>): Block | null {
  const { rest, notTaken } = withoutScripts(lines);
  let own: OwnComment | undefined;
  let at = 0;
  for (; at < rest.length; at += 1) {
    const line = rest[at]?.trimEnd() ?? '';
    const [, name, value = ''] = /^@([\w.-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) variables.set(name, value);
    else if (line.startsWith('# backstitch: ')) own = ownOf(line.slice(14)) ?? own;
    else if (line.trim() !== '' && !/^(?:#|\/\/)/.test(line)) break;
  }
  let line = rest[at]?.trim() ?? '';
  if (line === '') return null;
  at += 1;
  for (; /^\s+\S/.test(rest[at] ?? ''); at += 1) line += rest[at]?.trim() ?? '';
  const headers: string[] = [];
  for (; at < rest.length && rest[at]?.trim() !== ''; at += 1) {
    const header = rest[at]?.trimEnd() ?? '';
    if (!/^(?:#|\/\/)/.test(header)) headers.push(header);
  }
  return { line, headers, own, notTaken, ...bodyOf(rest.slice(at + 1), notTaken) };
}

function bodyOf(
  lines: readonly string[],
  notTaken: string[],
): { body: string; path: string | null } {
  let path: string | null = null;
  const kept: string[] = [];
  for (const line of lines) {
    const [, named] = /^<@?\s*(?:[\w-]+\s+)?(\.{0,2}[\w./\\-].*?)\s*$/.exec(line) ?? [];
    if (/^(?:<>|>>!?|>)\s/.test(line)) notTaken.push('reference to an answer or a script');
    else if (named !== undefined && path === null) path = named;
    else kept.push(line);
  }
  return { body: kept.join('\n').replace(/[\r\n]+$/, ''), path };
}

/** Scripts stand in `< {% … %}` before a request and in `> {% … %}` behind it. */
function withoutScripts(lines: readonly string[]): { rest: string[]; notTaken: string[] } {
  const rest: string[] = [];
  const notTaken: string[] = [];
  let inScript = false;
  for (const line of lines) {
    if (!inScript && /^[<>]\s*\{%/.test(line)) {
      inScript = true;
      notTaken.push('script');
    }
    if (!inScript) rest.push(line);
    else if (line.includes('%}')) inScript = false;
  }
  return { rest, notTaken };
}

function ownOf(json: string): OwnComment | undefined {
  try {
    return OwnComment.safeParse(JSON.parse(json)).data;
  } catch {
    // A comment that was edited: the text says the rest.
    return undefined;
  }
}
