import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import type { KeptQuery } from '../../../preload/contract/integrations/sql.ts';
import { api, query } from '../../api/client.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatDuration, formatPlural } from '../../ui/format.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Moment } from '../../ui/time/moment.tsx';
import { useKeptChart } from '../result/kept-charts.ts';
import type { SchemaTables } from '../text/sql-completions.ts';
import { readyQueries } from './ready-queries.ts';

/** A query that is chosen: its text, and the saved one it is. */
export interface Chosen {
  sql: string;
  saved: { id: number; name: string } | null;
}

/** Queries that come with Backstitch, those that were saved, and those that ran. */
export function KeptQueries(props: {
  tables: readonly SchemaTables[];
  onUse: (chosen: Chosen) => void;
}) {
  const cache = useQueryClient();
  const kept = useQuery({ ...query.sql.queries.queryOptions(), refetchOnMount: 'always' });
  const { keep } = useKeptChart(null);
  const remove = useMutation({
    mutationFn: (id: number) => api.sql.removeQuery({ id }),
    onSuccess: (_done, id) => {
      keep(id, null);
      return cache.invalidateQueries({ queryKey: query.sql.queries.key() });
    },
    onError: sayNot('Not deleted'),
  });
  const saved = kept.data?.filter((one) => one.saved) ?? [];
  const history = kept.data?.filter((one) => !one.saved) ?? [];
  return (
    <>
      <Part title="Ready">
        {readyQueries(props.tables).map(({ name, sql }) => (
          <li key={name}>
            <Choice name={name} sql={sql} onUse={() => props.onUse({ sql, saved: null })} />
          </li>
        ))}
      </Part>
      {saved.length > 0 && (
        <Part title="Saved">
          {saved.map(({ id, name, sql }) => (
            <li key={id} className="flex items-center gap-1">
              <Choice
                name={name}
                sql={sql}
                onUse={() => props.onUse({ sql, saved: { id, name } })}
              />
              <IconButton
                size="sm"
                label={`Delete ${name}`}
                icon={<Trash2 size={12} />}
                onClick={() => remove.mutate(id)}
              />
            </li>
          ))}
        </Part>
      )}
      {history.length > 0 && (
        <Part title="History">
          {history.map((one) => (
            <li key={one.id}>
              <Choice
                name={one.sql.replaceAll(/\s+/g, ' ')}
                sql={one.sql}
                wire
                onUse={() => props.onUse({ sql: one.sql, saved: null })}
              />
              <Ran of={one} />
            </li>
          ))}
        </Part>
      )}
    </>
  );
}

function Part(props: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={props.title}>
      <h2 className="pb-1 font-semibold">{props.title}</h2>
      <ul className="flex flex-col gap-0.5">{props.children}</ul>
    </section>
  );
}

/** When a query ran last, what it brought, and how long it took. */
function Ran({ of: { ranAt, ran } }: { of: KeptQuery }) {
  return (
    <p className="px-1 text-xs text-muted tabular-nums">
      <Moment at={ranAt} />
      {ran !== null &&
        ` · ${formatPlural(ran.rows, 'row')}${ran.cut ? '+' : ''} · ${formatDuration(ran.durationMs)}`}
    </p>
  );
}

function Choice(props: { name: string; sql: string; wire?: boolean; onUse: () => void }) {
  return (
    <button
      type="button"
      title={props.sql}
      className={`min-w-0 flex-1 truncate rounded px-1 py-0.5 text-left hover:bg-hover ${props.wire === true ? 'wire w-full' : ''}`}
      onClick={props.onUse}
    >
      {props.name}
    </button>
  );
}
