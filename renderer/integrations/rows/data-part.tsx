import { useQuery } from '@tanstack/react-query';
import { Columns3, Search, X } from 'lucide-react';
import { useDeferredValue, useRef, useState } from 'react';
import type { RowPage } from '../../../preload/contract/integrations/rows.ts';
import { query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Select, TextInput } from '../../ui/field.tsx';
import { formatPlural } from '../../ui/format.ts';
import { DataGrid } from '../../ui/grid/data-grid.tsx';
import type { GridPoint } from '../../ui/grid/grid-cells.tsx';
import { MenuAt, Rule, Sub } from '../../ui/menus/menu-parts.tsx';
import { useMedia } from '../../ui/platform/use-media.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Split } from '../../ui/split.tsx';
import type { PartProps } from '../use-integrations.ts';
import { useReload } from '../use-reload.ts';
import { CellPanel } from './cell-panel.tsx';
import { ColumnChooser } from './column-chooser.tsx';
import { ColumnEntries, valueWords } from './column-entries.tsx';
import { type PlacedCell, RowEntries } from './row-entries.tsx';
import { columnWords, shownColumns, useTableLook } from './table-look.ts';
import { useRows } from './use-rows.ts';

const NUMBERS = new Set(['integer', 'float']);

interface Place {
  row: number;
  column: number;
}
type MenuOpen = { point: GridPoint; column: number; row: number | null };

function countWords(page: RowPage | undefined, isOld: boolean): string {
  if (page === undefined) return '';
  if (isOld) return 'Reading…';
  const left =
    page.leftOut === 0 ? '' : `, ${formatPlural(page.leftOut, 'row')} without the key left out`;
  return formatPlural(page.total, 'row') + left;
}

