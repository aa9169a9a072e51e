import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { FunctionWhole } from '../../preload/contract/apps/functions.ts';
import { query } from '../api/client.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { RunList } from '../runs/run-list.tsx';
import { formatRoute, navigate } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { formatMinute } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Tabs } from '../ui/tabs.tsx';
import type { FunctionDraft } from './function-draft.ts';
import { FunctionSettings } from './function-settings.tsx';
import { WorkbenchPart } from './workbench-part.ts';
import { sourceWords } from './source-words.ts';
import { useFunctionEditing } from './use-function-editing.ts';

interface PageProps {
  app: AppSummary;
  /** Names of the other functions. */
  taken: readonly string[];
  /** What the address asks for. */
  tab?: string | undefined;
}

const TABS = ['code', 'settings', 'runs'] as const;

/** One named function, fetched whole. */
export function FunctionPage(props: PageProps & { name: string }) {
  const input = { appId: props.app.id, name: props.name };
  // Renamed, it stays as it was until it is there under its new name.
  const fn = useQuery({
    ...query.functions.get.queryOptions({ input }),
    placeholderData: (before) => before,
  });
  if (fn.isPending) return <Spinner label="Loading the function" />;
  // While a function is renamed or deleted elsewhere, its editor stays with what was typed.
  if (fn.data === undefined) {
    return (
      <div className="p-6">
        <Problem error={fn.error} onRetry={() => void fn.refetch()} />
      </div>
    );
  }
  return <Editor {...props} fn={fn.data} />;
}

type Editing = ReturnType<typeof useFunctionEditing>;

function Editor({ app, taken, fn, ...props }: PageProps & { fn: FunctionWhole }) {
  const tab = TABS.find((one) => one === props.tab) ?? 'code';
  const editing = useFunctionEditing(app, fn, taken);
  const { base, draft, problems } = editing;
  const endpoints = useQuery(query.webhooks.endpoints.queryOptions({ input: { appId: app.id } }));
  const own = endpoints.data?.find((endpoint) => endpoint.functionName === base.name);
  const wrong = Object.keys(problems).length;
  if (!editing.kept.isRead) return <Spinner label="Loading the function" />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Header app={app} editing={editing} />
      <div className="flex shrink-0 flex-col gap-2 px-4 pb-2 empty:hidden">
        {base.problem !== null && <p className="text-bad">{base.problem}</p>}
        {editing.error !== null && <Problem error={editing.error} />}
        <DraftBar
          draft={editing.kept}
          words={sourceWords<FunctionDraft>()}
          onSave={editing.save}
          canSave={!editing.blocked}
        />
      </div>
      <Tabs
        label="Parts of the function"
        value={tab}
        onChange={(next) =>
          navigate(
            { page: 'apps', appId: app.id, part: 'functions', item: base.name, tab: next },
            { replace: true },
          )
        }
        tabs={[
          { id: 'code', label: 'Function Editor' },
          { id: 'settings', label: 'Settings', ...(wrong > 0 && { count: wrong }) },
          { id: 'runs', label: 'Runs' },
        ]}
      >
        {tab === 'code' && (
          <WorkbenchPart
            app={app}
            of={{ kind: 'function', name: base.name }}
            serviceType={own === undefined ? '' : 'http'}
            endpointId={own?.endpointId ?? ''}
            source={draft.source}
            onChange={(source) => editing.setDraft({ ...draft, source })}
          />
        )}
        {tab === 'settings' && (
          <FunctionSettings
            app={app}
            fn={base}
            draft={draft}
            problems={problems}
            onChange={editing.setDraft}
          />
        )}
        {tab === 'runs' && (
          <div className="min-h-0 flex-1 overflow-auto">
            <RunList appId={app.id} name={base.name} />
          </div>
        )}
      </Tabs>
    </div>
  );
}

function Header({ app, editing }: { app: AppSummary; editing: Editing }) {
  const [removing, setRemoving] = useState(false);
  const { base } = editing;
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-3 px-4 py-3">
      <a
        href={formatRoute({ page: 'apps', appId: app.id, part: 'functions', item: null })}
        className="flex items-center gap-1 text-muted hover:text-ink"
      >
        <ArrowLeft size={14} aria-hidden /> Functions
      </a>
      <h2 className="wire min-w-0 truncate text-lg font-semibold">{base.name}</h2>
      {base.private && <Badge tone="neutral">Private</Badge>}
      {editing.dirty && <Badge tone="warn">Not saved</Badge>}
      <span className="flex-1" />
      {editing.savedAt !== null && (
        <span className="text-sm text-muted tabular-nums">
          Saved {formatMinute(editing.savedAt)}
        </span>
      )}
      <Button disabled={!editing.dirty} onClick={editing.discard}>
        Discard
      </Button>
      <Button variant="primary" disabled={editing.blocked} onClick={editing.save}>
        Save
      </Button>
      <Button variant="ghost" icon={<Trash2 size={14} />} onClick={() => setRemoving(true)}>
        Delete
      </Button>
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Delete ${base.name}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          // A failure is said by the mutation itself.
          await editing.remove();
        }}
      >
        Calls to it fail from now on. Its runs stay with their captures.
      </ConfirmDialog>
    </header>
  );
}
