import { useEffect, useRef, useState } from 'react';
import { latin1Of } from '../../../../main/decode/latin1.ts';
import { formatCount } from '../../../ui/format.ts';
import { TextInput } from '../../../ui/form/inputs.tsx';
import { type Marking, useMarking } from '../find/find-context.ts';
import { cutAtMarks, type Mark, marksWithin, needleMarks } from '../find/marks.ts';
import { FixedRows, type RowsHandle } from '../../../ui/grid/fixed-rows.tsx';
import { useWrap } from '../look-store.ts';
import { Marked } from '../text/visible-text.tsx';
import {
  BYTES_PER_ROW,
  bytesThatFit,
  digitsWidth,
  hexRow,
  hexRowCount,
  parseOffset,
} from '../../../wire/hex-rows.ts';
import { digitPieces, type HexPiece } from './digit-pieces.ts';

const ROW_HEIGHT = 20;
/** How far a word may reach into the next row. */
const REACH = 64;

function Pieces({ pieces }: { pieces: readonly HexPiece[] }) {
  return pieces.map(({ text, tone }, at) =>
    tone === null ? (
      <span key={at}>{text}</span>
    ) : (
      <Marked key={at} tone={tone}>
        {text}
      </Marked>
    ),
  );
}

/** The marks of a stretch of bytes: a place somebody went to, hits, or words of the list's search. */
function marksOf(bytes: Uint8Array, from: number, to: number, marking: Marking, gone: number) {
  const { found, at, needles } = marking;
  if (found?.kind === 'spans') return marksWithin(found, at, from, to);
  if (gone >= from && gone < to) {
    return [{ from: gone - from, to: gone - from + 1, tone: 'current' } satisfies Mark];
  }
  if (needles.length === 0) return [];
  // Only what is ASCII reads alike in bytes and in text.
  const start = Math.max(0, from - REACH);
  const around = latin1Of(bytes, start, Math.min(bytes.length, to + REACH));
  return needleMarks(around, needles, from - start, to - start);
}

function Row(props: {
  bytes: Uint8Array;
  row: number;
  perRow: number;
  marking: Marking;
  gone: number;
}) {
  const { bytes, row, perRow } = props;
  const { offset, bytes: digits, ascii } = hexRow(bytes, row, perRow);
  const from = row * perRow;
  const marks = marksOf(bytes, from, from + digits.length, props.marking, props.gone);
  const toneOf = (place: number) =>
    marks.find((mark) => place >= mark.from && place < mark.to)?.tone ?? null;
  return (
    <div className="flex h-5 gap-[2ch] px-3 leading-5 whitespace-pre">
      <span className="text-faint select-none">{offset}</span>
      <span style={{ minWidth: `${digitsWidth(perRow)}ch` }}>
        <Pieces pieces={digitPieces(digits, toneOf)} />
      </span>
      <span className="text-muted">
        <Pieces pieces={cutAtMarks(ascii, marks)} />
      </span>
    </div>
  );
}

/** Bytes of a row: 16, or as many as fit where lines are wrapped. */
function usePerRow() {
  const wrap = useWrap((state) => state.wrap.hex);
  const box = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLSpanElement>(null);
  const [fitting, setFitting] = useState(BYTES_PER_ROW);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const charWidth = (ruler.current?.offsetWidth ?? 720) / 100;
      setFitting(bytesThatFit(Math.floor((element.clientWidth - 40) / charWidth)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, ruler, perRow: wrap ? fitting : BYTES_PER_ROW };
}

/** Goes to an offset; says so where there is none. */
function OffsetBar(props: { size: number; onGo: (offset: number) => void }) {
  const { size } = props;
  const [input, setInput] = useState('');
  const target = input.trim() === '' ? null : parseOffset(input, size);
  const wrong = input.trim() !== '' && target === null;
  return (
    <form
      className="flex shrink-0 items-center gap-2 border-t border-line bg-canvas px-2 py-1 text-sm text-muted"
      onSubmit={(event) => {
        event.preventDefault();
        if (target !== null) props.onGo(target);
      }}
    >
      <TextInput
        mono
        value={input}
        onValueChange={setInput}
        aria-label="Go to offset"
        aria-invalid={wrong}
        placeholder="Go to offset, 0x1f or 31"
        className="h-6! max-w-56 text-sm!"
      />
      <output>
        {wrong ? `There are ${formatCount(size)} bytes: enter 0 to ${formatCount(size - 1)}.` : ''}
      </output>
    </form>
  );
}

/** Bytes as offset, hex and ASCII; scrolls by keys and goes to an offset. */
export function HexView({ bytes }: { bytes: Uint8Array }) {
  const rows = useRef<RowsHandle>(null);
  const marking = useMarking();
  const { box, ruler, perRow } = usePerRow();
  const [gone, setGone] = useState(-1);
  const { found, at } = marking;
  const hit = found?.kind === 'spans' ? found.from[at] : undefined;
  useEffect(() => {
    if (hit !== undefined) rows.current?.show(Math.floor(hit / perRow), 'center');
  }, [hit, perRow]);
  return (
    <div ref={box} className="relative flex min-h-0 flex-1 flex-col">
      {/* Clipped: it is wider than a narrow window, and would let the page scroll sideways. */}
      <span aria-hidden className="invisible absolute size-0 overflow-hidden">
        <span ref={ruler} className="wire absolute whitespace-pre">
          {'0'.repeat(100)}
        </span>
      </span>
      <FixedRows
        region="Bytes in hex"
        className="wire py-1 outline-offset-[-2px]"
        count={hexRowCount(bytes.length, perRow)}
        rowHeight={ROW_HEIGHT}
        handle={rows}
        renderRow={(row) => (
          <Row bytes={bytes} row={row} perRow={perRow} marking={marking} gone={gone} />
        )}
      />
      <OffsetBar
        size={bytes.length}
        onGo={(offset) => {
          setGone(offset);
          rows.current?.show(Math.floor(offset / perRow), 'center');
        }}
      />
    </div>
  );
}
