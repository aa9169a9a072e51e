import type { Node } from 'jsonc-parser';

/** One property of an object, or one entry of a list, with the text that goes with it. */
export interface Segment {
  node: Node;
  /** What stands before it: blanks, and the comments above it. */
  above: string;
  text: string;
  /** The rest of its line: a comment beside it. */
  beside: string;
}

export interface Segments {
  list: Segment[];
  /** Where the first one begins, and where the last one ends, with what goes with them. */
  from: number;
  to: number;
  trailingComma: boolean;
}

/** What an object or a list holds, each with the text before it and the rest of its line. */
export function segmentsOf(text: string, node: Node): Segments {
  const children = node.children ?? [];
  const end = node.offset + node.length - 1;
  let at = node.offset + 1;
  let trailingComma = false;
  const list = children.map((child, index): Segment => {
    const above = text.slice(at, child.offset);
    const valueEnd = child.offset + child.length;
    const until = children[index + 1]?.offset ?? end;
    const rest = text.slice(valueEnd, until);
    const comma = commaIn(rest);
    if (index === children.length - 1) trailingComma = comma >= 0;
    const before = comma < 0 ? '' : rest.slice(0, comma);
    const after = comma < 0 ? rest : rest.slice(comma + 1);
    const [sameLine = ''] =
      /^[ \t]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/)?/.exec(after) ?? [];
    const beside = before + (sameLine.trim() === '' ? '' : sameLine);
    at =
      valueEnd +
      (comma < 0 ? beside.length : comma + 1 + (sameLine.trim() === '' ? 0 : sameLine.length));
    return { node: child, above, text: text.slice(child.offset, valueEnd), beside };
  });
  return { list, from: node.offset + 1, to: at, trailingComma };
}

/** Where the comma stands in what separates two of them, outside comments; -1 without one. */
function commaIn(text: string): number {
  const blanked = text.replaceAll(/\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g, (comment) =>
    ' '.repeat(comment.length),
  );
  return blanked.indexOf(',');
}

/** Puts segments together again, in their order. */
export function joined(
  list: readonly Pick<Segment, 'above' | 'text' | 'beside'>[],
  trailingComma: boolean,
): string {
  return list
    .map(({ above, text, beside }, at) => {
      const comma = at < list.length - 1 || trailingComma ? ',' : '';
      return above + text + comma + beside;
    })
    .join('');
}
