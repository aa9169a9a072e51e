import { useEffect, useEffectEvent, useLayoutEffect, useState } from 'react';
import { useWantedLine } from '../runs/wanted-line.ts';
import { CodeEditor } from '../ui/code/code-editor.tsx';
import { useMedia } from '../ui/platform/use-media.ts';
import { Split } from '../ui/split.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { ComparePanel } from './compare/compare-panel.tsx';
import { summaryOf } from './compare/compare-words.ts';
import { useComparison } from './compare/use-comparison.ts';
import { suggestCode } from './function-words.ts';
import { RunBar } from './trial/run-bar.tsx';
import { type FunctionOf, nameOf, type WorkbenchProps } from './trial/trial-of.ts';
import { CallsView, LogsView, ReplyView, TrialFacts } from './trial/trial-views.tsx';
import { useKnownCaptures } from './trial/use-captures-of.ts';
import { type Trying, useTrial } from './trial/use-trial.ts';
import { followIn, useScope } from './use-scope.ts';
import { isKeyOf } from '../keys/keymap.ts';

type PanelTab = 'reply' | 'logs' | 'calls' | 'compare';

/** A function’s source, and beside it what it does: on one request, or on the last of them. */
export function FunctionWorkbench(props: WorkbenchProps) {
  const { app, source } = props;
  const isWide = useMedia('(min-width: 900px)');
  const { place, goTo } = useLine(props.of);
  const scope = useScope(app, props.serviceType);
  const captures = useKnownCaptures(props.endpointId);
  const trying = useTrial(props, captures);
  return (
    <Split
      id={isWide ? 'function-workbench' : 'function-workbench-stacked'}
      key={isWide ? 'beside' : 'below'}
      label={isWide ? 'Width of the editor' : 'Height of the editor'}
      direction={isWide ? 'horizontal' : 'vertical'}
      startSize={55}
      minPx={isWide ? 280 : 120}
      start={
        <div className="flex min-h-0 min-w-0 flex-1 flex-col p-3">
          <CodeEditor
            className="flex-1"
            language="javascript"
            label="Source of the function"
            description="F12 goes to the function, service or value that is named."
            value={source}
            onChange={props.onChange}
            goTo={place}
            notes={trying.notes}
            follow={followIn(app, scope)}
            completions={(text, cursor) => suggestCode(text, cursor, scope)}
          />
        </div>
      }
      end={<Panel {...props} trying={trying} captures={captures ?? []} onLine={goTo} />}
    />
  );
}

function Panel(
  props: WorkbenchProps & {
    trying: Trying;
    captures: Parameters<typeof RunBar>[0]['captures'];
    onLine: (line: number) => void;
  },
) {
  const { trying, onLine } = props;
  const [tab, setTab] = useState<PanelTab>('reply');
  const comparing = useComparison(props, trying.sideEffects);
  const show = (next: PanelTab): void => {
    setTab(next);
    if (next === 'compare') comparing.ensure();
  };
  useRunKeys(
    () => {
      if (tab === 'compare') setTab('reply');
      trying.run();
    },
    () => show('compare'),
  );
  const run = trying.data?.run ?? null;
  const summary = comparing.live === null ? '' : summaryOf(comparing.state);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col max-[899px]:overflow-auto">
      <RunBar
        app={props.app}
        trying={trying}
        captures={props.captures}
        live={comparing.live}
        onLive={comparing.setLive}
      />
      {(trying.data !== undefined || (summary !== '' && tab !== 'compare')) && (
        <div className="flex shrink-0 flex-col gap-1 px-3 pt-2">
          {trying.data !== undefined && <TrialFacts trial={trying.data} />}
          {summary !== '' && tab !== 'compare' && <p className="text-muted">{summary}</p>}
        </div>
      )}
      <p role="status" className="sr-only">
        {statusOf(trying)}
      </p>
      {/* Below the editor it keeps room for a few lines, and the whole panel scrolls. */}
      <div className="flex min-h-0 flex-1 flex-col max-[899px]:min-h-64 max-[899px]:shrink-0">
        <Tabs
          label="What the function does"
          value={tab}
          onChange={show}
          tabs={[
            { id: 'reply', label: 'Reply' },
            { id: 'logs', label: 'Logs', ...(run !== null && { count: run.logs.length }) },
            { id: 'calls', label: 'Calls', ...(run !== null && { count: run.hostCalls.length }) },
            { id: 'compare', label: `Compare ${comparing.count}` },
          ]}
        >
          {tab === 'compare' ? (
            <ComparePanel
              comparing={comparing}
              source={props.source}
              onTry={(id) => {
                trying.setChosen(id);
                setTab('reply');
              }}
            />
          ) : (
            <div
              className={
                trying.isPending ? 'min-h-0 overflow-auto opacity-60' : 'min-h-0 overflow-auto'
              }
            >
              {trying.data === undefined && (
                <p className="p-3 text-muted">Run it to see what it does.</p>
              )}
              {tab === 'reply' && trying.data !== undefined && (
                <ReplyView trial={trying.data} onLine={onLine} />
              )}
              {tab === 'logs' && run !== null && <LogsView run={run} onLine={onLine} />}
              {tab === 'calls' && run !== null && <CallsView run={run} />}
            </div>
          )}
        </Tabs>
      </div>
    </div>
  );
}

function statusOf({ isPending, data }: Trying): string {
  if (isPending) return 'Running';
  if (data === undefined) return '';
  if (data.run === null) return 'Not run';
  return data.run.error === null ? 'It returned' : 'It failed';
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

/**
 * The key that runs, and the one that compares, wherever the focus is: the editor would make a line
 * of Enter.
 */
function useRunKeys(run: () => void, compare: () => void): void {
  const onRun = useEffectEvent(run);
  const onCompare = useEffectEvent(compare);
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const compares = isKeyOf(event, 'run-compare');
      if (!compares && !isKeyOf(event, 'run')) return;
      event.preventDefault();
      event.stopPropagation();
      if (compares) onCompare();
      else onRun();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
