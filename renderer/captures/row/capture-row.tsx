import { Pin, StickyNote } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { CaptureSummary, ListedCapture } from '../../../preload/contract/captures.ts';
import { kindsWords } from '../../wire/drift-words.ts';
import { statusTone } from '../../wire/tones.ts';
import { cx } from '../../ui/cx.ts';
import { formatBytes, formatDuration } from '../../ui/format.ts';
import { isChosen, useCaptureSelection } from '../capture-selection.ts';
import { columnOf } from './columns.ts';
import { fitEvent } from './fit-event.ts';
import { MarkCell } from './mark-cell.tsx';
import { eventRoom, timeWidth, type RowForm, type ShownColumn } from './row-form.ts';
import { matesWords, rowName, rowTime, rowWords, type RowWords } from './row-words.ts';
import { shownTarget } from './shown-target.ts';
import { SenderSign, VerdictSign } from './signs.tsx';

export const rowDomId = (id: string): string => `capture-row-${id}`;

export type RowProps = {
  capture: ListedCapture;
  /** Name of its sender; empty while nobody knows it. */
  sender: string;
  /** Path of the endpoint that took it. */
  endpointPath: string;
  opened: boolean;
  form: RowForm;
  /** What else is said of it, before the other signs. */
  chips?: ReactNode;
};

/** Where a row stands below its group; `indent` in pixels. */
type RowLevel = { depth: number; nth: number; of: number; indent: number };

/**
 * One capture. `top` is its place in the list in pixels; `index` counts from 1 for readers. Both
 * change with every arrival above, so the cells are drawn apart from them. `level` says
 * where it stands in a list of groups.
 */
export function CaptureRow(props: RowProps & { index: number; top: number; level?: RowLevel }) {
  const { capture, index, top, level, ...rest } = props;
  const active = useCaptureSelection((s) => s.activeId === capture.id);
  const chosen = useCaptureSelection((s) => isChosen(s, capture.id));
  const words = rowWords(capture, props.endpointPath);
  return (
    <div
      role="row"
      id={rowDomId(capture.id)}
      aria-rowindex={index}
      aria-level={level?.depth}
      aria-posinset={level?.nth}
      aria-setsize={level?.of}
      aria-selected={chosen || props.opened || active}
      aria-label={rowName(capture, words, props.sender)}
      data-active={active || undefined}
      data-opened={props.opened || undefined}
      className={cx(
        'group/row absolute inset-x-0 cursor-default border-b border-line/60 px-2.5 select-none',
        chosen || props.opened || active ? 'bg-selected' : 'hover:bg-hover',
        (active || props.opened) && 'shadow-[inset_2px_0_0_var(--accent)]',
      )}
      style={{
        height: props.form.height,
        transform: `translateY(${top}px)`,
        ...(level && { paddingLeft: 10 + level.indent }),
      }}
    >
      <Cells {...rest} capture={capture} chosen={chosen} />
    </div>
  );
}

/** What a row holds: for lists of captures that are kept elsewhere, too. */
export const Cells = memo(function Cells(props: RowProps & { chosen: boolean }) {
  const { capture, form, sender } = props;
  const words = rowWords(capture, props.endpointPath);
  if (form.lines === 2) return <TwoLines {...props} words={words} />;
  return (
    <div role="presentation" className="flex h-full items-center gap-1.5">
      <div role="gridcell" className="h-full shrink-0">
        <MarkCell capture={capture} selected={props.chosen} />
      </div>
      <div role="gridcell" className="flex min-w-0 flex-1 items-center gap-1.5">
        <SenderSign label={sender} />
        <VerdictSign signature={capture.signature} />
        <EventText {...props} words={words} />
        <span className="flex min-w-0 flex-1 items-center gap-1.5 overflow-hidden">
          <MethodTag method={words.method} />
          <PathText capture={capture} path={words.path} />
          {props.chips}
          <Tags capture={capture} slow={words.slow} />
        </span>
      </div>
      {form.columns.map((column) => (
        <ColumnCell key={column.id} column={column} capture={capture} />
      ))}
      <StatusCell capture={capture} status={words.status} />
      <div
        role="gridcell"
        className="wire shrink-0 text-right text-muted"
        style={{ width: timeWidth(form) }}
      >
        {rowTime(capture.receivedAt, form)}
      </div>
    </div>
  );
});

function ColumnCell({ column, capture }: { column: ShownColumn; capture: ListedCapture }) {
  const { align, mono, text } = columnOf(column.id);
  const words = text(capture);
  return (
    <div
      role="gridcell"
      data-column={column.id}
      title={words}
      className={cx(
        'shrink-0 truncate text-muted tabular-nums',
        mono ? 'wire' : 'text-sm',
        align === 'right' && 'text-right',
      )}
      style={{ width: column.width }}
    >
      {words}
    </div>
  );
}

