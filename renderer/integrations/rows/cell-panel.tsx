import { useQuery } from '@tanstack/react-query';
import { RotateCw, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Cell, TableColumn } from '../../../preload/contract/integrations/rows.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { formatRoute } from '../../navigation/route.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { JsonOutline } from '../../wire/json/json-outline.tsx';
import { readOutline } from '../../wire/json/outline.ts';
import { isWhole } from './column-entries.tsx';
import type { PlacedCell } from './row-entries.tsx';
import { columnWords } from './table-look.ts';

/** A value beside its table, as a tree where it is JSON, with the rest of its row. */
export function CellPanel(props: {
  cell: PlacedCell;
  /** The row as the list has it, in the order of the columns that are shown. */
  row: readonly { column: TableColumn; value: Cell }[];
  /** Digits; null in views without one. */
  sequence: string | null;
  reloading: boolean;
  onReload: (id: CaptureId) => void;
  onClose: () => void;
}) {
  const { integration, table, column, value, captureId } = props.cell;
  const [tab, setTab] = useState<'value' | 'row'>('value');
  const isCut = !isWhole(value) && props.sequence !== null;
  const whole = useQuery({
    ...query.integrations.cell.queryOptions({
      input: { id: integration.id, table, column: column.name, sequence: props.sequence ?? '0' },
    }),
    enabled: isCut,
  });
  const full = whole.data === undefined ? value : whole.data.value;
  return (
    <section aria-label="The value and its row" className="flex min-h-0 flex-1 flex-col bg-surface">
      <header className="flex items-start gap-2 border-b border-line px-3 py-2">
        <div className="min-w-0 flex-1">
          <h2 className="wire truncate font-semibold" title={column.name}>
            {column.name}
          </h2>
          <p className="text-sm text-muted">{columnWords(column)}</p>
        </div>
        <CopyButton
          label="Copy the value"
          text="Copy"
          getText={async () => {
            const isKnown = !isCut || whole.data !== undefined;
            const text = isKnown ? full : (await whole.refetch()).data?.value;
            return String(text ?? '');
          }}
        />
        <IconButton label="Close" size="sm" icon={<X size={14} />} onClick={props.onClose} />
      </header>
      {captureId !== null && (
        <div className="flex flex-wrap items-center gap-3 border-b border-line px-3 py-1.5">
          <a
            className="text-accent-ink underline"
            href={formatRoute({ page: 'captures', id: captureId })}
          >
            Open its capture
          </a>
          <span className="flex-1" />
          <Button
            size="sm"
            icon={<RotateCw size={14} />}
            disabled={props.reloading}
            onClick={() => props.onReload(captureId)}
          >
            Load it again
          </Button>
        </div>
      )}
      <Tabs
        label="Shown beside the rows"
        tabs={[
          { id: 'value', label: 'Value' },
          { id: 'row', label: 'Row' },
        ]}
        value={tab}
        onChange={setTab}
      >
        <div className="flex min-h-0 flex-1 flex-col overflow-auto">
          {tab === 'row' && <JsonOutline label="The row" value={rowValue(props.row)} />}
          {tab === 'value' && whole.error !== null && <Problem error={whole.error} />}
          {tab === 'value' && isCut && whole.isPending && <Spinner label="Reading the value" />}
          {tab === 'value' && <Value value={full} type={column.type} />}
        </div>
      </Tabs>
    </section>
  );
}

function Value({ value, type }: { value: Cell; type: string }) {
  const json = useMemo(
    () => (type === 'json' && typeof value === 'string' ? readOutline(value) : undefined),
    [type, value],
  );
  if (json !== undefined) return <JsonOutline label="The value" value={json.value} />;
  return (
    // What is cut off or no JSON is shown as it is.
    <pre
      aria-label="The value"
      // Long values scroll; the keys reach them.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="wire min-h-0 flex-1 overflow-auto p-3 break-words whitespace-pre-wrap outline-offset-[-2px]"
    >
      {value === null ? <span className="text-muted italic">NULL</span> : String(value)}
    </pre>
  );
}

/** A row as one value: JSON in it is read, what is NULL is left out. */
function rowValue(row: readonly { column: TableColumn; value: Cell }[]): Record<string, unknown> {
  const entries = row
    .filter(({ value }) => value !== null)
    .map(({ column, value }) => {
      const json =
        column.type === 'json' && typeof value === 'string' ? readOutline(value) : undefined;
      return [column.name, json === undefined ? value : json.value] as const;
    });
  return Object.fromEntries(entries);
}
