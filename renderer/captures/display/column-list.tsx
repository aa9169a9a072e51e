import { GripVertical, Plus, X } from 'lucide-react';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field, TextInput } from '../../ui/field.tsx';
import { columnOf, isValueColumn, NAMED_COLUMNS } from '../row/columns.ts';
import type { ShownColumn } from '../row/row-form.ts';
import { addColumn, moveColumn, removeColumn, setWidth } from './columns-shown.ts';
import { COLUMNS_AT_MOST, useDisplay } from './display.ts';

/** By how much a key changes a width, in pixels. */
const STEP = 10;
const ROW_PX = 28;

/** The columns of the view in their order, and those that can be added. */
export function ColumnList() {
  const { columns } = useDisplay();
  const help = useId();
  const list = useRef<HTMLUListElement>(null);
  const full = columns.length >= COLUMNS_AT_MOST;
  const rest = NAMED_COLUMNS.filter((id) => columns.every((column) => column.id !== id));
  /** A row that moved is drawn again at another place; the keys go on with it. */
  const focusRow = (id: string | undefined): void => {
    requestAnimationFrame(() => {
      const row = id === undefined ? null : `[data-row="${CSS.escape(id)}"]`;
      (row === null ? null : list.current?.querySelector<HTMLElement>(row))?.focus();
    });
  };
  const remove = (id: string): void => {
    const at = columns.findIndex((column) => column.id === id);
    removeColumn(id);
    focusRow((columns[at + 1] ?? columns[at - 1])?.id);
  };
  return (
    <section aria-label="Columns" className="flex flex-col gap-2 border-t border-line pt-3">
      <p className="flex items-baseline justify-between text-sm text-muted">
        Columns
        <span className="text-xs tabular-nums">
          {columns.length} of {COLUMNS_AT_MOST}
        </span>
      </p>
      {columns.length > 0 && (
        <ul ref={list} className="flex flex-col">
          {columns.map((column) => (
            <ColumnRow
              key={column.id}
              column={column}
              help={help}
              onMove={(by) => {
                moveColumn(column.id, by);
                focusRow(column.id);
              }}
              onRemove={() => remove(column.id)}
            />
          ))}
        </ul>
      )}
      <p id={help} className={columns.length > 0 ? 'text-xs text-muted' : 'hidden'}>
        Drag to move, or Alt ↑ ↓. ← → set the width, Del removes.
      </p>
      {full ? (
        <p className="text-sm text-muted">Remove a column to add another.</p>
      ) : (
        <>
          <div className="flex flex-wrap gap-1">
            {rest.map((id) => (
              <Button
                key={id}
                size="sm"
                aria-label={`Add column ${columnOf(id).label}`}
                icon={<Plus size={12} />}
                onClick={() => {
                  addColumn(id);
                  focusRow(id);
                }}
              >
                {columnOf(id).label}
              </Button>
            ))}
          </div>
          <ValueColumn onAdded={focusRow} />
        </>
      )}
    </section>
  );
}

function ColumnRow(props: {
  column: ShownColumn;
  help: string;
  onMove: (by: number) => void;
  onRemove: () => void;
}) {
  const { id, width } = props.column;
  const { label } = columnOf(id);
  const [dragging, setDragging] = useState(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const wider = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by !== undefined && event.altKey) props.onMove(by);
    else if (wider !== undefined) setWidth(id, width + wider);
    else if (event.key === 'Delete' || event.key === 'Backspace') props.onRemove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <li className="flex items-center gap-1" style={{ height: ROW_PX }}>
      <button
        type="button"
        data-row={id}
        aria-describedby={props.help}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown ArrowLeft ArrowRight Delete"
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          setDragging(true);
          dragRow(event.clientY, props.onMove, () => setDragging(false));
        }}
        className={cx(
          'flex h-7 min-w-0 flex-1 cursor-grab touch-none items-center gap-1.5 rounded-md px-1 text-left',
          dragging ? 'cursor-grabbing bg-selected' : 'hover:bg-hover',
        )}
      >
        <GripVertical size={12} aria-hidden className="shrink-0 text-faint" />
        <span className={cx('min-w-0 flex-1 truncate', isValueColumn(id) && 'wire')} title={id}>
          {isValueColumn(id) ? id : label}
        </span>
        <span className="shrink-0 text-xs text-muted tabular-nums">{width} px</span>
      </button>
      <IconButton
        size="sm"
        label={`Remove column ${label}`}
        icon={<X size={12} />}
        onClick={props.onRemove}
      />
    </li>
  );
}

/**
 * Follows the pointer until it is released. The whole window is listened to: a row that moves is taken
 * out of the page for a moment, and loses what it had captured.
 */
function dragRow(fromY: number, onMove: (by: number) => void, onEnd: () => void): void {
  const stop = new AbortController();
  const { signal } = stop;
  let y = fromY;
  const end = (): void => {
    stop.abort();
    onEnd();
  };
  const move = (event: PointerEvent): void => {
    const by = Math.round((event.clientY - y) / ROW_PX);
    if (by === 0) return;
    y += by * ROW_PX;
    onMove(by);
  };
  window.addEventListener('pointermove', move, { signal });
  window.addEventListener('pointerup', end, { signal });
  window.addEventListener('pointercancel', end, { signal });
}

/** A column of one header, query parameter or field of the body, by its name. */
function ValueColumn({ onAdded }: { onAdded: (id: string) => void }) {
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const add = (): void => {
    const id = text.trim();
    if (id === '') return;
    if (!isValueColumn(id)) return setWrong(true);
    addColumn(id);
    onAdded(id);
    setText('');
  };
  return (
    <form
      className="flex items-start gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Field
        label="Column of a value"
        hideLabel
        className="min-w-0 flex-1"
        error={wrong ? 'Begin with header., query. or body.' : null}
      >
        <TextInput
          mono
          value={text}
          maxLength={300}
          placeholder="body.customer.id"
          className="h-7!"
          onValueChange={(value) => {
            setText(value);
            setWrong(false);
          }}
        />
      </Field>
      <Button size="sm" type="submit" disabled={text.trim() === ''}>
        Add
      </Button>
    </form>
  );
}
