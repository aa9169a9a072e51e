import { useState } from 'react';
import { Download } from 'lucide-react';
import type { QueryResult } from '../../preload/contract/sql.ts';
import { Button } from '../ui/button.tsx';
import { DataGrid } from '../ui/grid/data-grid.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatDuration, formatPlural } from '../ui/format.ts';
import { Menu } from '../ui/menu.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { downloadBytes } from '../ui/platform/download.ts';
import { toast } from '../ui/toast.tsx';
import { Chart } from './chart.tsx';
import { toCsv, toJson, toParquet } from './export-result.ts';

/** What a query brought: as a grid or a chart, and as a file. */
export function Results({ result }: { result: QueryResult }) {
  const [tab, setTab] = useState<'grid' | 'chart'>('grid');
  const [open, setOpen] = useState<{ row: number; column: number } | null>(null);
  const { columns, types, rows } = result;
  const value = open === null ? null : (rows[open.row]?.[open.column] ?? null);
  return (
    <section aria-label="Result" className="flex min-h-0 flex-1 flex-col">
      <Tabs
        label="Result as"
        tabs={[
          { id: 'grid', label: 'Grid', count: rows.length },
          { id: 'chart', label: 'Chart' },
        ]}
        value={tab}
        onChange={setTab}
        end={
          <>
            <span role="status" className="text-sm text-muted tabular-nums">
              {formatPlural(rows.length, 'row')}
              {result.cut ? ', there are more' : ''}, {formatDuration(result.durationMs)}
            </span>
            <Export result={result} />
          </>
        }
      >
        <div className="flex min-h-0 flex-1 flex-col pt-3">
          {tab === 'grid' ? (
            <DataGrid
              label="Result"
              columns={columns.map((name, i) => ({
                name,
                type: types[i]?.toLowerCase() ?? undefined,
                align: rows.length > 0 && typeof rows[0]?.[i] === 'number' ? 'right' : undefined,
              }))}
              rowCount={rows.length}
              cell={(row, column) => rows[row]?.[column]}
              onOpen={(row, column) => setOpen({ row, column })}
              empty="No rows."
            />
          ) : (
            <Chart result={result} />
          )}
        </div>
      </Tabs>
      <Dialog
        open={open !== null}
        onClose={() => setOpen(null)}
        title={columns[open?.column ?? 0] ?? ''}
      >
        <pre
          aria-label="The value"
          className="wire max-h-[60vh] overflow-auto rounded-md border border-line bg-canvas p-2 break-all whitespace-pre-wrap"
        >
          {value === null ? <span className="text-muted italic">NULL</span> : String(value)}
        </pre>
      </Dialog>
    </section>
  );
}

function Export({ result }: { result: QueryResult }) {
  const write = async (name: string, make: () => Blob | Promise<Blob>): Promise<void> => {
    try {
      downloadBytes(await make(), name);
    } catch (error) {
      const description = error instanceof Error ? error.message : undefined;
      toast({ title: 'Not written', description, tone: 'bad' });
    }
  };
  return (
    <Menu
      trigger={
        <Button size="sm" icon={<Download size={14} />}>
          Save as
        </Button>
      }
      items={[
        {
          id: 'csv',
          label: 'CSV, safe for spreadsheets',
          onSelect: () => void write('result.csv', () => toCsv(result)),
        },
        {
          id: 'csv-exact',
          label: 'CSV, exact: text such as =1+1 stays a formula',
          onSelect: () => void write('result.csv', () => toCsv(result, true)),
        },
        {
          id: 'json',
          label: 'JSON',
          onSelect: () => void write('result.json', () => toJson(result)),
        },
        {
          id: 'parquet',
          label: 'Parquet',
          onSelect: () => void write('result.parquet', () => toParquet(result)),
        },
      ]}
    />
  );
}
