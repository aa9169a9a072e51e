import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
} from 'react';
import { copyText } from '../../../ui/copy/copy-text.ts';
import { toast } from '../../../ui/toast.tsx';
import { bringHitIn } from '../find/bring-in.ts';
import { useMarking } from '../find/find-context.ts';
import { FixedRows, type RowsHandle } from '../../../ui/grid/fixed-rows.tsx';
import { NodeMenu } from '../../menu/node-menu.tsx';
import { NodeBar } from './node-bar.tsx';
import type { OpenJson } from './open-json.ts';
import { valueOf } from './read-node.ts';
import { TREE_ROW_HEIGHT, TreeRow } from './tree-row.tsx';
import { type Tree, useTree } from './use-tree.ts';

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

/** Opens the tree around the hit one is at, makes it current, and brings it into view. */
function useHitShown(
  tree: Tree,
  rows: RefObject<RowsHandle | null>,
  box: RefObject<HTMLElement | null>,
): void {
  const { found, at } = useMarking();
  const hit = found?.kind === 'nodes' ? found.node[at] : undefined;
  const reveal = useEffectEvent(tree.reveal);
  useEffect(() => {
    if (hit !== undefined) reveal(hit);
  }, [hit, found]);
  const searched = hit !== undefined;
  useEffect(() => {
    if (tree.row < 0) return undefined;
    rows.current?.show(tree.row, searched ? 'center' : 'nearest');
    return searched ? bringHitIn(() => box.current) : undefined;
  }, [tree.row, searched, at, rows, box]);
}

/** JSON as a tree to fold, search and copy from. Rows are drawn from offsets into the text. */
export function JsonTree({ json }: { json: OpenJson }) {
  const tree = useTree(json);
  const marking = useMarking();
  const rows = useRef<RowsHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useHitShown(tree, rows, box);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!moveByKey(event, tree, rows.current?.pageSize() ?? 1) && !copyByKey(event, tree)) return;
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
    <div ref={box} className="flex min-h-0 flex-1 flex-col">
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
              marking={marking}
            />
          );
        }}
      />
      <NodeMenu doc={tree.doc} node={tree.current} onNode={tree.setCurrent} />
      {tree.doc.model.count > 0 && (
        <NodeBar
          doc={tree.doc}
          node={tree.current}
          onOpenAll={tree.openAll}
          onFoldAll={tree.foldAll}
        />
      )}
    </div>
  );
}
