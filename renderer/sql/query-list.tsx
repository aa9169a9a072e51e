import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { api, query } from '../api/client.ts';
import { IconButton } from '../ui/button.tsx';
import { type Ready, readyQueries } from './ready-queries.ts';
import { sqlName, type SchemaTables } from './sql-completions.ts';

/** Beside the editor: tables with their columns, ready and saved queries, and what was run. */
export function QueryList(props: {
  tables: readonly SchemaTables[];
  onUse: (sql: string) => void;
  onInsert: (name: string) => void;
}) {
  const cache = useQueryClient();
  const kept = useQuery(query.sql.queries.queryOptions());
  const remove = useMutation({
    mutationFn: (id: number) => api.sql.removeQuery({ id }),
    onSuccess: () => cache.invalidateQueries({ queryKey: query.sql.queries.key() }),
  });
  const saved = kept.data?.filter((one) => one.saved) ?? [];
  const history = kept.data?.filter((one) => !one.saved) ?? [];
  return (
    <aside
      aria-label="Tables and queries"
      className="relative flex w-64 shrink-0 flex-col gap-4 overflow-auto border-r border-line p-3 max-md:max-h-40 max-md:w-full max-md:border-r-0 max-md:border-b"
    >
      <section>
        <h2 className="pb-1 font-semibold">Tables</h2>
        {props.tables.map(({ schema, tables }) => (
          <div key={schema}>
            <h3 className="wire pt-1 text-sm text-muted">
              {schema === '' ? 'Backstitch' : schema}
            </h3>
            {tables.map((table) => (
              <details key={table.name}>
                <summary className="wire cursor-default truncate py-0.5 hover:text-accent-ink">
                  {table.name}
                </summary>
                <ul className="pl-4">
                  {table.columns.map((column) => (
                    <li key={column}>
                      <button
                        type="button"
                        className="wire max-w-full truncate text-muted hover:text-ink"
                        onClick={() => props.onInsert(sqlName(column))}
                      >
                        {column}
                      </button>
                    </li>
                  ))}
                </ul>
              </details>
            ))}
          </div>
        ))}
      </section>
      <Queries title="Ready" items={readyQueries(props.tables)} onUse={props.onUse} />
      {saved.length > 0 && (
        <section>
          <h2 className="pb-1 font-semibold">Saved</h2>
          <ul>
            {saved.map((one) => (
              <li key={one.id} className="flex items-center gap-1">
                <QueryButton name={one.name} sql={one.sql} onUse={props.onUse} />
                <IconButton
                  size="sm"
                  label={`Delete ${one.name}`}
                  icon={<Trash2 size={12} />}
                  onClick={() => remove.mutate(one.id)}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Queries
        title="History"
        items={history.map(({ sql }) => ({ name: sql, sql }))}
        onUse={props.onUse}
      />
    </aside>
  );
}

function Queries(props: { title: string; items: readonly Ready[]; onUse: (sql: string) => void }) {
  if (props.items.length === 0) return null;
  return (
    <section>
      <h2 className="pb-1 font-semibold">{props.title}</h2>
      <ul>
        {props.items.map(({ name, sql }) => (
          <li key={name + sql}>
            <QueryButton name={name} sql={sql} onUse={props.onUse} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function QueryButton(props: Ready & { onUse: (sql: string) => void }) {
  return (
    <button
      type="button"
      title={props.sql}
      className="w-full truncate rounded px-1 py-0.5 text-left hover:bg-hover"
      onClick={() => props.onUse(props.sql)}
    >
      {props.name}
    </button>
  );
}
