import { memo } from 'react';
import { cx } from '../../ui/cx.ts';
import { Checkbox, Switch } from '../../ui/field.tsx';
import { methodsText } from '../reply-summary.ts';
import { Answer, isNeverReached } from './cells/answer-cell.tsx';
import { CopyUrl, Grip, Name, Path } from './cells/name-cells.tsx';
import { COLUMNS, type RowProps } from './cells/row-props.ts';
import { Sender, Spark, Today } from './cells/traffic-cells.tsx';
import { activate, toggle, useChosen } from './use-chosen.ts';
import { RowMenu } from './row-menu.tsx';

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
