import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { cx } from '../../ui/cx.ts';
import { MOST_LINES, type OutlineKind, type OutlineLine, outlineLines } from './outline.ts';

const TONES: Record<OutlineKind, string> = {
  object: 'text-muted',
  array: 'text-muted',
  string: 'text-good',
  number: 'text-info',
  boolean: 'text-warn',
  null: 'text-muted italic',
};
const INDENT = 14;
/** Deeper lines would leave the view to the right. */
const DEEPEST = 12;

/** A JSON value as a tree to open and fold; arrow keys move through it. */
export function JsonOutline({ value, label }: { value: unknown; label: string }) {
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState('[]');
  const host = useRef<HTMLUListElement>(null);
  const base = useId();
  const { lines, more } = useMemo(() => outlineLines(value, turned), [value, turned]);
  const at = Math.max(
    0,
    lines.findIndex(({ id }) => id === current),
  );
  const line = lines[at];

  const go = (to: number): void => {
    const next = Math.max(0, Math.min(to, lines.length - 1));
    setCurrent(lines[next]?.id ?? '[]');
    host.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const toggle = ({ id, foldable }: OutlineLine): void => {
    if (!foldable) return;
    const next = new Set(turned);
    if (!next.delete(id)) next.add(id);
    setTurned(next);
  };
  const inward = (): void => {
    if (line?.foldable !== true) return;
    if (line.isOpen) go(at + 1);
    else toggle(line);
  };
  const outward = (): void => {
    if (line === undefined) return;
    if (line.isOpen) return toggle(line);
    const parent = lines.findLastIndex(({ depth }, i) => i < at && depth < line.depth);
    if (parent >= 0) go(parent);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(lines.length - 1),
      ArrowRight: inward,
      ArrowLeft: outward,
      Enter: () => line && toggle(line),
      ' ': () => line && toggle(line),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  return (
    <>
      <ul
        ref={host}
        role="tree"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={`${base}-${at}`}
        onKeyDown={onKeyDown}
        className="wire min-h-0 py-1 outline-offset-[-2px]"
      >
        {lines.map((one, i) => (
          <Line
            key={one.id}
            id={`${base}-${i}`}
            line={one}
            current={i === at}
            onPress={() => {
              setCurrent(one.id);
              toggle(one);
            }}
          />
        ))}
      </ul>
      {more && (
        <p className="px-2 py-1 text-sm text-muted">
          These are {MOST_LINES} lines. Fold some to see others, or copy the whole.
        </p>
      )}
    </>
  );
}

function Line(props: { id: string; line: OutlineLine; current: boolean; onPress: () => void }) {
  const { line, current } = props;
  const Chevron = line.isOpen ? ChevronDown : ChevronRight;
  return (
    // The tree has the keyboard: see aria-activedescendant.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <li
      id={props.id}
      role="treeitem"
      aria-level={line.depth + 1}
      aria-posinset={line.place}
      aria-setsize={line.of}
      aria-selected={current}
      aria-expanded={line.foldable ? line.isOpen : undefined}
      onClick={() => {
        // Who marks text to copy it does not want it folded away.
        if (window.getSelection()?.isCollapsed !== false) props.onPress();
      }}
      style={{ paddingLeft: 4 + Math.min(line.depth, DEEPEST) * INDENT }}
      className={cx(
        'flex min-w-0 items-start gap-1 pr-2 leading-[22px]',
        line.foldable && 'cursor-pointer',
        current ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <span className="flex h-[22px] w-4 shrink-0 items-center justify-center text-muted">
        {line.foldable && <Chevron size={14} aria-hidden />}
      </span>
      {line.name !== null && (
        <span className="shrink-0 text-accent-ink">
          {line.name === '' ? '""' : line.name}
          <span className="text-muted">:</span>
        </span>
      )}
      <span className={cx('min-w-0 break-words whitespace-pre-wrap', TONES[line.kind])}>
        {line.kind === 'string' && line.text === '' ? '""' : line.text}
      </span>
    </li>
  );
}
