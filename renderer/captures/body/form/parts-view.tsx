import { ChevronDown, ChevronRight, Download } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { decodeText } from '../../../../main/decode/charsets/charset.ts';
import {
  type Part,
  parseMultipart,
  partContent,
  toldOfPart,
} from '../../../../main/decode/multipart.ts';
import type { Told } from '../../../../main/decode/told.ts';
import { IconButton } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { formatBytes, formatPlural } from '../../../ui/format.ts';
import { downloadBytes } from '../../../ui/platform/download.ts';
import { safeFileName } from '../file-name.ts';
import { bringHitIn } from '../find/bring-in.ts';
import { useMarking } from '../find/find-context.ts';
import { cellOf, cellStarts } from '../find/found-cells.ts';
import { type Mark, marksWithin } from '../find/marks.ts';
import { Notice } from '../notice.tsx';
import { MarkedText, VisibleText } from '../text/visible-text.tsx';
import { CELLS_PER_PART, partCells } from './part-cells.ts';

/** @param props.marks by places in the headers as lines `name: value` */
function PartHeaders({ part, marks }: { part: Part; marks: readonly Mark[] }) {
  if (part.headers.length === 0) return null;
  const lines = part.headers.map((pair) => pair.join(': '));
  const starts = cellStarts(lines);
  const within = (from: number, to: number): Mark[] =>
    marks
      .filter((mark) => mark.to > from && mark.from < to)
      .map((mark) => ({
        ...mark,
        from: Math.max(0, mark.from - from),
        to: Math.min(mark.to, to) - from,
      }));
  return (
    <dl className="wire grid grid-cols-[max-content_1fr] gap-x-3 border-b border-line px-3 py-2">
      {part.headers.map(([name, value], index) => {
        const from = starts[index] ?? 0;
        const valueAt = from + name.length + 2;
        return (
          <div key={index} className="contents">
            <dt className="text-muted">
              <MarkedText text={name} marks={within(from, from + name.length)} />
            </dt>
            <dd className="break-all">
              <MarkedText text={value} marks={within(valueAt, valueAt + value.length)} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The beginning of a field that was typed in, to be read without opening it. */
function firstWords(content: Uint8Array, told: Told): string {
  const { text } = decodeText(content.subarray(0, 200), told);
  return content.length > 200 ? `${text}…` : text;
}

function PartRow(props: {
  part: Part;
  number: number;
  bytes: Uint8Array<ArrayBuffer>;
  told: Told;
  open: boolean;
  onToggle: () => void;
  headerMarks: readonly Mark[];
  /** The hit one is at is in its content. */
  finding: boolean;
  show: ShowBytes;
}) {
  const { part, number, open } = props;
  const content = useMemo(() => partContent(props.bytes, part), [props.bytes, part]);
  const told = useMemo(() => toldOfPart(part, props.told), [part, props.told]);
  const Chevron = open ? ChevronDown : ChevronRight;
  const name = part.name ?? `part ${number}`;
  const file = safeFileName(part.filename ?? '', `part-${number}.bin`);
  return (
    <li className="overflow-hidden rounded-lg border border-line">
      <div className="flex items-center gap-2 bg-canvas pr-2">
        <button
          type="button"
          aria-expanded={open}
          onClick={props.onToggle}
          className="flex min-w-0 flex-1 items-center gap-2 px-2 py-1.5 text-left outline-offset-[-2px] hover:bg-hover"
        >
          <Chevron size={14} className="shrink-0 text-faint" aria-hidden />
          <span className="wire truncate font-semibold">
            <VisibleText text={name} />
          </span>
          {part.filename !== null && (
            <span className="wire min-w-0 truncate text-muted">
              <VisibleText text={part.filename} />
            </span>
          )}
          {part.filename === null && (
            <span className="wire min-w-0 truncate text-muted">
              <VisibleText text={firstWords(content, told)} />
            </span>
          )}
          <span className="flex-1" />
          <span className="shrink-0 text-sm text-faint">
            {part.contentType ?? 'no type'}
            {part.coding !== null && ` · from ${part.coding}`} · {formatBytes(content.length)}
          </span>
        </button>
        <IconButton
          size="sm"
          label={`Download ${file}`}
          icon={<Download size={14} />}
          onClick={() => downloadBytes(content, file)}
        />
      </div>
      {open && (
        <>
          <PartHeaders part={part} marks={props.headerMarks} />
          <div className={cx('flex flex-col', content.length < 200 ? 'h-52' : 'h-80')}>
            {props.show(content, told, file, props.finding)}
          </div>
        </>
      )}
    </li>
  );
}

/** @param finding what is looked for is in these bytes, and they show where */
type ShowBytes = (
  bytes: Uint8Array<ArrayBuffer>,
  told: Told,
  file: string,
  finding: boolean,
) => ReactNode;

const NO_MARKS: readonly Mark[] = [];

/** The parts of a multipart body, one below the other; an open one is shown like a body. */
export function PartsView(props: { bytes: Uint8Array<ArrayBuffer>; told: Told; show: ShowBytes }) {
  const { bytes, told } = props;
  const { parts, problem } = useMemo(() => parseMultipart(bytes, told), [bytes, told]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set(parts.length === 1 ? [0] : []));
  const { found, at } = useMarking();
  const spans = found?.kind === 'spans' ? found : null;
  const looks = spans !== null;
  const cells = useMemo(
    () => (looks ? partCells(bytes, parts, told) : []),
    [looks, bytes, parts, told],
  );
  const starts = useMemo(() => cellStarts(cells), [cells]);
  const cell = spans === null ? -1 : cellOf(starts, spans, at);
  const hitPart = Math.floor(cell / CELLS_PER_PART);
  const inHeaders = cell >= 0 && cell % CELLS_PER_PART === 0;
  const list = useRef<HTMLOListElement>(null);
  // A hit opens its part, which stays open.
  const [opened, setOpened] = useState(-1);
  if (cell >= 0 && hitPart !== opened) {
    setOpened(hitPart);
    setOpen(new Set([...open, hitPart]));
  }
  useEffect(() => {
    if (cell < 0) return undefined;
    if (inHeaders) return bringHitIn(() => list.current);
    list.current?.children[hitPart]?.scrollIntoView({ block: 'nearest' });
    return undefined;
  }, [cell, at, inHeaders, hitPart]);
  const headerMarks = (index: number): readonly Mark[] => {
    const of = index * CELLS_PER_PART;
    const from = starts[of] ?? 0;
    return spans === null
      ? NO_MARKS
      : marksWithin(spans, at, from, from + (cells[of]?.length ?? 0));
  };
  const toggle = (index: number): void => {
    const next = new Set(open);
    if (!next.delete(index)) next.add(index);
    setOpen(next);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {problem !== null && <Notice tone="warn">{problem}</Notice>}
      <div className="min-h-0 flex-1 overflow-auto p-3">
        <p className="mb-2 text-sm text-muted">{formatPlural(parts.length, 'part')}</p>
        <ol ref={list} className="flex flex-col gap-2">
          {parts.map((part, index) => (
            <PartRow
              key={part.start}
              part={part}
              number={index + 1}
              bytes={bytes}
              told={told}
              open={open.has(index)}
              onToggle={() => toggle(index)}
              headerMarks={headerMarks(index)}
              finding={index === hitPart && !inHeaders}
              show={props.show}
            />
          ))}
        </ol>
      </div>
    </div>
  );
}
