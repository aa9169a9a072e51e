import { Popover } from '@base-ui/react/popover';
import { useId, useRef, type ReactNode, type RefObject } from 'react';
import type { GroupBy } from '../../../preload/contract/captures/overview.ts';
import type { Order } from '../../../preload/contract/captures/views.ts';
import { cx } from '../../ui/cx.ts';
import { Select } from '../../ui/field.tsx';
import { leaveMenu } from '../../ui/menus/leave-menu.ts';
import { focusFirst } from '../../ui/platform/focus-first.ts';
import { ColumnList } from './column-list.tsx';
import { changeDisplay, useDisplay } from './display.ts';
import { GROUP_WORDS, ORDER_WORDS } from './display-words.ts';

const DENSITIES = [
  { value: null, label: 'As set' },
  { value: 'compact', label: 'Compact' },
  { value: 'comfortable', label: 'Comfortable' },
] as const;

const ORDERS = Object.entries(ORDER_WORDS).map(([value, label]) => ({
  value: value as Order,
  label,
}));

const GROUPS = [
  { value: 'none' as const, label: 'None' },
  ...Object.entries(GROUP_WORDS).map(([value, label]) => ({ value: value as GroupBy, label })),
];

/** How the list looks: all of it belongs to the view. */
export function DisplayMenu(props: {
  open: boolean;
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}) {
  const { density, order, group } = useDisplay();
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Popover.Root
      open={props.open}
      onOpenChange={(open, { event }) => {
        // A press on the button that opened it closes it by itself.
        const onButton =
          event.target instanceof Node && props.anchor.current?.contains(event.target) === true;
        if (open || (onButton && event.type !== 'keydown')) return;
        leaveMenu(() => props.anchor.current, '[data-display-menu]');
        props.onClose();
      }}
    >
      <Popover.Portal>
        <Popover.Positioner anchor={props.anchor} sideOffset={4} align="end" className="z-30">
          <Popover.Popup
            ref={popup}
            data-display-menu
            aria-label="Display"
            // At once, as in dialogs: a letter typed before the next frame would be a command.
            initialFocus={(by) => (by === 'touch' ? popup.current : !focusFirst(popup.current))}
            finalFocus={props.anchor}
            className="flex max-h-[var(--available-height)] w-88 max-w-[calc(100vw-1rem)] flex-col gap-3 overflow-auto rounded-lg border border-line bg-raised p-3 shadow-popup outline-none"
          >
            <Line label="Order">
              {(id) => (
                <Select
                  id={id}
                  options={ORDERS}
                  value={order}
                  onValueChange={(to) => changeDisplay({ order: to })}
                />
              )}
            </Line>
            <Line label="Group by">
              {(id) => (
                <Select
                  id={id}
                  options={GROUPS}
                  value={group ?? 'none'}
                  onValueChange={(by) => changeDisplay({ group: by === 'none' ? null : by })}
                />
              )}
            </Line>
            <Line label="Rows">
              {(id) => (
                <div
                  id={id}
                  role="radiogroup"
                  aria-label="Rows"
                  className="flex flex-1 rounded-md border border-line-strong/60 p-0.5"
                >
                  {DENSITIES.map(({ value, label }) => (
                    <label
                      key={label}
                      className={cx(
                        'flex h-6 flex-auto cursor-default items-center justify-center rounded px-2 text-sm has-focus-visible:outline-2 has-focus-visible:outline-(--focus)',
                        density === value ? 'bg-selected text-accent-ink' : 'hover:bg-hover',
                      )}
                    >
                      <input
                        type="radio"
                        name={id}
                        className="sr-only"
                        checked={density === value}
                        onChange={() => changeDisplay({ density: value })}
                      />
                      {label}
                    </label>
                  ))}
                </div>
              )}
            </Line>
            <ColumnList />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Line(props: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id} className="w-20 shrink-0 text-sm text-muted">
        {props.label}
      </label>
      {props.children(id)}
    </div>
  );
}
