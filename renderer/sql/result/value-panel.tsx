import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { QueryResult } from '../../../preload/contract/integrations/sql.ts';
import { IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { JsonOutline } from '../../wire/json/json-outline.tsx';
import { readOutline } from '../../wire/json/outline.ts';

type Value = QueryResult['rows'][number][number];

/** One value of a result beside its rows, as a tree where it is JSON, with the rest of its row. */
export function ValuePanel(props: {
  result: QueryResult;
  row: readonly Value[];
  column: number;
  onClose: () => void;
}) {
  const { result, row, column } = props;
  const [tab, setTab] = useState<'value' | 'row'>('value');
  const value = row[column] ?? null;
  const type = result.types[column]?.toLowerCase();
  return (
    <section aria-label="The value and its row" className="flex min-h-0 flex-1 flex-col bg-surface">
      <header className="flex items-start gap-2 border-b border-line px-3 py-2">
        <div className="min-w-0 flex-1">
          <h2 className="wire truncate font-semibold" title={result.columns[column]}>
            {result.columns[column]}
          </h2>
          {type !== undefined && <p className="text-sm text-muted">{type}</p>}
        </div>
        <CopyButton label="Copy the value" text="Copy" getText={() => String(value ?? '')} />
        <IconButton label="Close" size="sm" icon={<X size={14} />} onClick={props.onClose} />
      </header>
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
          {tab === 'row' ? (
            <JsonOutline label="The row" value={rowValue(result.columns, row)} />
          ) : (
            <OneValue value={value} />
          )}
        </div>
      </Tabs>
    </section>
  );
}

function OneValue({ value }: { value: Value }) {
  const json = useMemo(() => structureOf(value), [value]);
  if (json !== undefined) return <JsonOutline label="The value" value={json} />;
  return (
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

/** An object or an array that stands in a text; SQLite has no type of its own for them. */
function structureOf(value: Value): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
  return readOutline(value)?.value;
}

/** A row as one value. A name that comes twice, as two tables have it, is told by its place. */
function rowValue(columns: readonly string[], row: readonly Value[]): Record<string, unknown> {
  const entries = columns.map((name, at) => {
    const value = row[at] ?? null;
    const isAgain = columns.indexOf(name) !== at;
    return [isAgain ? `${name} (${at + 1})` : name, structureOf(value) ?? value] as const;
  });
  return Object.fromEntries(entries);
}
