import { useMutation, useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { Trial } from '../../preload/contract/functions.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { api, query } from '../api/client.ts';
import { jsonProblem } from '../apps/json-problem.ts';
import { RunView } from '../runs/run-view.tsx';
import { UserChoice } from '../services/expression-editor.tsx';
import { Button } from '../ui/button.tsx';
import { CodeEditor } from '../ui/code-editor.tsx';
import { Field, Select } from '../ui/field.tsx';
import { formatClock } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { EFFECTS, type Effects, type WorkbenchProps } from './trial-of.ts';

const NEWEST = 50;

/** Runs the source as it stands in the editor, once. */
export function TryPanel({ app, of, endpointId, source }: WorkbenchProps) {
  const captures = useQuery(
    query.captures.list.queryOptions({
      input: { search: `endpoint:${endpointId}`, limit: NEWEST },
      enabled: endpointId !== '',
      refetchOnMount: 'always',
    }),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const [args, setArgs] = useState(of.kind === 'webhook' ? '[{"query": {}, "headers": {}}]' : '[]');
  const [userId, setUserId] = useState('');
  const [sideEffects, setEffects] = useState<Effects>('record');
  const list = captures.data?.items ?? [];
  const captureId = chosen ?? list[0]?.id ?? '';
  const problem = captureId === '' ? jsonProblem(args, 'array') : null;
  const trial = useMutation({
    mutationFn: () =>
      api.functions.try({
        appId: app.id,
        of,
        source,
        sideEffects,
        captureId: captureId === '' ? null : (captureId as CaptureId),
        args,
        userId,
      }),
  });
  const blocked = problem !== null || trial.isPending;
  const run = useEffectEvent(() => {
    if (!blocked) trial.mutate();
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
  const options = [
    ...list.map((capture) => ({
      value: capture.id as string,
      label: `${formatClock(capture.receivedAt)}  ${capture.method}  ${capture.status ?? ''}`,
    })),
    { value: '', label: 'Arguments of my own' },
  ];
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-3">
      <div className="flex flex-wrap items-end gap-2">
        <Field label="On" className="flex min-w-44 flex-1 flex-col gap-1">
          <Select value={captureId} onValueChange={setChosen} options={options} />
        </Field>
        <Field label="Calls of services" className="flex w-32 flex-col gap-1">
          <Select value={sideEffects} onValueChange={setEffects} options={EFFECTS} />
        </Field>
        <Button
          variant="primary"
          icon={<Play size={14} />}
          disabled={blocked}
          onClick={() => trial.mutate()}
          title="Ctrl+Enter"
        >
          Run
        </Button>
      </div>
      <p className="text-sm text-muted">{EFFECTS.find((one) => one.value === sideEffects)?.help}</p>
      {captureId === '' && (
        <>
          <div className="flex flex-col gap-1">
            <span className="text-sm font-medium">Arguments</span>
            <CodeEditor
              language="json"
              label="Arguments, an array of EJSON"
              value={args}
              onChange={setArgs}
              minHeight={80}
              maxHeight={200}
            />
            {problem !== null && <p className="text-sm text-bad">{problem}</p>}
          </div>
          <UserChoice appId={app.id} value={userId} onChange={setUserId} />
        </>
      )}
      {trial.error !== null && <Problem error={trial.error} />}
      <div aria-live="polite" className="flex flex-col gap-4">
        {trial.data !== undefined && <Outcome trial={trial.data} />}
      </div>
    </div>
  );
}

function Outcome({ trial }: { trial: Trial }) {
  return (
    <>
      {trial.refused !== null && (
        <p className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
          It was not run: {trial.refused}
        </p>
      )}
      {trial.reply !== null && (
        <section aria-label="Reply">
          <h4 className="pb-1 text-sm font-semibold">The sender would get</h4>
          <div className="rounded-lg border border-line bg-canvas p-2">
            <p className="wire font-medium">{trial.reply.status}</p>
            <pre className="wire max-h-60 overflow-auto break-all whitespace-pre-wrap">
              {trial.reply.body === '' ? 'No body.' : trial.reply.body}
            </pre>
          </div>
        </section>
      )}
      {trial.run !== null && <RunView run={trial.run} />}
    </>
  );
}