/** The rows of a table or view: sorted, filtered, a value beside them, any of them a press from its capture. */
export function DataPart({ integration }: PartProps) {
  const { id } = integration;
  const [table, setTable] = useState('data');
  const [typed, setTyped] = useState('');
  const filter = useDeferredValue(typed);
  const { look, change } = useTableLook(id, table);
  const [choosing, setChoosing] = useState(false);
  const [open, setOpen] = useState<Place | null>(null);
  const [menu, setMenu] = useState<MenuOpen | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const tables = useQuery(query.integrations.tables.queryOptions({ input: { id } }));
  const { first, rowAt, onRange } = useRows(id, table, look, filter);
  const reload = useReload(id);
  const isWide = useMedia('(min-width: 60rem)');

  const all = first.data?.columns ?? [];
  const { shown, pins } = shownColumns(all, look);
  const sequenceAt = all.findIndex(({ name }) => name === '_sdc_sequence');
  const grid = (): HTMLElement | null => box.current?.querySelector('[role=grid]') ?? null;

  function cellAt({ row, column }: Place): PlacedCell | null {
    const held = rowAt(row);
    const of = shown[column];
    if (held === undefined || of === undefined) return null;
    const value = held.values[of.index] ?? null;
    return { integration, table, column: of.column, value, captureId: held.captureId };
  }
  function close(): void {
    setOpen(null);
    grid()?.focus();
  }

  const opened = open === null ? null : cellAt(open);
  const held = open === null ? undefined : rowAt(open.row);
  const sequence = held?.values[sequenceAt];
  const menuColumn = menu === null ? undefined : shown[menu.column]?.column;
  const menuCell =
    menu === null || menu.row === null ? null : cellAt({ row: menu.row, column: menu.column });
  const columnEntries = menuColumn && (
    <ColumnEntries
      id={id}
      table={table}
      column={menuColumn}
      all={all}
      look={look}
      onChange={change}
    />
  );

  const rows = (
    <div ref={box} className="flex min-h-0 flex-1 flex-col gap-3 p-4">
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Table" hideLabel className="w-44">
          <Select
            value={table}
            onValueChange={(name) => {
              setTable(name);
              setOpen(null);
            }}
            options={(tables.data ?? [{ name: 'data', kind: 'table' as const }])
              .filter(({ name }) => !name.startsWith('_sdc'))
              .map(({ name }) => ({ value: name, label: name }))}
          />
        </Field>
        <Field label="Filter rows" hideLabel className="min-w-40 flex-1">
          <span className="relative block">
            <Search size={14} className="absolute top-2 left-2 text-muted" aria-hidden />
            <TextInput
              className="pl-7"
              value={typed}
              onValueChange={setTyped}
              placeholder="Text in any column"
            />
          </span>
        </Field>
        <Button icon={<Columns3 size={14} />} onClick={() => setChoosing(true)}>
          Columns{look.hidden.size > 0 ? ` (${shown.length} of ${all.length})` : ''}
        </Button>
        <span role="status" className="self-center text-muted tabular-nums">
          {countWords(first.data, first.isPlaceholderData)}
        </span>
      </div>
      {look.where.length > 0 && (
        <ul aria-label="Values that rows must have" className="flex flex-wrap gap-2">
          {look.where.map((condition) => {
            const words = `${condition.column} = ${valueWords(condition.value)}`;
            return (
              <li key={condition.column}>
                <Button
                  size="sm"
                  aria-label={`${words}, show any value`}
                  className="max-w-80"
                  onClick={() => change({ where: look.where.filter((one) => one !== condition) })}
                >
                  <span className="wire truncate">{words}</span>
                  <X size={12} aria-hidden />
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      {first.error !== null && <Problem error={first.error} onRetry={() => void first.refetch()} />}
      {first.isPending && <Spinner label="Reading the rows" />}
      {first.data !== undefined && (
        <DataGrid
          label={`Rows of ${table}`}
          columns={shown.map(({ column }) => ({
            name: column.name,
            type: columnWords(column),
            align: NUMBERS.has(column.type) && !column.name.startsWith('_') ? 'right' : undefined,
            width: column.name.startsWith('_') ? 210 : 150,
          }))}
          pinned={isWide ? pins : 0}
          rowCount={first.data.total}
          cell={(row, column) => {
            const at = shown[column]?.index;
            return at === undefined ? undefined : rowAt(row)?.values[at];
          }}
          onOpen={(row, column) => setOpen({ row, column })}
          onActive={(row, column) => open !== null && setOpen({ row, column })}
          onCellMenu={(row, column, point) => setMenu({ row, column, point })}
          onHeadMenu={(column, point) => setMenu({ row: null, column, point })}
          onRange={onRange}
          sort={look.sort}
          onSort={(name) =>
            change({
              sort: {
                name,
                descending: look.sort.name === name ? !look.sort.descending : true,
              },
            })
          }
          empty={
            look.where.length > 0
              ? 'No row fits the filter.'
              : filter === ''
                ? 'No rows yet. Send JSON to the URL of this integration.'
                : 'No row contains this text.'
          }
        />
      )}
      {menu !== null && (
        <MenuAt
          label={menuCell === null ? 'Column' : 'Row'}
          point={menu.point}
          onClose={() => setMenu(null)}
          finalFocus={grid}
        >
          {menuCell === null ? (
            columnEntries
          ) : (
            <>
              <RowEntries
                cell={menuCell}
                look={look}
                onChange={change}
                onShow={() => setOpen({ row: menu.row ?? 0, column: menu.column })}
                onReload={(captureId) => reload.mutate(captureId)}
              />
              <Rule />
              <Sub label={`Column ${menuColumn?.name ?? ''}`}>{columnEntries}</Sub>
            </>
          )}
        </MenuAt>
      )}
      {choosing && (
        <ColumnChooser
          all={all}
          hidden={look.hidden}
          onHide={(hidden) => change({ hidden })}
          onClose={() => setChoosing(false)}
        />
      )}
    </div>
  );
  return (
    // Escape closes the value, wherever the focus is.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="flex min-h-0 flex-1 flex-col"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || open === null || menu !== null || event.defaultPrevented)
          return;
        event.preventDefault();
        close();
      }}
    >
      <Split
        id={isWide ? 'data-rows' : 'data-rows-narrow'}
        label="Width of the rows"
        direction={isWide ? 'horizontal' : 'vertical'}
        startSize={isWide ? 64 : 50}
        minPx={isWide ? 300 : 160}
        start={rows}
        {...(opened !== null && {
          end: (
            <CellPanel
              cell={opened}
              row={shown.map(({ column, index }) => ({
                column,
                value: held?.values[index] ?? null,
              }))}
              sequence={sequence === undefined || sequence === null ? null : String(sequence)}
              reloading={reload.isPending}
              onReload={(captureId) => reload.mutate(captureId)}
              onClose={close}
            />
          ),
        })}
      />
    </div>
  );
}
