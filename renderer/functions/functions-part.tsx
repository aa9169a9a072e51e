import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FunctionSquare, Plus, Search, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { FunctionView } from '../../preload/contract/functions.ts';
import { api, query } from '../api/client.ts';
import type { PartProps } from '../apps/apps-page.tsx';
import { formatRoute, navigate } from '../shell/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { RUN_AS_WORDS, runAsKind } from '../webhooks/webhook-draft.ts';
import { emptyFunction } from './function-draft.ts';
import { FunctionPage } from './function-page.tsx';

/** Named functions of an app, or one of them. */
export function FunctionsPart({ app, item }: PartProps) {
  const functions = useQuery(query.functions.list.queryOptions({ input: { appId: app.id } }));
  const [adding, setAdding] = useState(false);
  const [search, setSearch] = useState('');
  if (functions.isPending) return <Spinner label="Loading the functions" />;
  if (functions.error !== null) {
    return (
      <div className="p-6">
        <Problem error={functions.error} onRetry={() => void functions.refetch()} />
      </div>
    );
  }
  const opened = functions.data.find((fn) => fn.name === item);
  if (opened !== undefined) return <FunctionPage key={opened.name} app={app} name={opened.name} />;
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
      Add function
    </Button>
  );
  const list = functions.data.filter((fn) => fn.name.toLowerCase().includes(search.toLowerCase()));
  return (
    <div className="flex min-h-0 flex-1 flex-col px-6 py-5">
      {functions.data.length === 0 ? (
        <EmptyState
          icon={<FunctionSquare size={28} aria-hidden />}
          title="No functions yet"
          actions={add}
        >
          Named functions are called by webhooks, by each other, by expressions and by HTTPS
          endpoints.
        </EmptyState>
      ) : (
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
            {add}
          </header>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {list.map((fn) => (
              <li key={fn.name}>
                <FunctionRow fn={fn} />
              </li>
            ))}
            {list.length === 0 && <li className="p-6 text-center text-muted">None is found.</li>}
          </ul>
        </>
      )}
      {adding && (
        <NewFunctionDialog
          app={app}
          taken={functions.data.map((fn) => fn.name)}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  );
}

function FunctionRow({ fn }: { fn: FunctionView }) {
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
      <span className="w-44 shrink-0 truncate text-sm text-muted">
        {runAsKind({ ...fn, runAsUserIdScriptSource: '' }) === 'default'
          ? 'As its caller'
          : RUN_AS_WORDS[runAsKind({ ...fn, runAsUserIdScriptSource: '' })]}
      </span>
    </a>
  );
}

function NewFunctionDialog(props: {
  app: PartProps['app'];
  taken: readonly string[];
  onClose: () => void;
}) {
  const { app, taken, onClose } = props;
  const [name, setName] = useState('');
  const cache = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      api.functions.save({
        appId: app.id,
        function: emptyFunction(name),
        oldName: '',
        revision: null,
      }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: query.functions.key() });
      onClose();
      navigate({ page: 'apps', appId: app.id, part: 'functions', item: name });
    },
  });
  const problem = taken.includes(name)
    ? 'There is a function of this name already.'
    : name === '' || /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/.test(name)
      ? undefined
      : 'Letters, digits, _ and -; / puts it into a folder.';
  const blocked = name === '' || problem !== undefined || create.isPending;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a function"
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={blocked} onClick={() => create.mutate()}>
            Add
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!blocked) create.mutate();
        }}
      >
        {create.error !== null && <Problem error={create.error} />}
        <Field label="Name" help="A / puts it into a folder: orders/price." error={problem}>
          <TextInput mono value={name} onValueChange={setName} />
        </Field>
      </form>
    </Dialog>
  );
}
