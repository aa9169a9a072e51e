import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ColumnStats } from '../../preload/contract/integrations/rows.ts';
import { api, query } from '../api/client.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field, Select } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { Reading } from './reading.tsx';
import { jsonSchemaOf, typeScriptOf } from './type-text.ts';
import type { PartProps } from './use-integrations.ts';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const MAX_KINDS = 50;

/** The columns: types, where they came from, how full they are, and types for one's own code. */
export function SchemaPart({ integration }: PartProps) {
  const { id, schema, name } = integration;
  const columns = useQuery(query.integrations.columns.queryOptions({ input: { id } }));
  return (
    <Reading of={columns} label="Reading the columns">
      {(data) => <Schema schema={schema} name={name} data={data} />}
    </Reading>
  );
}

function Schema(props: {
  schema: string;
  name: string;
  data: { rows: number; columns: readonly ColumnStats[] };
}) {
  const { schema, name, data } = props;
  const { rows } = data;
  const payload = data.columns.filter(({ base }) => base !== null);
  if (payload.length === 0) {
    return (
      <EmptyState title="No columns yet">
        The first event creates them: one per top-level field.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-5 p-4">
      <Types schema={schema} name={name} columns={payload} rows={rows} />
      <Changes columns={payload} />
      <section aria-label="Columns">
        <h2 className="pb-2 text-lg font-semibold">Columns</h2>
        <div className="overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full text-left">
            <thead className="border-b border-line text-sm text-muted">
              <tr>
                {['Column', 'Type', 'NULL', 'First seen', 'Samples'].map((head) => (
                  <th key={head} scope="col" className="px-3 py-2 font-medium">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {payload.map((column) => (
                <ColumnRow key={column.name} column={column} rows={rows} />
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </div>
  );
}

function ColumnRow({ column, rows }: { column: ColumnStats; rows: number }) {
  const share = rows === 0 ? 0 : ((rows - column.filled) / rows) * 100;
  return (
    <tr>
      <td className="wire px-3 py-2 break-all">{column.name}</td>
      <td className="px-3 py-2 whitespace-nowrap">
        {column.type} {column.isSplit && <Badge tone="warn">split</Badge>}
      </td>
      <td className="px-3 py-2 text-muted tabular-nums">{Math.round(share)} %</td>
      <td className="px-3 py-2 whitespace-nowrap">
        <FirstSeen column={column} />
      </td>
      <td className="wire max-w-md truncate px-3 py-2 text-muted" title={column.samples.join('\n')}>
        {column.samples.join(' · ')}
      </td>
    </tr>
  );
}

function FirstSeen({ column }: { column: ColumnStats }) {
  const at = column.createdAt === null ? '' : <Moment at={column.createdAt} />;
  if (column.firstCapture === null) return <>{at}</>;
  return (
    <a
      className="text-accent-ink underline"
      href={formatRoute({ page: 'captures', id: column.firstCapture })}
    >
      {at}
    </a>
  );
}

/** What changed after the first event, newest first. */
function Changes({ columns }: { columns: readonly ColumnStats[] }) {
  const first = columns.map(({ createdAt }) => createdAt ?? '').toSorted()[0];
  const later = columns
    .filter(({ createdAt }) => createdAt !== null && createdAt !== first)
    .toSorted((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''))
    .slice(0, 30);
  if (later.length === 0) return null;
  return (
    <section aria-label="Changes">
      <h2 className="pb-2 text-lg font-semibold">Changes</h2>
      <ul className="flex flex-col gap-1">
        {later.map((column) => (
          <li key={column.name}>
            {column.isSplit ? (
              <>
                Field <span className="wire">{column.base}</span> also became{' '}
                <strong>{column.type}</strong>, in column{' '}
                <span className="wire">{column.name}</span>,{' '}
              </>
            ) : (
              <>
                New field <span className="wire">{column.name}</span> ({column.type}),{' '}
              </>
            )}
            <FirstSeen column={column} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** JSON Schema and TypeScript, of all events or of each kind. */
function Types(props: {
  schema: string;
  name: string;
  columns: readonly ColumnStats[];
  rows: number;
}) {
  const candidates = props.columns.filter(
    ({ type, filled, isSplit }) => type === 'string' && filled > 0 && !isSplit,
  );
  const usual = candidates.find(({ name }) => /^(event|type|action|topic|kind)/.test(name));
  const [kind, setKind] = useState(usual?.name ?? '');
  const kinds = useQuery({
    queryKey: ['kinds', props.schema, kind, props.rows],
    enabled: kind !== '',
    queryFn: () => {
      const counts = props.columns.slice(0, 1000).map(({ name }) => `count(${quoted(name)})`);
      return api.sql.run({
        sql: `SELECT ${quoted(kind)}, count(*), ${counts.join(', ')} FROM ${props.schema}.data
               WHERE ${quoted(kind)} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT ${MAX_KINDS}`,
        schema: props.schema,
        keep: false,
      });
    },
  });
  const groups =
    kind === ''
      ? [{ name: props.name, rows: props.rows, columns: props.columns }]
      : (kinds.data?.rows ?? []).map(([value, rows, ...filled]) => ({
          name: String(value),
          rows: Number(rows),
          columns: props.columns.map((column, i) => ({
            ...column,
            filled: Number(filled[i] ?? 0),
          })),
        }));
  return (
    <section aria-label="Types" className="flex flex-wrap items-end gap-3">
      <Field label="Types for each" className="flex w-56 flex-col gap-1">
        <Select
          value={kind}
          onValueChange={setKind}
          options={[
            { value: '', label: 'All events as one' },
            ...candidates.map(({ name }) => ({ value: name, label: `value of ${name}` })),
          ]}
        />
      </Field>
      <CopyButton
        size="md"
        label="Copy as TypeScript"
        text={`Copy ${groups.length === 1 ? 'as TypeScript' : `${groups.length} TypeScript types`}`}
        getText={() =>
          groups.map((group) => typeScriptOf(group.name, group.columns, group.rows)).join('\n')
        }
      />
      <CopyButton
        size="md"
        label="Copy as JSON Schema"
        text="Copy as JSON Schema"
        getText={() => {
          const all = groups.map((one) => jsonSchemaOf(one.name, one.columns, one.rows));
          return all.length === 1 ? (all[0] ?? '') : `[${all.join(',\n')}]`;
        }}
      />
      {kinds.error !== null && <Problem error={kinds.error} />}
    </section>
  );
}
