import { useEffect, useMemo, useRef, useState } from 'react';
import { FixedRows } from '../fixed-rows.tsx';
import { countLines, rowText, type TextRows, textRows } from './text-rows.ts';
import { VisibleText } from './visible-text.tsx';

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

function Row({
  text,
  rows,
  row,
  digits,
}: {
  text: string;
  rows: TextRows;
  row: number;
  digits: number;
}) {
  const line = rows.line[row] ?? 0;
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
        <VisibleText text={rowText(text, rows, row).replaceAll('\t', '  ')} />
      </span>
    </div>
  );
}

const NO_ROWS: TextRows = { start: new Uint32Array(), line: new Uint32Array(), count: 0 };

/**
 * Text by lines, long ones wrapped at the width of the view. Only rows in view are drawn, so
 * neither ten megabytes nor one line of them is slow.
 */
export function TextView({ text, label }: { text: string; label: string }) {
  const lines = useMemo(() => countLines(text), [text]);
  const digits = Math.max(3, String(lines).length);
  const { box, ruler, columns } = useColumns(digits);
  const rows = useMemo(
    () => (columns === null ? NO_ROWS : textRows(text, columns, lines)),
    [text, columns, lines],
  );
  return (
    <div ref={box} className="wire relative flex min-h-0 min-w-0 flex-1 flex-col">
      <span ref={ruler} aria-hidden className="invisible absolute whitespace-pre">
        {'0'.repeat(100)}
      </span>
      <FixedRows
        region={label}
        className="py-1 outline-offset-[-2px]"
        count={rows.count}
        rowHeight={ROW_HEIGHT}
        renderRow={(row) => <Row text={text} rows={rows} row={row} digits={digits} />}
      />
    </div>
  );
}
