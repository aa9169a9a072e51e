import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef } from 'react';
import { copyText } from '../../../ui/copy/copy-text.ts';
import { toast } from '../../../ui/toast.tsx';
import { FixedRows, type RowsHandle } from '../fixed-rows.tsx';
import { NodeBar } from './node-bar.tsx';
import type { OpenJson } from './open-json.ts';
import { valueOf } from './read-node.ts';
import { TREE_ROW_HEIGHT, TreeRow } from './tree-row.tsx';
import { TreeToolbar } from './tree-toolbar.tsx';
import { type Tree, useTree, useTreeSearch } from './use-tree.ts';

function moveByKey(event: KeyboardEvent, tree: Tree, page: number): boolean {
  const row = Math.max(0, tree.row);
  const moves: Record<string, () => void> = {
    ArrowDown: () => tree.moveTo(row + 1),
    ArrowUp: () => tree.moveTo(row - 1),
    PageDown: () => tree.moveTo(row + page),
    PageUp: () => tree.moveTo(row - page),
    Home: () => tree.moveTo(0),
    End: () => tree.moveTo(tree.rows.length - 1),
    ArrowLeft: tree.outward,
    ArrowRight: tree.inward,
    Enter: () => tree.toggle(tree.current),
    ' ': () => tree.toggle(tree.current),
  };
  const move = event.altKey || event.metaKey || event.ctrlKey ? undefined : moves[event.key];
  move?.();
  return move !== undefined;
}

function copyByKey(event: KeyboardEvent, tree: Tree): boolean {
  const wanted = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c';
  // Marked text is copied by the browser as ever.
  if (!wanted || window.getSelection()?.isCollapsed === false) return false;
  void copyText(valueOf(tree.doc, tree.current)).then(() => toast({ title: 'Copied value' }));
  return true;
}

/** JSON as a tree to fold, search and copy from. Rows are drawn from offsets into the text. */
export function JsonTree({ json }: { json: OpenJson }) {
  const tree = useTree(json);
  const search = useTreeSearch(json, tree);
  const rows = useRef<RowsHandle>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const id = useId();
  const hits = new Set(search.hits.length <= 5000 ? search.hits : []);
  useEffect(() => {
    if (tree.row >= 0) rows.current?.show(tree.row, search.at >= 0 ? 'center' : 'nearest');
  }, [tree.row, search.at]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f')
      searchBox.current?.focus();
    else if (!moveByKey(event, tree, rows.current?.pageSize() ?? 1) && !copyByKey(event, tree))
      return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event: MouseEvent): void => {
    const row = event.target instanceof Element ? event.target.closest('[data-node]') : null;
    // Somebody who marks text to copy it does not want it folded away.
    if (!row || window.getSelection()?.isCollapsed === false) return;
    const node = Number(row.getAttribute('data-node'));
    tree.setCurrent(node);
    tree.toggle(node);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <TreeToolbar
        search={search}
        inputRef={searchBox}
        onOpenAll={tree.openAll}
        onFoldAll={tree.foldAll}
        onLeave={() => rows.current?.focus()}
      />
      <FixedRows
        role="tree"
        aria-label="JSON"
        tabIndex={0}
        aria-activedescendant={`${id}-${tree.current}`}
        onKeyDown={onKeyDown}
        onClick={onClick}
        className="py-1 outline-offset-[-2px]"
        count={tree.rows.length}
        rowHeight={TREE_ROW_HEIGHT}
        keepRow={tree.row}
        handle={rows}
        renderRow={(row) => {
          const node = tree.rows[row] ?? 0;
          return (
            <TreeRow
              id={`${id}-${node}`}
              doc={tree.doc}
              node={node}
              open={tree.open[node] === 1}
              current={node === tree.current}
              hit={hits.has(node)}
            />
          );
        }}
      />
      {tree.doc.model.count > 0 && <NodeBar doc={tree.doc} node={tree.current} />}
    </div>
  );
}
