import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api } from '../../api/client.ts';
import { jsonProblem } from '../../wire/json/json-problem.ts';
import { notesOf } from './run-notes.ts';
import type { Effects, WorkbenchProps } from './trial-of.ts';

export type Trying = ReturnType<typeof useTrial>;

/**
 * One run of the source as it stands in the editor: on what, with which services, and what came of it.
 *
 * @param captures of the function, the newest first; null until they are known: nothing runs before.
 */
export function useTrial(props: WorkbenchProps, captures: readonly CaptureSummary[] | null) {
  const { app, of, source } = props;
  /** '' for arguments of one's own, null for the newest capture. */
  const [chosen, setChosen] = useState<CaptureId | '' | null>(null);
  const [args, setArgs] = useState(of.kind === 'webhook' ? '[{"query": {}, "headers": {}}]' : '[]');
  const [userId, setUserId] = useState('');
  const [sideEffects, setEffects] = useState<Effects>('record');
  const captureId = chosen ?? (captures === null ? null : (captures[0]?.id ?? ''));
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
  const blocked = captureId === null || problem !== null || trial.isPending;
  const run = trial.data?.run ?? null;
  return {
    captureId,
    setChosen,
    args,
    setArgs,
    userId,
    setUserId,
    sideEffects,
    setEffects,
    problem,
    blocked,
    isPending: trial.isPending,
    error: trial.error,
    data: trial.data,
    notes: useMemo(() => (run === null ? [] : notesOf(run)), [run]),
    run(): void {
      if (blocked) return;
      // The next run is on the same request, also when newer ones have come in.
      setChosen(captureId);
      trial.mutate();
    },
  };
}
