import { Copy, GripVertical, TriangleAlert } from 'lucide-react';
import { memo, type PointerEvent } from 'react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { formatRoute } from '../../navigation/route.ts';
import { copyShown } from '../../ui/copy/copy-shown.ts';
import { cx } from '../../ui/cx.ts';
import { Checkbox, Switch } from '../../ui/field.tsx';
import { formatCount } from '../../ui/format.ts';
import { fullMoment } from '../../ui/time/moments.ts';
import { sparkPath } from '../../ui/signs/spark-path.ts';
import { capturesSearch, methodsText } from '../reply-summary.ts';
import { activate, toggle, useChosen } from './use-chosen.ts';
import type { Known, SenderWords } from './known.ts';
import { RowMenu, type RowCommands } from './row-menu.tsx';

/** How much of a row there is room for. */
export type RowForm = 'full' | 'some' | 'stacked';

/** Widths of the cells; grip and checkbox first, switch and menu last. */
export const COLUMNS: Record<RowForm, string> = {
  full: '4px 20px 20px minmax(6rem,1fr) minmax(8rem,1.3fr) 5.5rem minmax(8rem,1.2fr) minmax(8rem,1.2fr) 9rem 2.25rem 1.75rem',
  some: '4px 20px 20px minmax(5rem,1fr) minmax(6rem,1.1fr) minmax(7rem,1.2fr) 3.5rem 2.25rem 1.75rem',
  stacked: '4px 20px minmax(0,1fr) 2.25rem 1.75rem',
};

export interface RowProps {
  known: Known;
  form: RowForm;
  opened: boolean;
  /** null: rows cannot be moved now. */
  onGrab: ((endpoint: Endpoint, event: PointerEvent) => void) | null;
  onOpen: (endpoint: Endpoint) => void;
  onSwitch: (endpoint: Endpoint, enabled: boolean) => void;
  commands: RowCommands;
  /** Of the test of a path: this one takes it, or why it does not. */
  tested: { takes: true } | { takes: false; why: string } | null;
}

/** One endpoint. Its controls can be reached by Tab while it is the active row. */
export function EndpointRow(
  props: RowProps & {
    index: number;
    top: number;
    height: number;
    /** What is dragged would be dropped above it. */
    dropsHere: boolean;
    /** Tab leads here while no row is active. */
    isFirst: boolean;
  },
) {
  const { known, index, top, height, opened, tested } = props;
  const { endpoint } = known;
  const active = useChosen((s) => s.activeId === endpoint.id);
  const chosen = useChosen((s) => s.ids.has(endpoint.id));
  const takes = tested?.takes === true;
  return (
    // The keys of its rows are the list's.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      data-endpoint={endpoint.id}
      aria-rowindex={index}
      aria-selected={chosen || opened}
      tabIndex={active || props.isFirst ? 0 : -1}
      onFocus={() => activate(endpoint.id)}
      onClick={(event) => {
        if (isControl(event.target)) return;
        if (event.ctrlKey || event.metaKey) toggle(endpoint.id);
        else if (!event.shiftKey) props.onOpen(endpoint);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        openMenuOf(event.currentTarget);
      }}
      className={cx(
        'group/row absolute inset-x-0 grid cursor-default items-center gap-x-2 border-b border-line/60 px-2 outline-offset-[-2px] sm:px-3',
        takes
          ? 'bg-good-soft shadow-[inset_3px_0_0_var(--good)]'
          : chosen || opened
            ? 'bg-selected'
            : 'hover:bg-hover',
        !takes && (active || opened) && 'shadow-[inset_2px_0_0_var(--accent)]',
        props.dropsHere &&
          'before:absolute before:inset-x-0 before:-top-px before:z-10 before:h-0.5 before:bg-accent',
      )}
      style={{
        height,
        transform: `translateY(${top}px)`,
        gridTemplateColumns: COLUMNS[props.form],
      }}
    >
      <Cells {...props} chosen={chosen} active={active} />
    </div>
  );
}

export const isControl = (target: EventTarget): boolean =>
  target instanceof Element &&
  // The menu of a row lies elsewhere in the page, yet React hands its clicks to the row, too.
  target.closest('button, a, input, label, [role="menu"]') !== null;

/** Opens the menu of a row as its button does, so that focus goes back there. */
export function openMenuOf(row: Element): void {
  row.querySelector<HTMLElement>('[data-row-menu]')?.click();
}

