import { useQuery } from '@tanstack/react-query';
import { Braces, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ValueView } from '../../preload/contract/apps/app-data.ts';
import { query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { SecretsSection } from './values/secrets-section.tsx';
import { ValueDialog } from './values/value-dialog.tsx';

/** Values and Secrets of an app. */
export function ValuesPart({ app }: PartProps) {
  const values = useQuery(query.values.list.queryOptions({ input: { appId: app.id } }));
  const [editing, setEditing] = useState<ValueView | 'new' | null>(null);
  const list = values.data ?? [];
  return (
    <div className="@container px-4 sm:px-6 py-5">
      <div className="grid grid-cols-1 gap-8 @3xl:grid-cols-2">
        <section className="flex min-w-0 flex-col gap-3">
          <header className="flex flex-wrap items-start gap-3">
            <div className="min-w-0 flex-1">
              <h2 className="text-lg font-semibold">Values</h2>
              <p className="text-muted">
                JSON that functions read with <span className="wire">context.values.get(name)</span>{' '}
                and expressions by <span className="wire">%%values.name</span>.
              </p>
            </div>
            <Button icon={<Plus size={14} />} onClick={() => setEditing('new')}>
              Add value
            </Button>
          </header>
          {values.isPending && <Spinner label="Loading the values" />}
          {values.error !== null && (
            <Problem error={values.error} onRetry={() => void values.refetch()} />
          )}
          {values.data !== undefined && list.length === 0 && (
            <p className="rounded-lg border border-dashed border-line-strong/60 px-4 py-6 text-center text-muted">
              No values yet. Use them for what differs between environments, or should not be in the
              code.
            </p>
          )}
          {list.length > 0 && (
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {list.map((value) => (
                <li key={value.name}>
                  <ValueRow value={value} onOpen={() => setEditing(value)} />
                </li>
              ))}
            </ul>
          )}
        </section>
        <SecretsSection app={app} />
      </div>
      {editing !== null && (
        <ValueDialog
          appId={app.id}
          value={editing === 'new' ? null : editing}
          taken={list.map((one) => one.name)}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

function ValueRow({ value, onOpen }: { value: ValueView; onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full items-center gap-3 px-3 py-2 text-left hover:bg-hover"
    >
      <Braces size={14} className="shrink-0 text-muted" aria-hidden />
      <span className="w-40 shrink-0 truncate font-medium">{value.name}</span>
      {value.fromSecret && <Badge tone="info">Secret</Badge>}
      <span className="wire min-w-0 flex-1 truncate text-muted">
        {value.value.replaceAll(/\s+/g, ' ')}
      </span>
    </button>
  );
}
