import { useMutation } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api } from '../../api/client.ts';
import { jsonProblem } from '../../wire/json/json-problem.ts';
import { UserChoice } from '../../expressions/expression-editor.tsx';
import { isMac } from '../../ui/platform/platform.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { formatClock } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { EFFECTS, type Effects, type WorkbenchProps } from './trial-of.ts';
import { TryOutcome } from './try-outcome.tsx';
import { useCapturesOf } from './use-captures-of.ts';

interface TryPanelProps extends WorkbenchProps {
  /** Whether it is the one in sight, and the keys are meant for it. */
  active: boolean;
  /** The capture it runs on: '' for arguments of one's own, null for the newest. */
  chosen: CaptureId | '' | null;
  onChoose: (chosen: CaptureId | '') => void;
  onLine: (line: number) => void;
}

/** Runs the source as it stands in the editor, once. */
export function TryPanel(props: TryPanelProps) {
  const { app, of, source, chosen } = props;
  const list = useCapturesOf(props.endpointId).data?.items ?? [];
  const [args, setArgs] = useState(of.kind === 'webhook' ? '[{"query": {}, "headers": {}}]' : '[]');
  const [userId, setUserId] = useState('');
  const [sideEffects, setEffects] = useState<Effects>('record');
  const captureId = chosen ?? list[0]?.id ?? '';
  const problem = captureId === '' ? jsonProblem(args, 'array') : null;
  const trial = useMutation({
    mutationFn: () =>
      api.functions.try({
        appId: app.id,
        of,
        source,
        sideEffects,
        captureId: captureId === '' ? null : captureId,
        args,
        userId,
      }),
  });
  const blocked = problem !== null || trial.isPending;
  const run = (): void => {
    if (blocked) return;
    // The next run is on the same request, also when newer ones have come in.
    props.onChoose(captureId);
    trial.mutate();
  };
  useRunKey(props.active, run);
  const options = list.map((capture) => ({
    value: capture.id as CaptureId | '',
    label: `${formatClock(capture.receivedAt)}  ${capture.method}  ${capture.status ?? ''}`,
  }));
  if (captureId !== '' && !list.some((capture) => capture.id === captureId)) {
    options.push({ value: captureId, label: 'An older capture' });
  }
  options.push({ value: '', label: 'My own arguments' });
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-3">
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Run on" className="flex min-w-44 flex-1 flex-col gap-1">
          <Select value={captureId} onValueChange={props.onChoose} options={options} />
        </Field>
        <Field label="Service calls" className="flex w-32 flex-col gap-1">
          <Select value={sideEffects} onValueChange={setEffects} options={EFFECTS} />
        </Field>
        <Button
          variant="primary"
          icon={<Play size={14} />}
          disabled={blocked}
          onClick={run}
          title={isMac ? '⌘ Enter' : 'Ctrl+Enter'}
        >
          {trial.isPending ? 'Running' : 'Run'}
        </Button>
      </div>
      <p className={sideEffects === 'live' ? 'text-sm text-warn' : 'text-sm text-muted'}>
        {EFFECTS.find((one) => one.value === sideEffects)?.help}
      </p>
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
            <p className="text-sm text-muted">
              An array, one entry for each argument. EJSON such as{' '}
              <span className="wire">{'{"$oid": "…"}'}</span> becomes its type.
            </p>
          </div>
          <div className="flex">
            <UserChoice appId={app.id} value={userId} onChange={setUserId} />
          </div>
        </>
      )}
      {trial.error !== null && <Problem error={trial.error} />}
      <p role="status" className="sr-only">
        {statusOf(trial)}
      </p>
      {trial.data !== undefined && (
        <div className={trial.isPending ? 'flex flex-col gap-4 opacity-60' : 'flex flex-col gap-4'}>
          <TryOutcome trial={trial.data} onLine={props.onLine} />
        </div>
      )}
    </div>
  );
}

function statusOf(trial: {
  isPending: boolean;
  data?: { run: { error: unknown } | null } | undefined;
}) {
  if (trial.isPending) return 'Running';
  if (trial.data === undefined) return '';
  if (trial.data.run === null) return 'Not run';
  return trial.data.run.error === null ? 'It returned' : 'It failed';
}

/** Ctrl or Command with Enter runs, wherever the focus is; the editor would make a line of it. */
function useRunKey(active: boolean, run: () => void): void {
  const onRun = useEffectEvent(run);
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      onRun();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [active]);
}
