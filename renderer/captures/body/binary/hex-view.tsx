import { useRef, useState } from 'react';
import { formatCount } from '../../../ui/format.ts';
import { TextInput } from '../../../ui/form/inputs.tsx';
import { FixedRows, type RowsHandle } from '../fixed-rows.tsx';
import { BYTES_PER_ROW, hexRow, hexRowCount, parseOffset } from './hex-rows.ts';

const ROW_HEIGHT = 20;

const HALF = BYTES_PER_ROW / 2;
/** Sixteen bytes with a wider gap in the middle. */
const ROW_WIDTH = BYTES_PER_ROW * 3 + 1;

function joined(digits: readonly string[]): string {
  return `${digits.slice(0, HALF).join(' ')}  ${digits.slice(HALF).join(' ')}`.trimEnd();
}

function Digits({ digits, marked }: { digits: readonly string[]; marked: number }) {
  const text = joined(digits).padEnd(ROW_WIDTH);
  if (marked < 0 || marked >= digits.length) return text;
  const at = marked * 3 + (marked >= HALF ? 1 : 0);
  return (
    <>
      {text.slice(0, at)}
      <mark className="rounded-sm bg-accent text-on-accent">{text.slice(at, at + 2)}</mark>
      {text.slice(at + 2)}
    </>
  );
}

function Row({ bytes, row, marked }: { bytes: Uint8Array; row: number; marked: number | null }) {
  const { offset, bytes: digits, ascii } = hexRow(bytes, row);
  return (
    <div className="flex h-5 gap-4 px-3 leading-5 whitespace-pre">
      <span className="text-faint select-none">{offset}</span>
      <span>
        <Digits digits={digits} marked={marked === null ? -1 : marked - row * BYTES_PER_ROW} />
      </span>
      <span className="text-muted">{ascii}</span>
    </div>
  );
}

/** Bytes as offset, hex and ASCII; scrolls by keys and goes to an offset. */
export function HexView({ bytes }: { bytes: Uint8Array }) {
  const rows = useRef<RowsHandle>(null);
  const [input, setInput] = useState('');
  const [marked, setMarked] = useState<number | null>(null);
  const target = input.trim() === '' ? null : parseOffset(input, bytes.length);
  const wrong = input.trim() !== '' && target === null;
  const go = (): void => {
    setMarked(target);
    if (target !== null) rows.current?.show(Math.floor(target / BYTES_PER_ROW), 'center');
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <form
        className="flex shrink-0 items-center gap-2 border-b border-line px-2 py-1 text-sm text-muted"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <TextInput
          mono
          value={input}
          onValueChange={setInput}
          aria-label="Go to offset"
          aria-invalid={wrong}
          placeholder="Go to offset, 0x1f or 31"
          className="h-7! max-w-56 text-sm!"
        />
        <output>
          {wrong
            ? `There are ${formatCount(bytes.length)} bytes: enter 0 to ${formatCount(bytes.length - 1)}.`
            : ''}
        </output>
      </form>
      <FixedRows
        region="Bytes in hex"
        className="wire py-1 outline-offset-[-2px]"
        count={hexRowCount(bytes.length)}
        rowHeight={ROW_HEIGHT}
        handle={rows}
        renderRow={(row) => <Row bytes={bytes} row={row} marked={marked} />}
      />
    </div>
  );
}
