import { JSON_KIND, type JsonDocument } from './node-table.ts';
import { keyOf, stringEnd, valueOf } from './read-node.ts';

/** The last node that begins at or before `offset`; -1 when none does. */
function nodeBefore(start: Uint32Array, count: number, offset: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((start[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The node whose key or scalar value covers `from` to `to`; -1 for punctuation between. */
function nodeCovering(doc: JsonDocument, from: number, to: number): number {
  const { start, end, kind, key, count } = doc.model;
  const node = nodeBefore(start, count, from);
  const scalar = node >= 0 && (kind[node] ?? 0) > JSON_KIND.array;
  if (scalar && to <= (end[node] ?? 0)) return node;
  const next = node + 1;
  const open = next < count ? (key[next] ?? 0) : 0;
  if (open === 0 || open > from) return -1;
  return to <= stringEnd(doc.text, open) ? next : -1;
}

function searchSource(doc: JsonDocument, needle: string, found: Set<number>): void {
  const pattern = new RegExp(needle.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  for (let match = pattern.exec(doc.text); match; match = pattern.exec(doc.text)) {
    const node = nodeCovering(doc, match.index, match.index + match[0].length);
    if (node < 0) continue;
    found.add(node);
    const end = doc.model.end[node] ?? 0;
    // One hit a node is enough; without the jump a long string of the needle would be slow.
    if ((doc.model.start[node] ?? 0) <= match.index && end > pattern.lastIndex) {
      pattern.lastIndex = end;
    }
  }
}

/** Strings with escapes may hold the needle only once their escapes are undone. */
function searchEscaped(doc: JsonDocument, needle: string, found: Set<number>): void {
  const wanted = needle.toLowerCase();
  let at = doc.text.indexOf('\\');
  while (at >= 0) {
    const node = nodeCovering(doc, at, at + 1);
    let next = at + 2;
    if (node >= 0) {
      const open = doc.model.key[node] ?? 0;
      const inKey = open > 0 && at < (doc.model.start[node] ?? 0);
      const text = inKey ? (keyOf(doc, node) ?? '') : valueOf(doc, node);
      if (text.toLowerCase().includes(wanted)) found.add(node);
      next = inKey ? stringEnd(doc.text, open) : (doc.model.end[node] ?? next);
    }
    at = doc.text.indexOf('\\', next);
  }
}

/**
 * The nodes whose key or scalar value contains the needle, whatever its case, in document order.
 * Runs over the source text, so that ten megabytes take tens of milliseconds.
 */
export function searchNodes(doc: JsonDocument, needle: string): Uint32Array {
  const found = new Set<number>();
  if (needle !== '') {
    searchSource(doc, needle, found);
    searchEscaped(doc, needle, found);
  }
  return Uint32Array.from(found).sort();
}
