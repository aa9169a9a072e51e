import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Comparison } from '../../../preload/contract/captures/compare.ts';
import { cx } from '../../ui/cx.ts';
import { formatBytes } from '../../ui/format.ts';
import { useMedia } from '../../ui/platform/use-media.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { firstDifference, hexPieces } from './hex-pieces.ts';
import { useBodies } from './use-bodies.ts';

const ROW = 20;
/** Browsers cap how high a list may be. */
const SHOWN = 16_000_000;

/** Both bodies as bytes, row beside row; what differs is marked. */
export function HexCompare(props: {
  comparison: Comparison;
  step: { by: 1 | -1; turn: number } | null;
}) {
  const bodies = useBodies(props.comparison);
  if (bodies.error !== null) {
    return (
      <div className="p-4">
        <Problem error={bodies.error} onRetry={bodies.refetch} />
      </div>
    );
  }
  if (!bodies.left || !bodies.right) {
    return (
      <div className="min-h-0 flex-1 p-4">
        <Spinner label="Reading the bodies" />
      </div>
    );
  }
  return <Rows left={bodies.left} right={bodies.right} step={props.step} />;
}

function Rows(props: {
  left: Uint8Array;
  right: Uint8Array;
  step: { by: 1 | -1; turn: number } | null;
}) {
  const { left, right, step } = props;
  const host = useRef<HTMLDivElement>(null);
  const perRow = useMedia('(min-width: 1000px)') ? 16 : 8;
  const [current, setCurrent] = useState(-1);
  const longest = Math.max(left.length, right.length);
  const count = Math.ceil(Math.min(longest, SHOWN) / perRow);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => host.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const go = useEffectEvent((by: 1 | -1): void => {
    const row = firstDifference(left, right, { from: current, by, perRow, rows: count });
    if (row === null) return;
    setCurrent(row);
    virtual.scrollToIndex(row, { align: 'center' });
  });
  const turn = step?.turn;
  const by = step?.by;
  useEffect(() => {
    if (turn !== undefined && by !== undefined) go(by);
  }, [turn, by]);
  if (longest === 0) return <p className="p-4 text-muted">Neither has a body.</p>;
  return (
    <>
      {longest > SHOWN && (
        <p className="shrink-0 px-4 py-1 text-sm text-muted">
          The first {formatBytes(SHOWN)} are shown.
        </p>
      )}
      <div
        ref={host}
        role="region"
        aria-label="Bytes of A and B"
        // It scrolls: keys must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="wire min-h-0 flex-1 overflow-auto py-1 outline-offset-[-2px]"
      >
        <div className="relative min-w-max" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <div
              key={index}
              className={cx(
                'absolute top-0 left-0 flex gap-4 px-4 leading-5 whitespace-pre',
                index === current && 'bg-selected',
              )}
              style={{ height: ROW, transform: `translateY(${start}px)` }}
            >
              <span className="text-faint select-none">
                {(index * perRow).toString(16).padStart(8, '0')}
              </span>
              <Bytes own={left} other={right} row={index} perRow={perRow} />
              <span className="text-faint select-none">│</span>
              <Bytes own={right} other={left} row={index} perRow={perRow} />
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

function Bytes(props: { own: Uint8Array; other: Uint8Array; row: number; perRow: number }) {
  const pieces = hexPieces(props.own, props.other, props.row * props.perRow, props.perRow);
  return (
    <span style={{ minWidth: `${props.perRow * 3}ch` }}>
      {pieces.map(({ text, differs }, i) =>
        differs ? (
          <mark key={i} className="rounded-sm bg-match font-semibold text-ink">
            {text}
          </mark>
        ) : (
          <span key={i}>{text}</span>
        ),
      )}
    </span>
  );
}
