import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { query } from '../api/client.ts';
import { useWantedLine } from '../runs/wanted-line.ts';
import { CodeEditor } from '../ui/code/code-editor.tsx';
import { Split } from '../ui/split.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { ComparePanel } from './compare/compare-panel.tsx';
import { suggestCode, type FunctionScope } from './function-words.ts';
import { TryPanel } from './trial/try-panel.tsx';
import { type FunctionOf, nameOf, type WorkbenchProps } from './trial/trial-of.ts';

/** A function’s source, and beside it what it does: on one request, or on the last of them. */
export function FunctionWorkbench(props: WorkbenchProps) {
  const { app, source, onChange } = props;
  const [tab, setTab] = useState<'try' | 'compare'>('try');
  const [chosen, setChosen] = useState<CaptureId | '' | null>(null);
  const { place, goTo } = useLine(props.of);
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
            goTo={place}
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
            { id: 'compare', label: 'Compare' },
          ]}
        >
          {/* Both stay: looking at one throws no results of the other away. */}
          <div hidden={tab !== 'try'} className="flex min-h-0 flex-1 flex-col">
            <TryPanel
              key={app.id}
              {...props}
              active={tab === 'try'}
              chosen={chosen}
              onChoose={setChosen}
              onLine={goTo}
            />
          </div>
          <div hidden={tab !== 'compare'} className="flex min-h-0 flex-1 flex-col">
            <ComparePanel
              key={app.id}
              {...props}
              onTry={(id) => {
                setChosen(id);
                setTab('try');
              }}
            />
          </div>
        </Tabs>
      }
    />
  );
}

/** The line the editor goes to: of a run on another page that led here, or of a stack beside it. */
function useLine(of: FunctionOf) {
  const [place, setPlace] = useState<{ line: number } | null>(() => {
    const wanted = useWantedLine.getState().place;
    return wanted?.name === nameOf(of) ? wanted : null;
  });
  // Gone to once: the next visit stays where it was.
  useEffect(() => useWantedLine.getState().want(null), []);
  return { place, goTo: (line: number) => setPlace({ line }) };
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