const Cells = memo(function Cells(props: RowProps & { chosen: boolean; active: boolean }) {
  const { known, form, chosen } = props;
  const { endpoint } = known;
  const dimmed = !endpoint.enabled;
  // What is never reached has no sender: the note takes its place too.
  const spans = form === 'full' && props.tested === null && isNeverReached(endpoint);
  return (
    <>
      <span aria-hidden />
      <div role="gridcell" className="flex items-center">
        {!endpoint.isInbox && (
          <Checkbox
            label={`Select ${endpoint.name}`}
            hideLabel
            checked={chosen}
            onCheckedChange={() => toggle(endpoint.id)}
            tabIndex={props.active ? 0 : -1}
            className={cx(!chosen && 'opacity-60 group-hover/row:opacity-100')}
          />
        )}
      </div>
      {form !== 'stacked' && <Grip {...props} />}
      {form === 'stacked' ? (
        <div role="gridcell" className="flex min-w-0 flex-col">
          {/* The name takes what it needs of the line; a long path is what gives way. */}
          <span className="grid min-w-0 grid-cols-[minmax(0,auto)_minmax(30%,1fr)] items-baseline gap-2">
            <Name {...props} />
            <Path endpoint={endpoint} dimmed={dimmed} />
          </span>
          <Answer {...props} />
        </div>
      ) : (
        <>
          <div role="gridcell" className="flex min-w-0">
            <Name {...props} />
          </div>
          <div role="gridcell" className="flex min-w-0 items-center">
            <Path endpoint={endpoint} dimmed={dimmed} />
            {form === 'full' && <CopyUrl endpoint={endpoint} active={props.active} />}
          </div>
          {form === 'full' && (
            <div role="gridcell" className="truncate text-sm text-muted">
              {methodsText(endpoint.methods)}
            </div>
          )}
          <div
            role="gridcell"
            aria-colspan={spans ? 2 : undefined}
            className={cx('min-w-0', spans && 'col-span-2')}
          >
            <Answer {...props} />
          </div>
          {form === 'full' && !spans && (
            <div role="gridcell" className="min-w-0">
              <Sender sender={known.sender} />
            </div>
          )}
          <div role="gridcell" className="flex min-w-0 items-center justify-end gap-2">
            {form === 'full' && <Spark hours={known.hours} />}
            <Today known={known} active={props.active} />
          </div>
        </>
      )}
      <div role="gridcell" className="flex items-center">
        {endpoint.isInbox ? (
          <span className="text-sm text-muted">always</span>
        ) : (
          <Switch
            label={`${endpoint.name} enabled`}
            hideLabel
            checked={endpoint.enabled}
            tabIndex={props.active ? 0 : -1}
            onCheckedChange={(enabled) => props.onSwitch(endpoint, enabled)}
          />
        )}
      </div>
      <div role="gridcell" className="flex justify-end">
        <RowMenu endpoint={endpoint} commands={props.commands} active={props.active} />
      </div>
    </>
  );
});

function Grip({ known, onGrab }: RowProps) {
  const { endpoint } = known;
  return (
    <div role="gridcell" className="flex justify-center">
      {!endpoint.isInbox && onGrab !== null && (
        <span
          data-grip
          aria-hidden
          title="Drag to move, or Alt with ↑ and ↓"
          onPointerDown={(event) => onGrab(endpoint, event)}
          className="flex h-7 w-5 cursor-grab touch-none items-center justify-center rounded text-faint hover:bg-pressed hover:text-ink"
        >
          <GripVertical size={14} />
        </span>
      )}
    </div>
  );
}

function Name({ known, opened }: RowProps) {
  const { endpoint } = known;
  return (
    <span
      title={endpoint.name}
      className={cx(
        'min-w-0 truncate',
        opened ? 'font-semibold' : 'font-medium',
        !endpoint.enabled && 'text-muted',
      )}
    >
      {endpoint.name}
      {!endpoint.enabled && <span className="sr-only">, off</span>}
    </span>
  );
}

function Path({ endpoint, dimmed }: { endpoint: Endpoint; dimmed: boolean }) {
  if (endpoint.isInbox) return <span className="min-w-0 truncate text-muted">Everything else</span>;
  return (
    <span
      title={endpoint.path}
      className={cx('wire min-w-0 truncate', dimmed ? 'text-faint' : 'text-muted')}
    >
      {endpoint.path}
    </span>
  );
}

