import { Search } from 'lucide-react';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { QueryResult } from '../../../preload/contract/integrations/sql.ts';
import { formatRoute } from '../../navigation/route.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { Field, TextInput } from '../../ui/field.tsx';
import { formatCount, formatDuration, formatPlural } from '../../ui/format.ts';
import { DataGrid } from '../../ui/grid/data-grid.tsx';
import type { GridPoint } from '../../ui/grid/grid-cells.tsx';
import { Entry, MenuAt, Rule } from '../../ui/menus/menu-parts.tsx';
import { MenuGroup } from '../../ui/menus/menu-words.tsx';
import { useMedia } from '../../ui/platform/use-media.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Split } from '../../ui/split.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { toast } from '../../ui/toast.tsx';
import { Chart } from './chart.tsx';
import type { ChartLook } from './chart-points.ts';
import { CopyAs, SaveAs } from './result-menus.tsx';
import { nextSort, type RowView, shownRows } from './result-rows.ts';
import { ValuePanel } from './value-panel.tsx';

/** A search has so many ids at most. */
const MOST_CAPTURES = 50;

type MenuOpen = { point: GridPoint; column: number; row: number | null };

/** What a query brought: as a grid or a chart, and as text or a file. */
export function Results(props: {
  result: QueryResult;
  /** The table that its rows would be inserted into. */
  table: string;
  shown: 'grid' | 'chart';
  onShow: (what: 'grid' | 'chart') => void;
  look: ChartLook;
  onLook: (look: ChartLook) => void;
}) {
  const { result } = props;
  const [sort, setSort] = useState<RowView['sort']>(null);
  const [typed, setTyped] = useState('');
  const filter = useDeferredValue(typed);
  const [open, setOpen] = useState<{ row: number; column: number } | null>(null);
  const [menu, setMenu] = useState<MenuOpen | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const { columns, types } = result;
  const rows = useMemo(() => shownRows(result.rows, { sort, filter }), [result.rows, sort, filter]);
  const shown: QueryResult = { ...result, rows: rows as QueryResult['rows'] };
  const valueAt = (at: { row: number; column: number } | null) =>
    at === null ? null : (rows[at.row]?.[at.column] ?? null);
  const opened = open === null ? undefined : rows[open.row];
  const isWide = useMedia('(min-width: 60rem)');
  const grid = (): HTMLElement | null => box.current?.querySelector('[role=grid]') ?? null;
  const close = (): void => {
    setOpen(null);
    grid()?.focus();
  };
  const isNarrowed = rows.length !== result.rows.length;
  const rowsGrid = (
    <DataGrid
      label="Result"
      columns={columns.map((name, i) => ({
        name,
        key: `${i} ${name}`,
        type: types[i]?.toLowerCase() ?? undefined,
        align: typeof result.rows[0]?.[i] === 'number' ? 'right' : undefined,
      }))}
      rowCount={rows.length}
      cell={(row, column) => rows[row]?.[column]}
      onOpen={(row, column) => setOpen({ row, column })}
      // With a value open, the keys go through the values.
      onActive={(row, column) => open !== null && setOpen({ row, column })}
      onCellMenu={(row, column, point) => setMenu({ row, column, point })}
      onHeadMenu={(column, point) => setMenu({ row: null, column, point })}
      sort={
        sort === null
          ? undefined
          : { name: columns[sort.column] ?? '', descending: sort.descending }
      }
      onSort={(name) => setSort(nextSort(sort, columns.indexOf(name)))}
      empty={filter === '' ? 'No rows.' : 'No row contains this text.'}
    />
  );
  return (
    // Escape closes the value, wherever the focus is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      ref={box}
      aria-label="Result"
      className="flex min-h-0 flex-1 flex-col"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || opened === undefined || menu !== null) return;
        if (event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <Tabs
        label="Result as"
        tabs={[
          { id: 'grid', label: 'Grid' },
          { id: 'chart', label: 'Chart' },
        ]}
        value={props.shown}
        onChange={props.onShow}
        end={
          <div className="flex flex-wrap items-center justify-end gap-2 py-1">
            <span role="status" className="text-sm text-muted tabular-nums">
              {isNarrowed && `${formatCount(rows.length)} of `}
              {formatPlural(result.rows.length, 'row')}
              {result.cut ? ', there are more' : ''}, {formatDuration(result.durationMs)}
            </span>
            <OpenCaptures captures={result.captures} />
            <CopyAs result={shown} table={props.table} />
            <SaveAs result={shown} />
          </div>
        }
      >
        <div className="flex min-h-0 flex-1 flex-col gap-2 p-3 pt-2">
          <Field label="Filter the result" hideLabel className="w-full max-w-80">
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
          {props.shown === 'grid' ? (
            <Split
              id={isWide ? 'sql-value' : 'sql-value-narrow'}
              label="Width of the rows"
              direction={isWide ? 'horizontal' : 'vertical'}
              startSize={isWide ? 64 : 50}
              minPx={isWide ? 240 : 96}
              start={rowsGrid}
              {...(open !== null &&
                opened !== undefined && {
                  end: (
                    <ValuePanel result={result} row={opened} column={open.column} onClose={close} />
                  ),
                })}
            />
          ) : (
            <Chart result={shown} look={props.look} onLook={props.onLook} />
          )}
        </div>
      </Tabs>
      {menu !== null && (
        <MenuAt
          label={menu.row === null ? 'Column' : 'Cell'}
          point={menu.point}
          onClose={() => setMenu(null)}
          finalFocus={grid}
        >
          {menu.row !== null && (
            <>
              <Entry
                label="Show the value"
                shortcut="Enter"
                onSelect={() => setOpen({ row: menu.row ?? 0, column: menu.column })}
              />
              <Entry
                label="Copy the value"
                onSelect={() => copyValue(valueAt({ row: menu.row ?? 0, column: menu.column }))}
              />
              <Entry
                label="Only rows with this text"
                onSelect={() =>
                  setTyped(String(valueAt({ row: menu.row ?? 0, column: menu.column }) ?? ''))
                }
              />
              <Rule />
            </>
          )}
          <MenuGroup title={columns[menu.column] ?? ''}>
            <Entry
              label="Sort ascending"
              onSelect={() => setSort({ column: menu.column, descending: false })}
            />
            <Entry
              label="Sort descending"
              onSelect={() => setSort({ column: menu.column, descending: true })}
            />
            {sort !== null && <Entry label="As it came" onSelect={() => setSort(null)} />}
          </MenuGroup>
        </MenuAt>
      )}
    </section>
  );
}

function copyValue(value: string | number | boolean | null): void {
  copyText(String(value ?? '')).then(
    () => toast({ title: 'Copied the value' }),
    sayNot('Not copied'),
  );
}

/** To the captures that a column `capture_id` names. */
function OpenCaptures({ captures }: { captures: QueryResult['captures'] }) {
  const [first] = captures ?? [];
  if (captures === null || first === undefined) return null;
  const ids = captures.slice(0, MOST_CAPTURES);
  const isOne = captures.length === 1;
  const href = formatRoute(
    isOne
      ? { page: 'captures', id: first }
      : { page: 'captures', id: null, q: `id:${ids.join(',')}` },
  );
  return (
    <a href={href} className="text-sm text-accent-ink underline">
      {isOne
        ? 'Open the capture'
        : ids.length < captures.length
          ? `Open the first ${MOST_CAPTURES} captures`
          : `Open ${formatPlural(captures.length, 'capture')}`}
    </a>
  );
}
