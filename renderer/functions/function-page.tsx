import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, Trash2 } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { FunctionWhole } from '../../preload/contract/functions.ts';
import { api, query } from '../api/client.ts';
import { jsonProblem } from '../apps/json-problem.ts';
import { sayNot } from '../apps/use-apps.ts';
import { useGuard } from '../shell/unsaved.ts';
import { RunList } from '../runs/runs-part.tsx';
import { formatRoute, navigate } from '../shell/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { Spinner } from '../ui/spinner.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { toast } from '../ui/toast.tsx';
import { functionDraftOf } from './function-draft.ts';
import { FunctionSettings } from './function-settings.tsx';
import { FunctionWorkbench } from './function-workbench.tsx';

/** One named function, fetched whole. */
export function FunctionPage({ app, name }: { app: AppSummary; name: string }) {
  const fn = useQuery(query.functions.get.queryOptions({ input: { appId: app.id, name } }));
  if (fn.isPending) return <Spinner label="Loading the function" />;
  if (fn.error !== null) {
    return (
      <div className="p-6">
        <Problem error={fn.error} onRetry={() => void fn.refetch()} />
      </div>
    );
  }
  return <Editor app={app} fn={fn.data} />;
}

function Editor({ app, fn }: { app: AppSummary; fn: FunctionWhole }) {
  const [tab, setTab] = useState<'code' | 'settings' | 'runs'>('code');
  const [base, setBase] = useState(fn);
  const [draft, setDraft] = useState(() => functionDraftOf(fn));
  const [removing, setRemoving] = useState(false);
  const cache = useQueryClient();
  const endpoints = useQuery(query.webhooks.endpoints.queryOptions({ input: { appId: app.id } }));
  const dirty = JSON.stringify(draft) !== JSON.stringify(functionDraftOf(base));
  useGuard(dirty ? base.name : null);
  const load = (next: FunctionWhole): void => {
    setBase(next);
    setDraft(functionDraftOf(next));
  };
  if (!dirty && base.revision !== fn.revision) load(fn);
  const list = (): void => navigate({ page: 'apps', appId: app.id, part: 'functions', item: null });

  const save = useMutation({
    mutationFn: (revision: string | null) =>
      api.functions.save({ appId: app.id, function: draft, oldName: base.name, revision }),
    onSuccess: async (saved) => {
      const renamed = saved.name !== base.name;
      const input = { appId: app.id, name: saved.name };
      cache.setQueryData(query.functions.get.queryKey({ input }), saved);
      load(saved);
      toast({ title: `${saved.name} is saved`, tone: 'good' });
      await cache.invalidateQueries({ queryKey: query.functions.key() });
      if (renamed) {
        navigate(
          { page: 'apps', appId: app.id, part: 'functions', item: saved.name },
          { replace: true },
        );
      }
    },
  });
  const remove = useMutation({
    mutationFn: () => api.functions.remove({ appId: app.id, name: base.name }),
    onSuccess: async () => {
      list();
      await cache.invalidateQueries({ queryKey: query.functions.key() });
    },
    onError: sayNot('Not deleted'),
  });
  const blocked = !dirty || jsonProblem(draft.canEvaluate, 'any') !== null || save.isPending;
  const submit = useEffectEvent(() => {
    if (!blocked) save.mutate(base.revision);
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      submit();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const changed = save.error !== null && readProblem(save.error).code === 'APP_CHANGED';
  const own = endpoints.data?.find((endpoint) => endpoint.functionName === base.name);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 flex-wrap items-center gap-3 px-4 py-3">
        <a
          href={formatRoute({ page: 'apps', appId: app.id, part: 'functions', item: null })}
          className="flex items-center gap-1 text-muted hover:text-ink"
        >
          <ArrowLeft size={14} aria-hidden /> Functions
        </a>
        <h2 className="wire min-w-0 truncate text-lg font-semibold">{base.name}</h2>
        {dirty && <Badge tone="warn">Not saved</Badge>}
        <span className="flex-1" />
        <Button disabled={!dirty} onClick={() => load(fn)}>
          Discard
        </Button>
        <Button variant="primary" disabled={blocked} onClick={() => save.mutate(base.revision)}>
          Save
        </Button>
        <Button variant="ghost" icon={<Trash2 size={14} />} onClick={() => setRemoving(true)}>
          Delete
        </Button>
      </header>
      <div className="flex shrink-0 flex-col gap-2 px-4">
        {base.problem !== null && <p className="text-bad">{base.problem}</p>}
        {save.error !== null && <Problem error={save.error} />}
        {(changed || (dirty && base.revision !== fn.revision)) && (
          <div
            role="alert"
            className="flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-warn"
          >
            <span className="min-w-0 flex-1">
              It was changed meanwhile, in another window or in its folder.
            </span>
            <Button size="sm" onClick={() => load(fn)}>
              Load the new version
            </Button>
            <Button size="sm" onClick={() => save.mutate(null)}>
              Keep mine and overwrite
            </Button>
          </div>
        )}
      </div>
      <Tabs
        label="Parts of the function"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'code', label: 'Function' },
          { id: 'settings', label: 'Settings' },
          { id: 'runs', label: 'Runs' },
        ]}
      >
        {tab === 'code' && (
          <FunctionWorkbench
            app={app}
            of={{ kind: 'function', name: base.name }}
            serviceType={own === undefined ? '' : 'http'}
            endpointId={own?.endpointId ?? ''}
            source={draft.source}
            onChange={(source) => setDraft({ ...draft, source })}
          />
        )}
        {tab === 'settings' && (
          <FunctionSettings app={app} fn={base} draft={draft} onChange={setDraft} />
        )}
        {tab === 'runs' && (
          <div className="min-h-0 flex-1 overflow-auto">
            <RunList appId={app.id} name={base.name} />
          </div>
        )}
      </Tabs>
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Delete ${base.name}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          // A failure is said by the mutation itself.
          await remove.mutateAsync().catch(() => undefined);
        }}
      >
        What calls it fails from now on. Its runs stay with their captures.
      </ConfirmDialog>
    </div>
  );
}