function CopyUrl({ endpoint, active }: { endpoint: Endpoint; active: boolean }) {
  const url = endpoint.publicUrl ?? endpoint.localUrl;
  const kind = endpoint.publicUrl === null ? 'local' : 'public';
  const label = `Copy the ${kind} URL of ${endpoint.name}`;
  return (
    <button
      type="button"
      aria-label={label}
      title={`${label}: ${url}`}
      tabIndex={active ? 0 : -1}
      onClick={() => void copyShown(url, `the ${kind} URL of ${endpoint.name}`)}
      className="ml-0.5 flex size-6 shrink-0 items-center justify-center rounded text-muted opacity-60 group-hover/row:opacity-100 hover:bg-pressed hover:text-ink focus-visible:opacity-100"
    >
      <Copy size={13} aria-hidden />
    </button>
  );
}

const isNeverReached = ({ shadowedBy, enabled }: Endpoint): boolean =>
  shadowedBy !== null && enabled;

/** What it answers; instead of that, why it never will, or why it does not take what is tested. */
function Answer({ known, tested, commands, active, form }: RowProps & { active: boolean }) {
  const { endpoint, answer } = known;
  if (tested !== null) {
    return tested.takes ? (
      <span className="truncate font-medium text-good">takes it, answers {answer}</span>
    ) : (
      <span className="truncate text-sm text-muted">not this one: {tested.why}</span>
    );
  }
  const { shadowedBy } = endpoint;
  if (shadowedBy !== null && endpoint.enabled) {
    return (
      <span className="flex min-w-0 items-center gap-1.5 text-sm text-bad">
        <TriangleAlert size={14} className="shrink-0" aria-hidden />
        <span className="min-w-0 truncate" title={`${shadowedBy} above takes all of it`}>
          Never reached
          <span className={cx(form === 'some' && 'sr-only')}>
            : {shadowedBy} above takes all of it
          </span>
        </span>
        <button
          type="button"
          tabIndex={active ? 0 : -1}
          onClick={() => commands.onMoveAbove(endpoint, shadowedBy)}
          className="h-6 shrink-0 rounded border border-line bg-raised px-1.5 text-ink hover:bg-hover"
        >
          Move above
        </button>
      </span>
    );
  }
  return (
    <span
      title={answer}
      className={cx('block min-w-0 truncate', !endpoint.enabled && 'text-faint')}
    >
      {answer}
    </span>
  );
}

const SHARE = { good: 'text-good', bad: 'text-bad', muted: 'text-muted' } as const;

function Sender({ sender }: { sender: SenderWords }) {
  if (sender.label === '') return <span className="text-faint">–</span>;
  return (
    <span className="flex min-w-0 items-baseline gap-1.5" title={`${sender.label} ${sender.share}`}>
      <span className="min-w-0 truncate">{sender.label}</span>
      <span className={cx('min-w-0 shrink-0 truncate text-sm tabular-nums', SHARE[sender.tone])}>
        {sender.share}
      </span>
    </span>
  );
}

const SPARK = { width: 64, height: 18 };

function Spark({ hours }: { hours: readonly number[] }) {
  const { line, area } = sparkPath(hours, SPARK.width, SPARK.height);
  return (
    <svg aria-hidden {...SPARK} className="shrink-0 text-accent-ink">
      <path d={area} fill="currentColor" opacity="0.16" />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.25" />
    </svg>
  );
}

function Today({ known, active }: { known: Known; active: boolean }) {
  const { endpoint, today, lastHit } = known;
  if (endpoint.captureCount === 0) {
    return <span className="min-w-8 text-right text-faint">0</span>;
  }
  const held = `${formatCount(today)} captures of ${endpoint.name} today, ${formatCount(endpoint.captureCount)} held`;
  return (
    <a
      href={formatRoute({ page: 'captures', id: null, q: capturesSearch(endpoint.name) })}
      aria-label={held}
      title={lastHit === null ? held : `${held}, the last at ${fullMoment(lastHit)}`}
      tabIndex={active ? 0 : -1}
      className="min-w-8 rounded text-right text-accent-ink tabular-nums hover:underline"
    >
      {formatCount(today)}
    </a>
  );
}
