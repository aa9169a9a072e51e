import { FunctionSquare, Search, TriangleAlert } from 'lucide-react';
import { type ReactNode, useDeferredValue, useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { FunctionView } from '../../preload/contract/apps/functions.ts';
import { formatRoute } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { FUNCTION_RUN_AS } from './function-draft.ts';
import { runAsKind } from './run-as.ts';
import { SourceHits } from './source-hits.tsx';

/** Named functions, found by their name; and every line of any function, found by its text. */
export function FunctionList(props: {
  app: AppSummary;
  functions: readonly FunctionView[];
  add: ReactNode;
}) {
  const [search, setSearch] = useState('');
  const wanted = search.trim();
  const asked = useDeferredValue(wanted);
  const list = props.functions.filter(({ name }) =>
    name.toLowerCase().includes(wanted.toLowerCase()),
  );
  return (
    <>
      <header className="flex flex-wrap items-end gap-3 pb-4">
        <div className="min-w-60 flex-1">
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
              placeholder="Name or code"
              maxLength={200}
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
        {list.length === 0 && (
          <li className="p-6 text-center text-muted">No function has this name.</li>
        )}
      </ul>
      {asked.length > 1 && <SourceHits app={props.app} text={asked} />}
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
      <span className="w-40 shrink-0 truncate text-sm text-muted max-sm:w-auto max-sm:max-w-24">
        <span className="sr-only">runs as </span>
        {runAs}
      </span>
    </a>
  );
}
