import { useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { jsonPath, searchTerm } from '../body/json/node-path.ts';
import type { JsonDocument } from '../body/json/node-table.ts';
import { valueOf } from '../body/json/read-node.ts';
import { Entry, MenuAt, Rule } from '../../ui/menus/menu-parts.tsx';
import { nodeColumn } from './node-column.ts';
import { addAsColumn, copyPart, searchOnly } from './value-actions.ts';

type At = { node: number; point: { x: number; y: number } };

/**
 * The menu of a node of the JSON tree it stands in: by the second button, a long press, the menu key or
 * Shift+F10. It listens at the element around it.
 */
export function NodeMenu(props: {
  doc: JsonDocument;
  /** The node the keys are on. */
  node: number;
  /** Makes a node the one the keys are on. */
  onNode: (node: number) => void;
}) {
  const { doc } = props;
  const mark = useRef<HTMLSpanElement>(null);
  const [at, setAt] = useState<At | null>(null);
  const tree = (): HTMLElement | null =>
    mark.current?.parentElement?.querySelector<HTMLElement>('[role=tree]') ?? null;
  const press = useEffectEvent((event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest('[data-node]') : null;
    if (!row) return;
    event.preventDefault();
    const node = Number(row.getAttribute('data-node'));
    props.onNode(node);
    setAt({ node, point: { x: event.clientX, y: event.clientY } });
  });
  const key = useEffectEvent((event: KeyboardEvent) => {
    const isMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (!isMenu || event.target !== tree()) return;
    event.preventDefault();
    event.stopPropagation();
    const row = tree()?.querySelector(`[data-node="${props.node}"]`)?.getBoundingClientRect();
    if (row) setAt({ node: props.node, point: { x: row.left + 40, y: row.bottom } });
  });
  useLayoutEffect(() => {
    const around = mark.current?.parentElement;
    const stop = new AbortController();
    const { signal } = stop;
    around?.addEventListener('contextmenu', (event) => press(event), { signal });
    around?.addEventListener('keydown', (event) => key(event), { signal, capture: true });
    return () => stop.abort();
  }, []);
  return (
    <>
      <span ref={mark} hidden />
      {at !== null && (
        <MenuAt
          label="Actions for this value"
          point={at.point}
          onClose={() => setAt(null)}
          finalFocus={tree}
        >
          <Entries doc={doc} node={at.node} />
        </MenuAt>
      )}
    </>
  );
}

function Entries({ doc, node }: { doc: JsonDocument; node: number }) {
  const term = searchTerm(doc, node);
  const column = nodeColumn(doc, node);
  return (
    <>
      <Entry
        label="Copy value"
        shortcut="Ctrl C"
        onSelect={() => copyPart(valueOf(doc, node), 'value')}
      />
      <Entry label="Copy path" onSelect={() => copyPart(jsonPath(doc, node), 'path')} />
      {term !== null && (
        <Entry label="Copy search term" onSelect={() => copyPart(term, 'search term')} />
      )}
      {(term !== null || column !== null) && <Rule />}
      {term !== null && (
        <Entry label="Only captures with this value" onSelect={() => searchOnly(term)} />
      )}
      {column !== null && <Entry label="Add as column" onSelect={() => addAsColumn(column)} />}
    </>
  );
}
