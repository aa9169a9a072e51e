import { JSON_KIND, type JsonModel } from './node-table.ts';

/** One flag a node: 1 where a container shows its children. Scalars are always 0. */
export type OpenFlags = Uint8Array;

/** The nodes to show, top to bottom: a folded container hides all that is inside it. */
export function visibleRows(model: JsonModel, open: OpenFlags): Uint32Array {
  const rows = new Uint32Array(model.count);
  let count = 0;
  let node = 0;
  while (node < model.count) {
    rows[count++] = node;
    node = open[node] === 1 ? node + 1 : (model.skip[node] ?? model.count);
  }
  return rows.slice(0, count);
}

/** Opens containers above `maxDepth` only; `Infinity` opens all, 0 none. */
export function openTo(model: JsonModel, maxDepth: number): OpenFlags {
  const open = new Uint8Array(model.count);
  for (let node = 0; node < model.count; node++) {
    const container = (model.kind[node] ?? 0) <= JSON_KIND.array;
    if (container && (model.depth[node] ?? 0) < maxDepth) open[node] = 1;
  }
  return open;
}

function childrenOf(model: JsonModel, nodes: readonly number[]): number[] {
  const children: number[] = [];
  for (const node of nodes) {
    const end = model.skip[node] ?? 0;
    for (let at = node + 1; at < end; at = model.skip[at] ?? end) children.push(at);
  }
  return children;
}

function rootsOf(model: JsonModel): number[] {
  const roots: number[] = [];
  for (let at = 0; at < model.count; at = model.skip[at] ?? model.count) roots.push(at);
  return roots;
}

/**
 * Opens as many whole levels as fit into `wanted` rows, and the first one in any case. Looks at no
 * level below the first that does not fit: a large body has a million nodes there.
 */
export function openAtFirst(model: JsonModel, wanted = 300): OpenFlags {
  const open = new Uint8Array(model.count);
  let level = rootsOf(model);
  let rows = level.length;
  for (let depth = 0; level.length > 0; depth++) {
    const inside = level.reduce((sum, node) => sum + (model.size[node] ?? 0), 0);
    if (depth > 0 && rows + inside > wanted) break;
    for (const node of level) open[node] = (model.size[node] ?? 0) > 0 ? 1 : 0;
    rows += inside;
    // No level fits any more: the children of a hundred thousand are not gathered for nothing.
    if (rows >= wanted) break;
    level = childrenOf(model, level);
  }
  return open;
}

/** A copy in which every container around `node` is open, so that it has a row. */
export function openAround(model: JsonModel, open: OpenFlags, node: number): OpenFlags {
  const next = open.slice();
  for (let at = model.parent[node] ?? -1; at >= 0; at = model.parent[at] ?? -1) next[at] = 1;
  return next;
}

/** The place of `node` among the rows; -1 while it is hidden. */
export function rowOf(rows: Uint32Array, node: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] ?? 0) < node) low = middle + 1;
    else high = middle;
  }
  return rows[low] === node ? low : -1;
}
