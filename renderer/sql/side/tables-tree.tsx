import { Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { Field, TextInput } from '../../ui/field.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { sqlName, type SchemaTables } from '../text/sql-completions.ts';
import { foundTables } from './found-tables.ts';

/** Schemas, tables and columns: looked for, dragged into the query, or put where the cursor is. */
export function TablesTree(props: {
  schemas: readonly SchemaTables[];
  /** Why they could not be read; null where they could. */
  error: unknown;
  onRetry: () => void;
  onInsert: (name: string) => void;
}) {
  const [typed, setTyped] = useState('');
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const found = foundTables(props.schemas, typed);
  const isSearching = typed.trim() !== '';
  return (
    <section>
      <h2 className="pb-1 font-semibold">Tables</h2>
      <Field label="Find a table or column" hideLabel className="pb-2">
        <span className="relative block">
          <Search size={14} className="absolute top-2 left-2 text-muted" aria-hidden />
          <TextInput
            className="pl-7"
            value={typed}
            onValueChange={setTyped}
            placeholder="Table or column"
          />
        </span>
      </Field>
      {props.error !== null && <Problem error={props.error} onRetry={props.onRetry} />}
      {isSearching && found.length === 0 && (
        <p className="text-sm text-muted">Nothing is called like this.</p>
      )}
      {found.map(({ schema, tables }) => (
        <div key={schema}>
          <h3 className="wire pt-1 text-sm text-muted">{schema === '' ? 'Backstitch' : schema}</h3>
          <ul>
            {tables.map((table) => {
              const whole =
                schema === '' ? sqlName(table.name) : `${schema}.${sqlName(table.name)}`;
              return (
                <Table
                  key={table.name}
                  name={table.name}
                  whole={whole}
                  columns={table.columns}
                  open={(isSearching && table.isByColumn) !== turned.has(whole)}
                  onTurn={() => {
                    const next = new Set(turned);
                    if (!next.delete(whole)) next.add(whole);
                    setTurned(next);
                  }}
                  onInsert={props.onInsert}
                />
              );
            })}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** What is dragged is the name as SQL takes it; the editor puts it where it is dropped. */
const dragged = (name: string) => ({
  draggable: true,
  onDragStart: (event: React.DragEvent): void => {
    event.dataTransfer.setData('text/plain', name);
    event.dataTransfer.effectAllowed = 'copy';
  },
});

function Table(props: {
  name: string;
  /** With its schema, as SQL takes it. */
  whole: string;
  columns: readonly string[];
  open: boolean;
  onTurn: () => void;
  onInsert: (name: string) => void;
}) {
  const { name, whole, columns, open, onInsert } = props;
  return (
    <li>
      <div className="group flex items-center gap-1">
        <button
          type="button"
          aria-expanded={open}
          className="wire min-w-0 flex-1 truncate rounded px-1 py-0.5 text-left hover:bg-hover"
          onClick={props.onTurn}
          {...dragged(whole)}
        >
          <span aria-hidden className="inline-block w-3 text-muted">
            {open ? '▾' : '▸'}
          </span>
          {name}
        </button>
        <IconButton
          size="sm"
          label={`Insert ${whole}`}
          icon={<Plus size={12} />}
          className="size-6 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
          onClick={() => onInsert(whole)}
        />
      </div>
      {open && (
        <ul className="pl-5">
          {columns.map((column) => (
            <li key={column}>
              <button
                type="button"
                className="wire max-w-full truncate rounded px-1 text-muted hover:bg-hover hover:text-ink"
                onClick={() => onInsert(sqlName(column))}
                {...dragged(sqlName(column))}
              >
                {column}
              </button>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
