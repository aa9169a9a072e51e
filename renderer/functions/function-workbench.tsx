import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { query } from '../api/client.ts';
import { CodeEditor } from '../ui/code-editor.tsx';
import { Split } from '../ui/split.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { ComparePanel } from './compare-panel.tsx';
import { suggestCode, type FunctionScope } from './function-words.ts';
import { TryPanel } from './try-panel.tsx';
import type { WorkbenchProps } from './trial-of.ts';

/** A function’s source, and beside it what it does: on one request, or on the last of them. */
export function FunctionWorkbench(props: WorkbenchProps) {
  const { app, source, onChange } = props;
  const [tab, setTab] = useState<'try' | 'compare'>('try');
  const scope = useScope(props);
  return (
    <Split
      id="function-workbench"
      label="Width of the editor"
      startSize={55}
      start={
        <div className="flex min-h-0 min-w-0 flex-1 flex-col p-3">
          <CodeEditor
            className="flex-1"
            language="javascript"
            label="Source of the function"
            value={source}
            onChange={onChange}
            completions={(text, cursor) => suggestCode(text, cursor, scope)}
          />
        </div>
      }
      end={
        <Tabs
          label="Try the function"
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'try', label: 'Try' },
            { id: 'compare', label: 'On the last captures' },
          ]}
        >
          {tab === 'try' ? (
            <TryPanel key={app.id} {...props} />
          ) : (
            <ComparePanel key={app.id} {...props} />
          )}
        </Tabs>
      }
    />
  );
}

function useScope({ app, serviceType }: WorkbenchProps): FunctionScope {
  const input = { appId: app.id };
  const services = useQuery(query.services.list.queryOptions({ input }));
  const functions = useQuery(query.functions.list.queryOptions({ input }));
  const values = useQuery(query.values.list.queryOptions({ input }));
  return useMemo(
    () => ({
      serviceType,
      services: services.data ?? [],
      functions: (functions.data ?? []).map((fn) => fn.name),
      values: (values.data ?? []).map((value) => value.name),
    }),
    [serviceType, services.data, functions.data, values.data],
  );
}