function TwoLines(props: RowProps & { chosen: boolean; words: RowWords }) {
  const { capture, form, words } = props;
  return (
    <div role="presentation" className="flex h-full flex-col justify-center">
      <div role="gridcell" className="flex h-[22px] min-w-0 items-center gap-1.5">
        <SenderSign label={props.sender} />
        <VerdictSign signature={capture.signature} />
        <EventText {...props} />
      </div>
      <div role="presentation" className="flex h-5 min-w-0 items-center gap-1.5 text-muted">
        <div role="gridcell" className="h-full shrink-0">
          <MarkCell capture={capture} selected={props.chosen} />
        </div>
        <StatusCell capture={capture} status={words.status} />
        <div role="gridcell" className="flex min-w-0 flex-1 items-center gap-1.5 overflow-hidden">
          <MethodTag method={words.method} />
          <PathText capture={capture} path={words.path} />
          {props.chips}
          <Tags capture={capture} slow={words.slow} />
        </div>
        <div role="gridcell" className="shrink-0 text-sm tabular-nums">
          {formatBytes(capture.sizeBytes)}
        </div>
        <div
          role="gridcell"
          className="wire shrink-0 text-right"
          style={{ width: timeWidth(form) }}
        >
          {rowTime(capture.receivedAt, form)}
        </div>
      </div>
    </div>
  );
}

function EventText(props: RowProps & { words: RowWords }) {
  const { words, form } = props;
  return (
    <span
      data-event
      data-field="event"
      title={words.event}
      className={cx(
        'wire max-w-full shrink-0 overflow-hidden whitespace-pre',
        words.hasEvent ? 'text-ink' : 'text-muted',
        props.opened && 'font-semibold',
      )}
    >
      {fitEvent(words.event, eventRoom(form, words.status))}
    </span>
  );
}

function PathText({ capture, path }: { capture: CaptureSummary; path: string | null }) {
  if (path === null) return <span className="flex-1" />;
  return (
    <span
      data-field="path"
      className="wire min-w-0 flex-1 truncate text-muted"
      title={shownTarget(capture.target)}
    >
      {path}
    </span>
  );
}

function MethodTag({ method }: { method: string | null }) {
  if (method === null) return null;
  return (
    <span className="wire shrink-0 rounded border border-line-strong px-1 text-[11px] leading-4 text-muted">
      {method}
    </span>
  );
}

function Tags({ capture, slow }: { capture: CaptureSummary; slow: boolean }) {
  const tag = 'shrink-0 rounded bg-warn-soft px-1 text-xs whitespace-nowrap text-warn';
  const { drift, mates } = capture;
  return (
    <>
      {mates !== undefined && <MatesTag mates={mates} />}
      {drift !== undefined && (
        <span
          className={cx(
            'shrink-0 rounded px-1 text-xs whitespace-nowrap',
            drift.breaking ? 'bg-bad-soft text-bad' : 'bg-info-soft text-info',
          )}
          title={`Differs from what is usual: ${kindsWords(drift.kinds)}`}
        >
          Δ
        </span>
      )}
      {capture.cut && (
        <span className={tag} title="The body was longer than the limit; its first part is kept">
          cut
        </span>
      )}
      {slow && capture.durationMs !== null && (
        <span className={tag} title="Time from arrival to the end of the reply">
          {formatDuration(capture.durationMs)}
        </span>
      )}
    </>
  );
}

function MatesTag({ mates }: { mates: NonNullable<CaptureSummary['mates']> }) {
  const { pinnedBy, notedBy } = mates;
  return (
    <span
      className="flex shrink-0 items-center gap-0.5 rounded bg-info-soft px-1 text-xs whitespace-nowrap text-info"
      title={matesWords(mates)}
    >
      {pinnedBy !== null && <Pin size={11} aria-hidden />}
      {notedBy !== null && <StickyNote size={11} aria-hidden />}
      <span className="max-w-24 truncate">{notedBy || pinnedBy || 'a mate'}</span>
    </span>
  );
}

function StatusCell({ capture, status }: { capture: CaptureSummary; status: string }) {
  const failed = capture.failure !== null;
  return (
    <div
      role="gridcell"
      data-field="status"
      title={capture.reason ?? undefined}
      className={cx(
        'wire min-w-[30px] shrink-0 text-right',
        failed ? 'text-bad' : statusTone(capture.status),
      )}
    >
      {status}
    </div>
  );
}
