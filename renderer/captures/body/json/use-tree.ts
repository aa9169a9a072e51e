import { useMemo, useState } from 'react';
import { within } from '../../../ui/list/within.ts';
import type { OpenJson } from './open-json.ts';
import { isContainer } from './read-node.ts';
import { openAround, openAtFirst, openTo, rowOf, visibleRows } from './tree-rows.ts';

/** What of the tree is open, which node is current, and the moves between nodes. */
export function useTree(json: OpenJson) {
  const { doc } = json;
  const [open, setOpen] = useState(() => openAtFirst(doc.model));
  const [current, setCurrent] = useState(0);
  const rows = useMemo(() => visibleRows(doc.model, open), [doc, open]);
  const row = rowOf(rows, current);
  const setOne = (node: number, isOpen: boolean): void => {
    const next = open.slice();
    next[node] = isOpen ? 1 : 0;
    setOpen(next);
  };
  return {
    doc,
    rows,
    open,
    current,
    row,
    setCurrent,
    toggle: (node: number) => {
      if (isContainer(doc, node)) setOne(node, open[node] !== 1);
    },
    /** Shows a node that may be folded away, and makes it current. */
    reveal: (node: number) => {
      setOpen(openAround(doc.model, open, node));
      setCurrent(node);
    },
    openAll: () => setOpen(openTo(doc.model, Infinity)),
    foldAll: () => {
      setOpen(openTo(doc.model, 1));
      setCurrent(0);
    },
    moveTo: (target: number) => {
      const node = rows[within(target, rows.length)];
      if (node !== undefined) setCurrent(node);
    },
    /** Left: fold, or go to the container around. */
    outward: () => {
      if (open[current] === 1) setOne(current, false);
      else if ((doc.model.parent[current] ?? -1) >= 0) setCurrent(doc.model.parent[current] ?? 0);
    },
    /** Right: unfold, or go to the first child. */
    inward: () => {
      if (!isContainer(doc, current) || doc.model.size[current] === 0) return;
      if (open[current] === 1) setCurrent(current + 1);
      else setOne(current, true);
    },
  };
}
export type Tree = ReturnType<typeof useTree>;
