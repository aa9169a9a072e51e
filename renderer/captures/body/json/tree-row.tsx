import { ChevronDown, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { cx } from '../../../ui/cx.ts';
import { formatPlural } from '../../../ui/format.ts';
import { type Mark, marksOfNode, needleMarks } from '../find/marks.ts';
import type { Marking } from '../find/find-context.ts';
import { MarkedText } from '../text/visible-text.tsx';
import { JSON_KIND, type JsonDocument, type JsonKind } from './node-table.ts';
import { isContainer, keyOf, kindOf, previewOf, valueOf } from './read-node.ts';

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

type Of = { doc: JsonDocument; node: number; marking: Marking };

function Label({ doc, node, marking }: Of) {
  const key = keyOf(doc, node);
  if (key !== null) {
    const { found, at, needles } = marking;
    const marks =
      found?.kind === 'nodes'
        ? marksOfNode(found, at, node, true)
        : needleMarks(key, needles, 0, key.length);
    return (
      <span className="text-accent-ink">
        {key === '' ? (
          <span className="text-faint">""</span>
        ) : (
          <MarkedText text={key} marks={marks} />
        )}
        <span className="text-faint">:</span>
      </span>
    );
  }
  const index = doc.model.index[node] ?? 0;
  if ((doc.model.parent[node] ?? -1) >= 0) return <span className="text-faint">{index}:</span>;
  return <span className="text-faint">{index + 1}</span>;
}

const SHOWN = 400;
const BEFORE_HIT = 120;

interface Shown {
  text: string;
  marks: readonly Mark[];
  /** Something before, something after it is left out. */
  cutBefore: boolean;
  cut: boolean;
}

/** What a row shows of a scalar: its beginning, or what is around the hit to be seen. */
function shownOf({ doc, node, marking }: Of): Shown {
  const { found, at, needles } = marking;
  const marks = found?.kind === 'nodes' ? marksOfNode(found, at, node, false) : [];
  const wanted = marks.find(({ tone }) => tone === 'current') ?? marks[0];
  if (wanted === undefined) {
    const { text, cut } = previewOf(doc, node, SHOWN);
    return { text, cut, cutBefore: false, marks: needleMarks(text, needles, 0, text.length) };
  }
  const value = valueOf(doc, node);
  const from = wanted.to <= SHOWN ? 0 : wanted.from - BEFORE_HIT;
  const to = Math.min(value.length, from + SHOWN);
  return {
    text: value.slice(from, to),
    cutBefore: from > 0,
    cut: to < value.length,
    marks: marks
      .filter((mark) => mark.to > from && mark.from < to)
      .map((mark) => ({
        ...mark,
        from: Math.max(0, mark.from - from),
        to: Math.min(to, mark.to) - from,
      })),
  };
}

function Container({ doc, node, marking, open }: Of & { open: boolean }) {
  const kind = kindOf(doc, node);
  const size = doc.model.size[node] ?? 0;
  const words = formatPlural(size, kind === JSON_KIND.object ? 'key' : 'item');
  const [left, right] = kind === JSON_KIND.object ? '{}' : '[]';
  if (size === 0) return <span className="text-faint">{`${left}${right}`}</span>;
  const { text, cut } = previewOf(doc, node, 160);
  const shown = text.replace(/\s+/g, ' ');
  return (
    <span className="text-faint">
      {open ? (
        left
      ) : (
        <MarkedText text={shown} marks={needleMarks(shown, marking.needles, 0, shown.length)} />
      )}
      {!open && cut && '…'} <span className="ml-1 font-sans text-xs">{words}</span>
    </span>
  );
}

function Scalar({ doc, node, marking }: Of) {
  const kind = kindOf(doc, node);
  // A value of ten megabytes with escapes is not read again for every frame.
  const shown = useMemo(() => shownOf({ doc, node, marking }), [doc, node, marking]);
  const quote = kind === JSON_KIND.string ? '"' : '';
  return (
    <span className={TONES[kind]}>
      {shown.cutBefore ? '…' : quote}
      <MarkedText text={shown.text} marks={shown.marks} />
      {shown.cut ? '…' : quote}
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
  marking: Marking;
}) {
  const { doc, node, open, marking } = props;
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
        props.current ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <span className="flex w-4 shrink-0 justify-center text-faint">
        {foldable && <Chevron size={14} aria-hidden />}
      </span>
      {!single && <Label doc={doc} node={node} marking={marking} />}
      {isContainer(doc, node) ? (
        <Container doc={doc} node={node} marking={marking} open={open} />
      ) : (
        <Scalar doc={doc} node={node} marking={marking} />
      )}
    </div>
  );
}
