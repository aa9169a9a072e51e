import { JSON_KIND, type JsonDocument } from './node-table.ts';
import { sourceOf, stringEnd } from './read-node.ts';

// Beyond this depth the indent stays: 100,000 levels would otherwise make gigabytes of spaces.
const DEEPEST_INDENT = 60;
const INDENTS = Array.from({ length: DEEPEST_INDENT + 1 }, (_, depth) => '  '.repeat(depth));

function indent(depth: number): string {
  return INDENTS[Math.min(depth, DEEPEST_INDENT)] ?? '';
}

/**
 * Formats without converting: every key, string and number is copied from the source, so nothing
 * but white space between tokens differs. Several top values stand one after another.
 */
export function prettyJson(doc: JsonDocument): string {
  const { text, model } = doc;
  const out: string[] = [];
  const open: number[] = [];
  const closeUntil = (node: number): void => {
    for (let top = open.at(-1); top !== undefined && (model.skip[top] ?? 0) <= node;) {
      open.pop();
      out.push(
        '\n',
        indent(model.depth[top] ?? 0),
        model.kind[top] === JSON_KIND.object ? '}' : ']',
      );
      top = open.at(-1);
    }
  };
  for (let node = 0; node < model.count; node++) {
    closeUntil(node);
    if ((model.index[node] ?? 0) > 0) out.push(open.length > 0 ? ',\n' : '\n');
    else if (open.length > 0) out.push('\n');
    out.push(indent(open.length));
    const key = model.key[node] ?? 0;
    if (key > 0) out.push(text.slice(key, stringEnd(text, key)), ': ');
    const kind = model.kind[node] ?? JSON_KIND.null;
    if (kind > JSON_KIND.array) out.push(sourceOf(doc, node));
    else if (model.size[node] === 0) out.push(kind === JSON_KIND.object ? '{}' : '[]');
    else {
      out.push(kind === JSON_KIND.object ? '{' : '[');
      open.push(node);
    }
  }
  closeUntil(model.count);
  return out.join('');
}
