import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { EventFilter, SimulatedEvent, Simulation } from '../../preload/contract/simulator.ts';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { DataGrid } from '../ui/grid/data-grid.tsx';
import type { GridCell, GridTone } from '../ui/grid/grid-cells.tsx';
import { Field, Select } from '../ui/field.tsx';
import { formatPlural } from '../ui/format.ts';
import { Menu } from '../ui/menu.tsx';
import { Problem } from '../ui/problem.tsx';
import { EventDialog } from './event-dialog.tsx';
import { rowOf } from './event-words.ts';
import { saveEvents } from './export-events.ts';

const PAGE = 200;

const COLUMNS = [
  { key: 'number', name: 'Event', width: 64, align: 'right' },
  { key: 'type', name: 'Type', width: 120 },
  { key: 'answers', name: 'Answers', width: 110 },
  { key: 'remark', name: 'Seen', width: 220 },
  { key: 'sent', name: 'Sent', width: 195 },
  { key: 'firstMs', name: 'First', type: 'took', width: 85, align: 'right' },
  { key: 'lastMs', name: 'Last', type: 'took', width: 80, align: 'right' },
] as const;

const FILTERS: readonly { value: EventFilter; label: string }[] = [
  { value: 'all', label: 'All events' },
  { value: 'duplicated', label: 'Sent more than once' },
  { value: 'differing', label: 'Duplicates answered differently' },
  { value: 'rejected', label: 'Never answered 2xx' },
  { value: 'late', label: 'Late' },
];

/** Event by event: when it was sent and what was answered. Enter opens one. */
export function EventTable({ simulation }: { simulation: Simulation }) {
  const { id } = simulation;
  const [show, setShow] = useState<EventFilter>('all');
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [open, setOpen] = useState<SimulatedEvent | null>(null);
  const page = (at: number) =>
    query.simulator.events.queryOptions({
      input: { id, show, offset: at * PAGE, limit: PAGE },
      placeholderData: keepPreviousData,
    });
  const first = useQuery(page(0));
  const from = Math.floor(range.first / PAGE);
  const count = Math.floor(range.last / PAGE) - from + 1;
  const wanted = Array.from({ length: count }, (_, i) => from + i).filter((at) => at > 0);
  const more = useQueries({ queries: wanted.map(page) });
  const eventAt = (row: number): SimulatedEvent | undefined => {
    const at = Math.floor(row / PAGE);
    const data = at === 0 ? first.data : more[wanted.indexOf(at)]?.data;
    return data?.items[row % PAGE];
  };
  const cellAt = (row: number, column: number): GridCell => {
    const event = eventAt(row);
    const key = COLUMNS[column]?.key;
    return event === undefined || key === undefined ? undefined : rowOf(event)[key];
  };
  const toneAt = (row: number, column: number): GridTone => {
    const event = eventAt(row);
    if (event === undefined || (column !== 2 && column !== 3)) return undefined;
    return toneOf(event);
  };
  return (
    <div className="flex min-h-80 flex-1 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Field label="Show" hideLabel className="w-60">
          <Select value={show} onValueChange={setShow} options={FILTERS} />
        </Field>
        <span role="status" className="flex-1 text-muted tabular-nums">
          {first.data === undefined ? '' : formatPlural(first.data.total, 'event')}
        </span>
        <Menu
          trigger={
            <Button size="sm" icon={<Download size={14} />}>
              Save as
            </Button>
          }
          items={[
            { id: 'csv', label: 'CSV', onSelect: () => void saveEvents(simulation, 'csv') },
            { id: 'json', label: 'JSON', onSelect: () => void saveEvents(simulation, 'json') },
          ]}
        />
      </div>
      {first.error !== null && <Problem error={first.error} onRetry={() => void first.refetch()} />}
      <DataGrid
        label="Events"
        columns={COLUMNS.map(({ name, width, ...rest }) => ({
          name,
          width,
          type: 'type' in rest ? rest.type : undefined,
          align: 'align' in rest ? rest.align : undefined,
        }))}
        rowCount={first.data?.total ?? 0}
        cell={cellAt}
        tone={toneAt}
        onOpen={(row) => setOpen(eventAt(row) ?? null)}
        onRange={(a, b) => {
          if (a !== range.first || b !== range.last) setRange({ first: a, last: b });
        }}
        empty={show === 'all' ? 'Nothing sent.' : 'No event matches.'}
      />
      {open !== null && <EventDialog event={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

function toneOf({ sends, accepted, differs, copies }: SimulatedEvent): GridTone {
  if (sends.length === 0) return 'muted';
  if (!accepted || differs === 'status') return 'bad';
  if (differs === 'body') return 'warn';
  return copies > 1 ? 'good' : undefined;
}
