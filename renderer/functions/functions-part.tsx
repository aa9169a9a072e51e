import { useQuery } from '@tanstack/react-query';
import { FunctionSquare, Plus, Search, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { FunctionView } from '../../preload/contract/apps/functions.ts';
import { query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { runAsKind } from './run-as.ts';
import { FUNCTION_RUN_AS } from './function-draft.ts';
import { FunctionPage } from './function-page.tsx';
import { NewFunctionDialog } from './new-function-dialog.tsx';
import { TriggersSection } from './triggers-section.tsx';

/** Named functions of an app, or one of them. */
export function FunctionsPart({ app, item, tab }: PartProps) {
  const functions = useQuery(query.functions.list.queryOptions({ input: { appId: app.id } }));
  const [adding, setAdding] = useState(false);
  if (functions.isPending) return <Spinner label="Loading the functions" />;
  if (functions.data === undefined) {
    return (
      <div className="p-6">
        <Problem error={functions.error} onRetry={() => void functions.refetch()} />
      </div>
    );
  }
  const names = functions.data.map((fn) => fn.name);
  if (item !== null && names.includes(item)) {
    const taken = names.filter((name) => name !== item);
    return <FunctionPage key={item} app={app} name={item} taken={taken} tab={tab} />;
  }
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
      Add function
    </Button>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col px-6 py-5">
      {item !== null && (
        <p role="status" className="mb-4 rounded-lg bg-warn-soft px-3 py-2 break-words text-warn">
          No function <span className="wire">{item}</span> here. It was renamed or deleted.
        </p>
      )}
      {functions.data.length === 0 ? (
        <EmptyState
          icon={<FunctionSquare size={28} aria-hidden />}
          title="No functions yet"
          actions={add}
        >
          Webhooks, expressions, HTTPS endpoints and other functions call functions by name.
        </EmptyState>
      ) : (
        <FunctionList functions={functions.data} add={add} />
      )}
      <TriggersSection app={app} />
      {adding && <NewFunctionDialog app={app} taken={names} onClose={() => setAdding(false)} />}
    </div>
  );
}

function FunctionList(props: { functions: readonly FunctionView[]; add: React.ReactNode }) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const list = props.functions.filter((fn) => fn.name.toLowerCase().includes(wanted));
  return (
    <>
      <header className="flex flex-wrap items-end gap-3 pb-4">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold">Functions</h2>
          <p className="text-muted">
            Called by <span className="wire">context.functions.execute(&quot;name&quot;)</span>.
          </p>
        </div>
        <Field label="Search functions" hideLabel className="w-56">
          <span className="relative block">
            <Search size={14} className="absolute top-2 left-2 text-muted" aria-hidden />
            <TextInput
              className="pl-7"
              type="search"
              placeholder="Name"
              value={search}
              onValueChange={setSearch}
            />
          </span>
        </Field>
        {props.add}
      </header>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {list.map((fn) => (
          <li key={fn.name}>
            <FunctionRow fn={fn} />
          </li>
        ))}
        {list.length === 0 && <li className="p-6 text-center text-muted">No function matches.</li>}
      </ul>
    </>
  );
}

function FunctionRow({ fn }: { fn: FunctionView }) {
  const runAs = FUNCTION_RUN_AS[runAsKind({ ...fn, runAsUserIdScriptSource: '' })];
  return (
    <a
      href={formatRoute({ page: 'apps', appId: fn.appId, part: 'functions', item: fn.name })}
      className="flex items-center gap-3 px-3 py-2 hover:bg-hover"
    >
      <FunctionSquare size={16} className="shrink-0 text-muted" aria-hidden />
      <span className="wire min-w-0 flex-1 truncate font-medium">{fn.name}</span>
      {fn.problem !== null && (
        <Badge tone="bad" title={fn.problem}>
          <TriangleAlert size={12} aria-hidden /> Cannot run
        </Badge>
      )}
      {fn.private && <Badge tone="neutral">Private</Badge>}
      <span className="w-40 shrink-0 truncate text-sm text-muted">
        <span className="sr-only">runs as </span>
        {runAs}
      </span>
    </a>
  );
}
