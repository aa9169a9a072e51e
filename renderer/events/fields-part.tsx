import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type {
  EventChange,
  EventField,
  EventTypeDetail,
} from '../../preload/contract/captures/event-types.ts';
import { query } from '../api/client.ts';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { kindsWords } from '../wire/drift-words.ts';
import { shareWords, typeWords } from './event-words.ts';

const HEADS = ['Field', 'Type', 'There', 'Values', 'Since'] as const;

/** The places in the bodies of a type, as a tree. */
export function FieldsPart({ type }: { type: EventTypeDetail }) {
  const [search, setSearch] = useState('');
  const { fields, samples } = type;
  const found = useQuery({
    ...query.events.changes.queryOptions({ input: { typeId: type.id, limit: 1000 } }),
    enabled: type.open > 0,
  });
  const open = Map.groupBy(
    (found.data?.items ?? []).filter(({ state }) => state === 'open'),
    ({ path }) => path,
  );
  if (fields.length === 0) {
    return (
      <EmptyState title={samples === 0 ? 'No body to learn from' : 'No fields'}>
        {samples === 0
          ? 'Fields come from JSON and forms that verified senders sent. Bodies with a bad signature count, but teach nothing.'
          : 'The bodies hold nothing but a value.'}
      </EmptyState>
    );
  }
  const wanted = search.trim().toLowerCase();
  const shown = fields.filter(({ path }) => path.toLowerCase().includes(wanted));
  return (
    <div className="flex flex-col gap-3 px-4 py-4 sm:px-6">
      <div className="flex flex-wrap items-center gap-3">
        <Field label="Find a field" hideLabel className="w-64 max-w-full">
          <TextInput
            type="search"
            value={search}
            placeholder="Find a field"
            onValueChange={setSearch}
          />
        </Field>
        <p className="text-muted">
          From {samples === 1 ? 'one capture' : `${samples} captures`}
          {samples < 20 && ': too few to be sure of what is required'}
        </p>
      </div>
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
        <table className="w-full text-left">
          <thead className="border-b border-line text-sm text-muted">
            <tr>
              {HEADS.map((head) => (
                <th key={head} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {shown.map((field) => (
              <FieldRow
                key={field.path}
                field={field}
                flat={wanted !== ''}
                changes={open.get(field.path) ?? NONE}
              />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length === 0 && <p className="text-muted">No field like that.</p>}
    </div>
  );
}

const NONE: readonly EventChange[] = [];

function FieldRow(props: {
  field: EventField;
  flat: boolean;
  /** Those that nobody judged yet. */
  changes: readonly EventChange[];
}) {
  const { field, flat, changes } = props;
  const { path, name, depth, share, nulls, seen } = field;
  const isItem = name === '[]' || name === '*';
  return (
    <tr>
      <td className="px-3 py-1.5" title={path}>
        <span
          className="wire block max-w-md truncate"
          style={flat ? undefined : { paddingLeft: `${Math.min(depth, 12) * 1.1}rem` }}
        >
          {flat ? (
            path
          ) : isItem ? (
            <span className="text-muted">{name === '*' ? 'each key' : 'each item'}</span>
          ) : (
            name
          )}
        </span>
      </td>
      <td className="px-3 py-1.5 whitespace-nowrap">
        <span className="flex items-center gap-2">
          {typeWords(field)}
          {changes.map(({ id, kind, was, now, breaking }) => (
            <Badge key={id} tone={breaking ? 'bad' : 'info'} title={`${was} → ${now}`}>
              Δ {kindsWords([kind])}
            </Badge>
          ))}
          {field.format !== null && <Badge tone="neutral">{field.format}</Badge>}
          {field.isEnum && <Badge tone="neutral">few values</Badge>}
          {field.volatile && (
            <Badge tone="neutral" title="Nearly every capture has another value">
              differs
            </Badge>
          )}
          {field.unsafe && (
            <Badge tone="warn" title="Integers beyond 2^53: JSON.parse rounds them">
              too big for JavaScript
            </Badge>
          )}
        </span>
      </td>
      <td className="px-3 py-1.5 whitespace-nowrap tabular-nums">
        {isItem ? (
          <span className="text-muted">{seen} seen</span>
        ) : (
          <span className={share < 1 ? 'text-muted' : undefined}>{shareWords(share)}</span>
        )}
        {nulls > 0 && nulls < seen && (
          <span className="text-muted"> · null {shareWords(nulls / seen)}</span>
        )}
      </td>
      <td className="wire max-w-sm truncate px-3 py-1.5 text-muted" title={valuesTitle(field)}>
        {field.values
          .slice(0, 6)
          .map(({ value }) => value)
          .join(' · ')}
      </td>
      <td className="px-3 py-1.5 whitespace-nowrap text-muted">
        <Moment at={field.since} />
      </td>
    </tr>
  );
}

const valuesTitle = ({ values }: EventField): string =>
  values.map(({ value, count }) => `${value} (${count})`).join('\n');
