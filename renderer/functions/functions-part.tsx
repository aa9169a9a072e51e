import { useQuery } from '@tanstack/react-query';
import { FunctionSquare, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { useRenamed } from '../app-model/renamed.ts';
import { LeftBehind } from '../drafts/left-behind.tsx';
import { navigate } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { FunctionList } from './function-list.tsx';
import { FunctionPage } from './function-page.tsx';
import { draftKey } from './use-function-editing.ts';
import { NewFunctionDialog } from './new-function-dialog.tsx';
import { TriggersSection } from './triggers-section.tsx';

/** Named functions of an app, or one of them. */
export function FunctionsPart({ app, item, tab }: PartProps) {
  const functions = useQuery(query.functions.list.queryOptions({ input: { appId: app.id } }));
  const [adding, setAdding] = useState(false);
  const known = functions.data ?? [];
  const shown = useRenamed(`functions/${app.id}`, item, (one) =>
    known.some(({ name }) => name === one),
  );
  useEffect(() => {
    // An old link, or the way back: the address says what is shown.
    if (shown === null || shown.name === item) return;
    navigate(
      {
        page: 'apps',
        appId: app.id,
        part: 'functions',
        item: shown.name,
        ...(tab !== undefined && { tab }),
      },
      { replace: true },
    );
  });
  if (functions.isPending) return <Spinner label="Loading the functions" />;
  if (functions.data === undefined) {
    return (
      <div className="p-6">
        <Problem error={functions.error} onRetry={() => void functions.refetch()} />
      </div>
    );
  }
  const names = functions.data.map((fn) => fn.name);
  if (shown !== null) {
    const taken = names.filter((name) => name !== shown.name);
    return <FunctionPage key={shown.key} app={app} name={shown.name} taken={taken} tab={tab} />;
  }
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
      Add function
    </Button>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col px-4 sm:px-6 py-5">
      {item !== null && (
        <p role="status" className="mb-4 rounded-lg bg-warn-soft px-3 py-2 break-words text-warn">
          No function <span className="wire">{item}</span> here. It was renamed or deleted.
          <LeftBehind draftKey={draftKey(app.id, item)} />
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
        <FunctionList app={app} functions={functions.data} add={add} />
      )}
      <TriggersSection app={app} />
      {adding && <NewFunctionDialog app={app} taken={names} onClose={() => setAdding(false)} />}
    </div>
  );
}
