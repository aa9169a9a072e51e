import { useEffect, useMemo, useRef, useState } from 'react';
import { bringHitIn } from '../find/bring-in.ts';
import { type Marking, useMarking } from '../find/find-context.ts';
import { type Mark, marksWithin, needleMarks } from '../find/marks.ts';
import { FixedRows, type RowsHandle } from '../../../ui/grid/fixed-rows.tsx';
import { useWrap } from '../look-store.ts';
import {
  BLOCK,
  countLines,
  LONGEST_LINE,
  rowAt,
  rowText,
  type TextRows,
  textRows,
} from './text-rows.ts';
import { MarkedText } from './visible-text.tsx';

const ROW_HEIGHT = 18;
const WIDEST = 400;

/** Characters of the monospace type that fit beside the line numbers; null until measured. */
function useColumns(gutterDigits: number) {
  const box = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLSpanElement>(null);
  const [columns, setColumns] = useState<number | null>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const charWidth = (ruler.current?.offsetWidth ?? 720) / 100;
      const free = element.clientWidth - (gutterDigits + 4) * charWidth - 24;
      setColumns(Math.max(20, Math.min(WIDEST, Math.floor(free / charWidth))));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [gutterDigits]);
  return { box, ruler, columns };
}

function marksOf(text: string, shown: string, from: number, marking: Marking): Mark[] {
  const { found, at, needles } = marking;
  const to = from + shown.length;
  if (found?.kind === 'spans') return marksWithin(found, at, from, to);
  return needleMarks(text, needles, from, to);
}

/** A tab is drawn as two spaces: its width must not hang on where it stands in a wrapped row. */
const withoutTabs = (text: string): string => text.replaceAll('\t', '  ');

function Row(props: {
  text: string;
  rows: TextRows;
  row: number;
  digits: number;
  marking: Marking;
}) {
  const { text, rows, row, digits } = props;
  const line = rows.line[row] ?? 0;
  const shown = rowText(text, rows, row);
  return (
    <div className="flex h-[18px] leading-[18px] whitespace-pre">
      <span
        aria-hidden
        className="shrink-0 pr-3 pl-2 text-right text-faint select-none"
        style={{ width: `calc(${digits}ch + 1.25rem)` }}
      >
        {line > 0 ? line : '↪'}
      </span>
      <span className="text-ink">
        <MarkedText
          text={shown}
          marks={marksOf(text, shown, rows.start[row] ?? 0, props.marking)}
          shown={withoutTabs}
        />
      </span>
    </div>
  );
}

const NO_ROWS: TextRows = {
  start: new Uint32Array(),
  line: new Uint32Array(),
  count: 0,
  longest: 0,
};

/**
 * Text by lines, wrapped at the width of the view or, where somebody wants them whole, only where
 * they are very long. Only rows in view are drawn, so neither ten megabytes nor one line of them is
 * slow.
 */
export function TextView(props: { text: string; label: string; view: 'pretty' | 'raw' }) {
  const { text, label, view } = props;
  const wrap = useWrap((state) => state.wrap[view]);
  const marking = useMarking();
  const list = useRef<RowsHandle>(null);
  const lines = useMemo(() => countLines(text), [text]);
  const digits = Math.max(3, String(lines).length);
  const { box, ruler, columns } = useColumns(digits);
  const rows = useMemo(() => {
    if (columns === null) return NO_ROWS;
    return wrap ? textRows(text, columns, lines) : textRows(text, BLOCK, lines, LONGEST_LINE);
  }, [text, columns, lines, wrap]);

  const { found, at } = marking;
  const hit = found?.kind === 'spans' ? found.from[at] : undefined;
  useEffect(() => {
    if (hit === undefined || rows.count === 0) return undefined;
    list.current?.show(rowAt(rows, hit), 'center');
    return bringHitIn(() => box.current);
  }, [hit, rows, box]);

  return (
    <div ref={box} className="wire relative flex min-h-0 min-w-0 flex-1 flex-col">
      {/* Clipped: it is wider than a narrow window, and would let the page scroll sideways. */}
      <span aria-hidden className="invisible absolute size-0 overflow-hidden">
        <span ref={ruler} className="absolute whitespace-pre">
          {'0'.repeat(100)}
        </span>
      </span>
      <FixedRows
        region={label}
        className="py-1 outline-offset-[-2px]"
        count={rows.count}
        rowHeight={ROW_HEIGHT}
        handle={list}
        {...(!wrap && { rowWidth: `calc(${rows.longest + digits}ch + 2rem)` })}
        renderRow={(row) => (
          <Row text={text} rows={rows} row={row} digits={digits} marking={marking} />
        )}
      />
    </div>
  );
}
