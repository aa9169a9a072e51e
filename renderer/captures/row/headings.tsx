import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Order } from '../../../preload/contract/captures/views.ts';
import { changeDisplay } from '../display/display.ts';
import { cx } from '../../ui/cx.ts';
import { columnOf } from './columns.ts';
import { timeWidth, type RowForm } from './row-form.ts';

/** Above rows of one line. */
export const HEADINGS_HEIGHT = 24;

/** Which order a press on a heading gives, and which the next press. */
const ORDERS: Readonly<Record<string, readonly [Order, Order]>> = {
  size: ['largest', 'newest'],
  duration: ['slowest', 'newest'],
  time: ['newest', 'oldest'],
};

/** The names of the columns; rows of two lines have none. A press on one that can be sorted by sorts. */
export function Headings({ form, order }: { form: RowForm; order: Order }) {
  return (
    <div role="rowgroup" className="sticky top-0 z-[2] border-b border-line bg-canvas">
      <div
        role="row"
        aria-rowindex={1}
        className="flex items-center gap-1.5 px-2.5 text-xs text-muted"
        style={{ height: HEADINGS_HEIGHT - 1 }}
      >
        <div role="columnheader" className="w-5 shrink-0">
          <span className="sr-only">Mark</span>
        </div>
        <div role="columnheader" className="min-w-0 flex-1 truncate pl-[46px]">
          Event and path
        </div>
        {form.columns.map(({ id, width }) => (
          <Heading key={id} sort={id} order={order} width={width} right={columnOf(id).align}>
            <span className="truncate" title={id.includes('.') ? id : undefined}>
              {columnOf(id).label}
            </span>
            <WidthHandle id={id} />
          </Heading>
        ))}
        <div role="columnheader" className="flex w-[30px] shrink-0 justify-end">
          Status
        </div>
        <Heading sort="time" order={order} width={timeWidth(form)} right="right">
          Time
        </Heading>
      </div>
    </div>
  );
}

function Heading(props: {
  /** What is sorted by; where that is nothing, it is a name alone. */
  sort: string;
  order: Order;
  width: number;
  right: 'left' | 'right';
  children: ReactNode;
}) {
  const { order } = props;
  const orders = ORDERS[props.sort];
  const at = orders?.indexOf(order) ?? -1;
  const isSorted = orders !== undefined && (at === 0 || (at === 1 && props.sort === 'time'));
  const upwards = order === 'oldest';
  const look = cx('flex min-w-0 items-center gap-0.5', props.right === 'right' && 'justify-end');
  const Arrow = upwards ? ArrowUp : ArrowDown;
  return (
    <div
      role="columnheader"
      aria-sort={isSorted ? (upwards ? 'ascending' : 'descending') : undefined}
      className="relative shrink-0"
      style={{ width: props.width }}
    >
      {orders === undefined ? (
        <span className={look}>{props.children}</span>
      ) : (
        // The Display menu does the same by keys: the list is one stop of Tab.
        <button
          type="button"
          tabIndex={-1}
          data-plain
          className={cx(look, 'w-full hover:text-ink')}
          onClick={() => changeDisplay({ order: orders[at === 0 ? 1 : 0] })}
        >
          {isSorted && <Arrow size={11} aria-hidden className="shrink-0" />}
          {props.children}
        </button>
      )}
    </div>
  );
}

/** The line left of a column: dragged it changes the width, pressed twice it fits the values. */
function WidthHandle({ id }: { id: string }) {
  return (
    <span
      aria-hidden
      data-width-of={id}
      className="absolute inset-y-0 -left-2 w-3 cursor-col-resize touch-none before:absolute before:inset-y-0.5 before:left-1 before:w-px before:bg-line hover:before:bg-accent"
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        const { currentTarget, clientX, pointerId } = event;
        event.preventDefault();
        void import('../display/column-width.ts').then(({ dragWidth }) =>
          dragWidth(currentTarget, { id, clientX, pointerId }),
        );
      }}
      onDoubleClick={(event) => {
        const { currentTarget } = event;
        void import('../display/column-width.ts').then(({ fitWidth }) =>
          fitWidth(currentTarget, id),
        );
      }}
    />
  );
}
