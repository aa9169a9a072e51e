import { ChevronDown, ChevronRight } from 'lucide-react';
import { cx } from '../../../ui/cx.ts';
import { formatPlural } from '../../../ui/format.ts';
import { VisibleText } from '../text/visible-text.tsx';
import { JSON_KIND, type JsonDocument, type JsonKind } from './node-table.ts';
import { isContainer, keyOf, kindOf, previewOf } from './read-node.ts';

export const TREE_ROW_HEIGHT = 22;
const INDENT = 14;
// Deeper rows stay where they are: they would otherwise leave the view to the right.
const DEEPEST_INDENT = 40;

const TONES: Record<JsonKind, string> = {
  [JSON_KIND.object]: 'text-faint',
  [JSON_KIND.array]: 'text-faint',
  [JSON_KIND.string]: 'text-good',
  [JSON_KIND.number]: 'text-info',
  [JSON_KIND.true]: 'text-warn',
  [JSON_KIND.false]: 'text-warn',
  [JSON_KIND.null]: 'text-muted',
};

function Label({ doc, node }: { doc: JsonDocument; node: number }) {
  const key = keyOf(doc, node);
  if (key !== null) {
    return (
      <span className="text-accent-ink">
        {key === '' ? <span className="text-faint">""</span> : <VisibleText text={key} />}
        <span className="text-faint">:</span>
      </span>
    );
  }
  const index = doc.model.index[node] ?? 0;
  if ((doc.model.parent[node] ?? -1) >= 0) return <span className="text-faint">{index}:</span>;
  return <span className="text-faint">{index + 1}</span>;
}

function Value({ doc, node, open }: { doc: JsonDocument; node: number; open: boolean }) {
  const kind = kindOf(doc, node);
  const { text, cut } = previewOf(doc, node, isContainer(doc, node) ? 160 : 400);
  if (isContainer(doc, node)) {
    const size = doc.model.size[node] ?? 0;
    const words = formatPlural(size, kind === JSON_KIND.object ? 'key' : 'item');
    const [left, right] = kind === JSON_KIND.object ? '{}' : '[]';
    if (size === 0) return <span className="text-faint">{`${left}${right}`}</span>;
    return (
      <span className="text-faint">
        {open ? left : <VisibleText text={text.replace(/\s+/g, ' ')} />}
        {!open && cut && '…'} <span className="ml-1 font-sans text-xs">{words}</span>
      </span>
    );
  }
  const quote = kind === JSON_KIND.string ? '"' : '';
  return (
    <span className={TONES[kind]}>
      {quote}
      <VisibleText text={text} />
      {cut ? '…' : quote}
    </span>
  );
}

/** One node of the tree: fold mark, key or position, value. The tree around it takes clicks and keys. */
export function TreeRow(props: {
  id: string;
  doc: JsonDocument;
  node: number;
  open: boolean;
  current: boolean;
  hit: boolean;
}) {
  const { doc, node, open } = props;
  const { model } = doc;
  const depth = model.depth[node] ?? 0;
  const parent = model.parent[node] ?? -1;
  const foldable = isContainer(doc, node) && (model.size[node] ?? 0) > 0;
  const Chevron = open ? ChevronDown : ChevronRight;
  const single = parent < 0 && model.skip[node] === model.count && node === 0;
  return (
    <div
      id={props.id}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={(model.index[node] ?? 0) + 1}
      aria-setsize={parent < 0 ? -1 : (model.size[parent] ?? -1)}
      aria-selected={props.current}
      aria-expanded={foldable ? open : undefined}
      data-node={node}
      style={{ paddingLeft: 4 + Math.min(depth, DEEPEST_INDENT) * INDENT }}
      className={cx(
        'wire flex h-[22px] items-center gap-1 whitespace-pre',
        foldable && 'cursor-pointer',
        props.current ? 'bg-selected' : props.hit ? 'bg-warn-soft' : 'hover:bg-hover',
      )}
    >
      <span className="flex w-4 shrink-0 justify-center text-faint">
        {foldable && <Chevron size={14} aria-hidden />}
      </span>
      {!single && <Label doc={doc} node={node} />}
      <Value doc={doc} node={node} open={open} />
    </div>
  );
}
