import { useQueries, useQuery } from '@tanstack/react-query';
import { Columns3, Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { RowPage } from '../../preload/contract/integrations.ts';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { DataGrid } from '../ui/grid/data-grid.tsx';
import type { GridCell } from '../ui/grid/grid-cells.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, Select, TextInput } from '../ui/field.tsx';
import { formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { CellDialog, type OpenCell } from './cell-dialog.tsx';
import type { PartProps } from './use-integrations.ts';

const PAGE = 200;
const NUMBERS = new Set(['integer', 'float']);

/** What the columns that are added to each row mean; their types say little. */
const SYSTEM_WORDS: Record<string, string> = {
  _sdc_received_at: 'when it was received',
  _sdc_batched_at: 'when it was loaded',
  _sdc_sequence: 'order of arrival: ns since 1970',
  _sdc_sequence_ms: 'the same in ms',
  _sdc_table_version: 'counts the resets',
  __sdc_primary_key: 'generated key',
};

function countWords(page: RowPage | undefined, isOld: boolean): string {
  if (page === undefined) return '';
  if (isOld) return 'Reading…';
  const left =
    page.leftOut === 0 ? '' : `, ${formatPlural(page.leftOut, 'row')} without the key left out`;
  return formatPlural(page.total, 'row') + left;
}

/** The rows of a table or view: sorted, filtered, any of them a click from its capture. */
export function DataPart({ integration }: PartProps) {
  const { id } = integration;
  const [table, setTable] = useState('data');
  const [typed, setTyped] = useState('');
  const filter = useDeferredValue(typed);
  const [sort, setSort] = useState({ name: '_sdc_sequence', descending: true });
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [choosing, setChoosing] = useState(false);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [open, setOpen] = useState<OpenCell | null>(null);
  const tables = useQuery(query.integrations.tables.queryOptions({ input: { id } }));

  const page = (at: number) =>
    query.integrations.rows.queryOptions({
      input: {
        id,
        table,
        order: sort.name,
        descending: sort.descending,
        filter,
        limit: PAGE,
        offset: at * PAGE,
      },
      placeholderData: (before: RowPage | undefined) => before,
      retry: false,
    });
  const first = useQuery(page(0));
  const from = Math.floor(range.first / PAGE);
  const to = Math.floor(range.last / PAGE);
  const wanted = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((at) => at > 0);
  const more = useQueries({
    queries: wanted.map((at) => ({ ...page(at), placeholderData: undefined })),
  });
  const pageAt = (at: number): RowPage | undefined =>
    at === 0 ? first.data : more[wanted.indexOf(at)]?.data;

  const all = first.data?.columns ?? [];
  const shown = all
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => !hidden.has(column.name))
    // What the sender sent stands before what was added to it.
    .toSorted((a, b) => Number(a.column.base === null) - Number(b.column.base === null));
  const cellAt = (row: number, column: number): GridCell => {
    const held = pageAt(Math.floor(row / PAGE));
    const at = shown[column]?.index;
    return held === undefined || at === undefined ? undefined : held.rows[row % PAGE]?.[at];
  };
  const sequenceAt = all.findIndex(({ name }) => name === '_sdc_sequence');

  function openCell(row: number, column: number): void {
    const held = pageAt(Math.floor(row / PAGE));
    const values = held?.rows[row % PAGE];
    const name = shown[column]?.column.name;
    if (held === undefined || values === undefined || name === undefined) return;
    setOpen({
      table,
      column: name,
      type: shown[column]?.column.type ?? '',
      value: cellAt(row, column) ?? null,
      sequence: sequenceAt < 0 ? null : String(values[sequenceAt]),
      captureId: held.captures[row % PAGE] ?? null,
    });
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-4">
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Table" hideLabel className="w-44">
          <Select
            value={table}
            onValueChange={(name) => {
              setTable(name);
              setSort({ name: '_sdc_sequence', descending: true });
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
          Columns{hidden.size > 0 ? ` (${shown.length} of ${all.length})` : ''}
        </Button>
        <span role="status" className="self-center text-muted tabular-nums">
          {countWords(first.data, first.isPlaceholderData)}
        </span>
      </div>
      {first.error !== null && <Problem error={first.error} onRetry={() => void first.refetch()} />}
      {first.isPending && <Spinner label="Reading the rows" />}
      {first.data !== undefined && (
        <DataGrid
          label={`Rows of ${table}`}
          columns={shown.map(({ column }) => ({
            name: column.name,
            type:
              SYSTEM_WORDS[column.name] ?? (column.isSplit ? `${column.type}, split` : column.type),
            align: NUMBERS.has(column.type) && !column.name.startsWith('_') ? 'right' : undefined,
            width: column.name.startsWith('_') ? 210 : 150,
          }))}
          rowCount={first.data?.total ?? 0}
          cell={cellAt}
          onOpen={openCell}
          onRange={(a, b) => {
            if (a !== range.first || b !== range.last) setRange({ first: a, last: b });
          }}
          sort={sort}
          onSort={(name) =>
            setSort((before) => ({
              name,
              descending: before.name === name ? !before.descending : true,
            }))
          }
          empty={
            filter === ''
              ? 'No rows yet. Send JSON to the URL of this integration.'
              : 'No row contains this text.'
          }
        />
      )}
      {open !== null && <CellDialog id={id} open={open} onClose={() => setOpen(null)} />}
      <Dialog
        open={choosing}
        onClose={() => setChoosing(false)}
        title="Columns"
        size="sm"
        footer={
          <>
            <Button
              onClick={() =>
                setHidden(new Set(all.filter(({ base }) => base === null).map(({ name }) => name)))
              }
            >
              Hide system columns
            </Button>
            <Button onClick={() => setHidden(new Set())}>Show all</Button>
          </>
        }
      >
        <ul className="flex flex-col gap-1.5">
          {all.map(({ name }) => (
            <li key={name}>
              <Checkbox
                label={name}
                checked={!hidden.has(name)}
                onCheckedChange={(checked) => {
                  const next = new Set(hidden);
                  if (checked) next.delete(name);
                  else next.add(name);
                  setHidden(next);
                }}
              />
            </li>
          ))}
        </ul>
      </Dialog>
    </div>
  );
}
